-- How much may be held at once: of one measure, for everyone, a role, a team or a person. `together` is what all of them hold, and otherwise
-- each of them. One that was removed stays, for what is on record of it; no other is in force for the same.
CREATE TABLE limits (
  id uuid NOT NULL,
  version integer NOT NULL,
  subject_kind text NOT NULL,
  role text,
  team_id uuid,
  user_id uuid,
  measure text NOT NULL,
  together boolean NOT NULL,
  value integer NOT NULL,
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  removed_at timestamptz(3),
  CONSTRAINT limits_pkey PRIMARY KEY (id),
  CONSTRAINT limits_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams (id) ON UPDATE RESTRICT ON DELETE RESTRICT,
  CONSTRAINT limits_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON UPDATE RESTRICT ON DELETE RESTRICT,
  CONSTRAINT limits_version CHECK (version >= 1),
  CONSTRAINT limits_subject CHECK (subject_kind IN ('everyone', 'role', 'team', 'person')
    AND (role IS NOT NULL) = (subject_kind = 'role')
    AND (team_id IS NOT NULL) = (subject_kind = 'team')
    AND (user_id IS NOT NULL) = (subject_kind = 'person')),
  CONSTRAINT limits_role CHECK (role IN ('support', 'lead', 'template_admin', 'auditor', 'admin')),
  CONSTRAINT limits_together CHECK (NOT together OR subject_kind IN ('everyone', 'team')),
  CONSTRAINT limits_measure CHECK (measure IN ('deployments', 'vcpus', 'memoryMiB', 'diskGiB')),
  CONSTRAINT limits_value CHECK (value >= 0 AND value <= CASE measure
    WHEN 'deployments' THEN 100000 WHEN 'vcpus' THEN 1000000 WHEN 'memoryMiB' THEN 1073741824 ELSE 10485760 END)
);
CREATE UNIQUE INDEX limits_in_force ON limits (subject_kind, coalesce(role, team_id::text, user_id::text, ''), measure, together)
  WHERE removed_at IS NULL;
CREATE INDEX limits_team_id_idx ON limits (team_id);
CREATE INDEX limits_user_id_idx ON limits (user_id);

COMMENT ON COLUMN limits.id IS 'audit: track';
COMMENT ON COLUMN limits.version IS 'audit: ignore';
COMMENT ON COLUMN limits.subject_kind IS 'audit: track';
COMMENT ON COLUMN limits.role IS 'audit: track';
COMMENT ON COLUMN limits.team_id IS 'audit: track';
COMMENT ON COLUMN limits.user_id IS 'audit: track';
COMMENT ON COLUMN limits.measure IS 'audit: track';
COMMENT ON COLUMN limits.together IS 'audit: track';
COMMENT ON COLUMN limits.value IS 'audit: track';
COMMENT ON COLUMN limits.created_at IS 'audit: track';
COMMENT ON COLUMN limits.updated_at IS 'audit: ignore';
COMMENT ON COLUMN limits.removed_at IS 'audit: track';

-- What was in force until now, role by role: nobody's act, and before the guard.
INSERT INTO limits (id, version, subject_kind, role, measure, together, value, created_at, updated_at)
SELECT gen_random_uuid(), 1, 'role', roles.role, of.measure, false, of.value, now(), now()
FROM (VALUES
  ('support', 8, 24, 49152, 600),
  ('template_admin', 8, 24, 49152, 600),
  ('lead', 20, 64, 131072, 1600),
  ('auditor', 0, 0, 0, 0),
  ('admin', 500, 2000, 4194304, 40000)) AS roles (role, deployments, vcpus, memory_mib, disk_gib),
LATERAL (VALUES
  ('deployments', deployments), ('vcpus', vcpus), ('memoryMiB', memory_mib), ('diskGiB', disk_gib)) AS of (measure, value);

CREATE CONSTRAINT TRIGGER require_audit AFTER INSERT OR UPDATE OR DELETE ON limits
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION portal_require_audit('limit', 'id');

GRANT SELECT, INSERT ON limits TO portal_app;
GRANT UPDATE (version, value, updated_at, removed_at) ON limits TO portal_app;

ALTER TABLE audit_logs DROP CONSTRAINT audit_logs_subject;
ALTER TABLE audit_logs ADD CONSTRAINT audit_logs_subject CHECK ((subject_type IN ('team', 'role', 'api_token', 'cluster', 'template',
  'deployment', 'user', 'problem', 'announcement', 'limit', 'address', 'audit')) AND subject_id <> '');

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
