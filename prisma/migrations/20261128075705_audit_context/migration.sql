-- What each row of the audit trail tells beside who did what: in which role and from where somebody acted, with which program, and which
-- operation it belongs to. And everything of one request is found.

ALTER TABLE audit_logs
  ADD COLUMN actor_role text,
  ADD COLUMN source text,
  ADD COLUMN user_agent text,
  ADD COLUMN operation_id uuid,
  ADD CONSTRAINT audit_logs_context CHECK (char_length(actor_role) <= 64 AND char_length(user_agent) <= 500),
  ADD CONSTRAINT audit_logs_source CHECK (source = ANY (ARRAY['portal', 'rest', 'worker', 'command']));
COMMENT ON COLUMN audit_logs.actor_role IS 'audit: ignore';
COMMENT ON COLUMN audit_logs.source IS 'audit: ignore';
COMMENT ON COLUMN audit_logs.user_agent IS 'audit: ignore';
COMMENT ON COLUMN audit_logs.operation_id IS 'audit: ignore';
CREATE INDEX audit_logs_request_id_id_idx ON audit_logs (request_id, id DESC) WHERE request_id IS NOT NULL;
CREATE INDEX audit_logs_operation_id_id_idx ON audit_logs (operation_id, id DESC) WHERE operation_id IS NOT NULL;

-- The operation is filled in by the trigger, and nobody chooses it.
GRANT INSERT (actor_role, source, user_agent) ON audit_logs TO portal_app;

CREATE OR REPLACE FUNCTION portal_describe_subject() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  subject uuid := CASE WHEN NEW.subject_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN NEW.subject_id::uuid END;
BEGIN
  IF NEW.subject_type = 'deployment' THEN
    SELECT name, owner_id, team_id INTO NEW.subject_name, NEW.subject_owner_id, NEW.subject_team_id
    FROM deployments WHERE id = subject;
    -- Of what the worker does it is the one in hand; of what others ask, the one that this very transaction begins or changes.
    SELECT o.id INTO NEW.operation_id FROM (
      SELECT id, ended_at, xmin AS written_by FROM operations WHERE deployment_id = subject ORDER BY id DESC LIMIT 1
    ) AS o
    WHERE (NEW.actor_kind = 'system' AND o.ended_at IS NULL) OR o.written_by = pg_current_xact_id()::xid;
  ELSIF NEW.subject_type = 'template' THEN
    SELECT v.name INTO NEW.subject_name FROM template_versions AS v
    WHERE v.template_id = subject ORDER BY v.version DESC LIMIT 1;
  ELSIF NEW.subject_type = 'user' THEN
    SELECT name INTO NEW.subject_name FROM users WHERE id = subject;
  ELSIF NEW.subject_type = 'team' THEN
    SELECT name INTO NEW.subject_name FROM teams WHERE id = subject;
  ELSIF NEW.subject_type = 'cluster' THEN
    SELECT name INTO NEW.subject_name FROM clusters WHERE id = subject;
  ELSIF NEW.subject_type = 'api_token' THEN
    SELECT name, user_id INTO NEW.subject_name, NEW.subject_owner_id FROM api_tokens WHERE id = subject;
  ELSIF NEW.subject_type = 'problem' THEN
    SELECT code INTO NEW.subject_name FROM problems WHERE id = subject;
  END IF;
  NEW.source := coalesce(NEW.source, CASE
    WHEN nullif(current_setting('portal.job', true), '') IS NOT NULL THEN 'command'
    WHEN NEW.actor_kind <> 'system' OR NEW.actor_id = 'edge' THEN NULL
    WHEN NEW.actor_id = 'auth' THEN 'portal'
    ELSE 'worker' END);
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION portal_write_audit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  before jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) ELSE '{}' END;
  after jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) ELSE '{}' END;
  present jsonb := CASE WHEN TG_OP = 'DELETE' THEN before ELSE after END;
  person text := present ->> TG_ARGV[0];
  acting jsonb := nullif(current_setting('portal.actor', true), '')::jsonb;
  own_act boolean := TG_TABLE_NAME = 'sessions';
  person_name text;
  person_role text;
  job text := coalesce(nullif(current_setting('portal.job', true), ''), 'auth');
  changes jsonb;
BEGIN
  SELECT jsonb_object_agg(key, CASE
      WHEN class = 'secret' THEN '"(secret)"'::jsonb
      WHEN TG_OP = 'UPDATE' THEN
        jsonb_build_object('from', portal_cut_value(before -> key), 'to', portal_cut_value(after -> key))
      ELSE portal_cut_value(present -> key) END)
  INTO changes
  FROM (SELECT key, portal_column_class(TG_RELID, key) AS class FROM jsonb_object_keys(present) AS key) AS columns
  WHERE class <> 'ignore' AND CASE WHEN TG_OP = 'UPDATE' THEN before -> key IS DISTINCT FROM after -> key
    ELSE present -> key <> 'null'::jsonb END;
  IF TG_OP = 'UPDATE' AND changes IS NULL THEN
    RETURN NULL;
  END IF;
  IF acting IS NULL THEN
    SELECT left(name, 300), role INTO person_name, person_role FROM users WHERE id = person::uuid;
    acting := jsonb_build_object(
      'kind', CASE WHEN own_act THEN 'user' ELSE 'system' END,
      'id', CASE WHEN own_act THEN person ELSE job END,
      'name', CASE WHEN own_act THEN coalesce(person_name, person) ELSE job END,
      'actorRole', CASE WHEN own_act THEN person_role END,
      'source', CASE WHEN own_act THEN 'portal' END,
      'userAgent', CASE WHEN own_act THEN nullif(present ->> 'user_agent', '') END,
      'address', CASE WHEN own_act THEN nullif(left(present ->> 'ip_address', 100), '') END);
  END IF;
  INSERT INTO audit_logs (actor_kind, actor_id, actor_name, actor_role, on_behalf_of, source, request_id, address, user_agent, action,
    subject_type, subject_id, outcome, detail)
  VALUES (
    acting ->> 'kind', acting ->> 'id', acting ->> 'name', acting ->> 'actorRole', (acting ->> 'onBehalfOf')::uuid,
    acting ->> 'source', acting ->> 'requestId', acting ->> 'address', acting ->> 'userAgent',
    CASE
      WHEN TG_OP = 'INSERT' THEN TG_ARGV[1]
      WHEN TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'users' AND changes ? 'disabled_at' THEN
        CASE WHEN after ->> 'disabled_at' IS NULL THEN 'user.enabled' ELSE 'user.disabled' END
      WHEN TG_OP = 'UPDATE' THEN TG_ARGV[2]
      WHEN own_act AND (present ->> 'expires_at')::timestamptz <= now() THEN 'user.session_expired'
      ELSE TG_ARGV[3] END,
    'user', person, 'succeeded', coalesce(changes, '{}'));
  RETURN NULL;
END $$;
