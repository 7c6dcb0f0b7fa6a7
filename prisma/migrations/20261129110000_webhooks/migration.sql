-- Who is told what happens by an HTTP request for each event (ADR 0081). One that was removed stays, for what is on record of it, without its
-- secrets.
CREATE TABLE webhooks (
  id uuid NOT NULL,
  version integer NOT NULL,
  name text NOT NULL,
  url text NOT NULL,
  actions text[],
  enabled boolean NOT NULL,
  sealed_secrets text[] NOT NULL,
  rotating_until timestamptz(3),
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  removed_at timestamptz(3),
  CONSTRAINT webhooks_pkey PRIMARY KEY (id),
  CONSTRAINT webhooks_version CHECK (version >= 1),
  CONSTRAINT webhooks_name CHECK (char_length(name) >= 1 AND char_length(name) <= 100),
  CONSTRAINT webhooks_url CHECK (char_length(url) >= 1 AND char_length(url) <= 1000),
  CONSTRAINT webhooks_actions CHECK (portal_texts_fit(actions, 100, 64)),
  CONSTRAINT webhooks_secrets CHECK (portal_texts_fit(sealed_secrets, 2, 1000)
    AND CASE WHEN removed_at IS NULL THEN cardinality(sealed_secrets) >= 1 ELSE cardinality(sealed_secrets) = 0 END)
);
COMMENT ON COLUMN webhooks.id IS 'audit: track';
COMMENT ON COLUMN webhooks.version IS 'audit: ignore';
COMMENT ON COLUMN webhooks.name IS 'audit: track';
COMMENT ON COLUMN webhooks.url IS 'audit: secret';
COMMENT ON COLUMN webhooks.actions IS 'audit: track';
COMMENT ON COLUMN webhooks.enabled IS 'audit: track';
COMMENT ON COLUMN webhooks.sealed_secrets IS 'audit: secret';
COMMENT ON COLUMN webhooks.rotating_until IS 'audit: track';
COMMENT ON COLUMN webhooks.created_at IS 'audit: ignore';
COMMENT ON COLUMN webhooks.updated_at IS 'audit: ignore';
COMMENT ON COLUMN webhooks.removed_at IS 'audit: track';
CREATE CONSTRAINT TRIGGER require_audit AFTER INSERT OR UPDATE OR DELETE ON webhooks
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION portal_require_audit('webhook', 'id');
GRANT SELECT, INSERT ON webhooks TO portal_app;
GRANT UPDATE (version, name, url, actions, enabled, sealed_secrets, rotating_until, updated_at, removed_at) ON webhooks TO portal_app;

-- On its way while `next_at` is set, delivered once `delivered_at` is, and given up where neither is. `place` counts in the order of the trail:
-- what happened to one subject is sent in it.
CREATE TABLE webhook_deliveries (
  id uuid NOT NULL DEFAULT portal_uuidv7(),
  place bigint GENERATED ALWAYS AS IDENTITY,
  webhook_id uuid NOT NULL,
  event_id uuid NOT NULL,
  subject_id text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  attempts int NOT NULL DEFAULT 0,
  tried_at timestamptz(3),
  next_at timestamptz(3) DEFAULT clock_timestamp(),
  delivered_at timestamptz(3),
  status int,
  fault text,
  answer text,
  CONSTRAINT webhook_deliveries_pkey PRIMARY KEY (id),
  CONSTRAINT webhook_deliveries_webhook_id_fkey FOREIGN KEY (webhook_id) REFERENCES webhooks (id) ON UPDATE RESTRICT ON DELETE RESTRICT,
  CONSTRAINT webhook_deliveries_event_id_fkey FOREIGN KEY (event_id) REFERENCES audit_logs (id) ON UPDATE RESTRICT ON DELETE CASCADE,
  CONSTRAINT webhook_deliveries_subject_id CHECK (char_length(subject_id) >= 1 AND char_length(subject_id) <= 200),
  CONSTRAINT webhook_deliveries_attempts CHECK (attempts >= 0),
  CONSTRAINT webhook_deliveries_fault CHECK (fault IN ('address', 'timeout', 'connection', 'internal')),
  CONSTRAINT webhook_deliveries_answer CHECK (char_length(answer) <= 1024)
);
CREATE UNIQUE INDEX webhook_deliveries_webhook_id_event_id_key ON webhook_deliveries (webhook_id, event_id);
CREATE INDEX webhook_deliveries_event_id_idx ON webhook_deliveries (event_id);
CREATE INDEX webhook_deliveries_webhook_id_id_idx ON webhook_deliveries (webhook_id, id DESC);
CREATE INDEX webhook_deliveries_created_at_idx ON webhook_deliveries (created_at);
CREATE INDEX webhook_deliveries_waiting ON webhook_deliveries (webhook_id, place) WHERE next_at IS NOT NULL;
CREATE INDEX webhook_deliveries_in_order ON webhook_deliveries (webhook_id, subject_id, place) WHERE next_at IS NOT NULL;
COMMENT ON COLUMN webhook_deliveries.id IS 'audit: ignore';
COMMENT ON COLUMN webhook_deliveries.place IS 'audit: ignore';
COMMENT ON COLUMN webhook_deliveries.webhook_id IS 'audit: ignore';
COMMENT ON COLUMN webhook_deliveries.event_id IS 'audit: ignore';
COMMENT ON COLUMN webhook_deliveries.subject_id IS 'audit: ignore';
COMMENT ON COLUMN webhook_deliveries.created_at IS 'audit: ignore';
COMMENT ON COLUMN webhook_deliveries.attempts IS 'audit: ignore';
COMMENT ON COLUMN webhook_deliveries.tried_at IS 'audit: ignore';
COMMENT ON COLUMN webhook_deliveries.next_at IS 'audit: ignore';
COMMENT ON COLUMN webhook_deliveries.delivered_at IS 'audit: ignore';
COMMENT ON COLUMN webhook_deliveries.status IS 'audit: ignore';
COMMENT ON COLUMN webhook_deliveries.fault IS 'audit: ignore';
COMMENT ON COLUMN webhook_deliveries.answer IS 'audit: ignore';
GRANT SELECT, INSERT, DELETE, UPDATE (attempts, tried_at, next_at, delivered_at, status, fault, answer) ON webhook_deliveries TO portal_app;

INSERT INTO feed_cursors (follower, xact, id)
VALUES ('webhooks', pg_snapshot_xmin(pg_current_snapshot()), '00000000-0000-0000-0000-000000000000');

ALTER TABLE audit_logs DROP CONSTRAINT audit_logs_subject;
ALTER TABLE audit_logs ADD CONSTRAINT audit_logs_subject CHECK ((subject_type IN ('team', 'role', 'api_token', 'cluster', 'template',
  'deployment', 'user', 'problem', 'announcement', 'limit', 'webhook', 'address', 'audit')) AND subject_id <> '');

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
  ELSIF NEW.subject_type = 'limit' THEN
    SELECT measure INTO NEW.subject_name FROM limits WHERE id = subject;
  ELSIF NEW.subject_type = 'webhook' THEN
    SELECT name INTO NEW.subject_name FROM webhooks WHERE id = subject;
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
