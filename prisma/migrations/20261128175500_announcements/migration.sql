-- What administrators have to say to everybody, on top of every page for a time. One that is withdrawn stays, for what is on record of it.
CREATE TABLE announcements (
  id uuid NOT NULL,
  kind text NOT NULL,
  text text NOT NULL,
  starts_at timestamptz(3) NOT NULL,
  ends_at timestamptz(3) NOT NULL,
  created_at timestamptz(3) NOT NULL,
  withdrawn_at timestamptz(3),
  CONSTRAINT announcements_pkey PRIMARY KEY (id),
  CONSTRAINT announcements_kind CHECK (kind IN ('information', 'maintenance')),
  CONSTRAINT announcements_text CHECK (char_length(text) >= 1 AND char_length(text) <= 300
    AND text !~ '[\u0001-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069]'),
  CONSTRAINT announcements_times CHECK (ends_at > starts_at)
);

COMMENT ON COLUMN announcements.id IS 'audit: track';
COMMENT ON COLUMN announcements.kind IS 'audit: track';
COMMENT ON COLUMN announcements.text IS 'audit: track';
COMMENT ON COLUMN announcements.starts_at IS 'audit: track';
COMMENT ON COLUMN announcements.ends_at IS 'audit: track';
COMMENT ON COLUMN announcements.created_at IS 'audit: ignore';
COMMENT ON COLUMN announcements.withdrawn_at IS 'audit: track';

CREATE CONSTRAINT TRIGGER require_audit AFTER INSERT OR UPDATE OR DELETE ON announcements
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION portal_require_audit('announcement', 'id');

GRANT SELECT, INSERT ON announcements TO portal_app;
GRANT UPDATE (withdrawn_at) ON announcements TO portal_app;

ALTER TABLE audit_logs DROP CONSTRAINT audit_logs_subject;
ALTER TABLE audit_logs ADD CONSTRAINT audit_logs_subject CHECK ((subject_type IN ('team', 'role', 'api_token', 'cluster', 'template',
  'deployment', 'user', 'problem', 'announcement', 'address', 'audit')) AND subject_id <> '');

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
  ELSIF NEW.subject_type = 'role' THEN
    SELECT name INTO NEW.subject_name FROM custom_roles WHERE id = subject;
  ELSIF NEW.subject_type = 'cluster' THEN
    SELECT name INTO NEW.subject_name FROM clusters WHERE id = subject;
  ELSIF NEW.subject_type = 'api_token' THEN
    SELECT name, user_id INTO NEW.subject_name, NEW.subject_owner_id FROM api_tokens WHERE id = subject;
  ELSIF NEW.subject_type = 'announcement' THEN
    SELECT text INTO NEW.subject_name FROM announcements WHERE id = subject;
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
