-- Roles that administrators make: a built-in one, and of what it may a set of scopes. One that was removed stays, for what is on record
-- of it; its name is free.
CREATE TABLE custom_roles (
  id uuid NOT NULL,
  version integer NOT NULL,
  name text NOT NULL,
  base text NOT NULL,
  scopes text[] NOT NULL,
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  removed_at timestamptz(3),
  CONSTRAINT custom_roles_pkey PRIMARY KEY (id),
  CONSTRAINT custom_roles_version CHECK (version >= 1),
  CONSTRAINT custom_roles_name CHECK (char_length(name) >= 1 AND char_length(name) <= 100),
  CONSTRAINT custom_roles_base CHECK (base IN ('support', 'lead', 'template_admin', 'auditor', 'admin')),
  CONSTRAINT custom_roles_scopes CHECK (cardinality(scopes) > 0 AND portal_texts_fit(scopes, 200, 64))
);
CREATE UNIQUE INDEX custom_roles_id_base_key ON custom_roles (id, base);
CREATE UNIQUE INDEX custom_roles_name_key ON custom_roles (lower(name)) WHERE removed_at IS NULL;

COMMENT ON COLUMN custom_roles.id IS 'audit: track';
COMMENT ON COLUMN custom_roles.version IS 'audit: ignore';
COMMENT ON COLUMN custom_roles.name IS 'audit: track';
COMMENT ON COLUMN custom_roles.base IS 'audit: track';
COMMENT ON COLUMN custom_roles.scopes IS 'audit: track';
COMMENT ON COLUMN custom_roles.created_at IS 'audit: track';
COMMENT ON COLUMN custom_roles.updated_at IS 'audit: ignore';
COMMENT ON COLUMN custom_roles.removed_at IS 'audit: track';

CREATE CONSTRAINT TRIGGER require_audit AFTER INSERT OR UPDATE OR DELETE ON custom_roles
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION portal_require_audit('role', 'id');

-- Whose role is narrowed has the built-in one that it is based on.
ALTER TABLE users
  ADD COLUMN custom_role_id uuid,
  ADD CONSTRAINT users_custom_role_id_role_fkey FOREIGN KEY (custom_role_id, role) REFERENCES custom_roles (id, base)
    ON UPDATE RESTRICT ON DELETE RESTRICT;
CREATE INDEX users_custom_role_id_idx ON users (custom_role_id);
COMMENT ON COLUMN users.custom_role_id IS 'audit: track';

ALTER TABLE audit_logs DROP CONSTRAINT audit_logs_subject;
ALTER TABLE audit_logs ADD CONSTRAINT audit_logs_subject CHECK ((subject_type IN ('team', 'role', 'api_token', 'cluster', 'template',
  'deployment', 'user', 'problem', 'address', 'audit')) AND subject_id <> '');

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

GRANT SELECT, INSERT ON custom_roles TO portal_app;
GRANT UPDATE (version, name, scopes, updated_at, removed_at) ON custom_roles TO portal_app;
