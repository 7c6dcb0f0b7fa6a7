-- Problems: what an administrator must know of. A code is closed by packages/types (its form alone is checked here, so that
-- a new code needs no migration). When a problem was last seen stands apart, without a guard: seeing it again is nobody's act.

CREATE TABLE problem (
  id UUID NOT NULL DEFAULT portal_uuidv7(),
  code TEXT NOT NULL,
  subject_type TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  params JSONB NOT NULL,
  since TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
  resolved_at TIMESTAMPTZ(3),
  acknowledged_at TIMESTAMPTZ(3),
  acknowledged_by UUID,
  CONSTRAINT problem_pkey PRIMARY KEY (id),
  CONSTRAINT problem_acknowledged_by_fkey FOREIGN KEY (acknowledged_by) REFERENCES portal_user (id)
    ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT problem_code CHECK (code ~ '^[a-z][a-z_]{2,63}$'),
  CONSTRAINT problem_subject CHECK (
    (subject_type IN ('deployment', 'template', 'cluster') AND subject_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$')
    OR (subject_type = 'portal' AND length(subject_id) BETWEEN 1 AND 64)),
  CONSTRAINT problem_params CHECK (jsonb_typeof(params) = 'object' AND octet_length(params::text) <= 65536),
  CONSTRAINT problem_acknowledged CHECK ((acknowledged_at IS NULL) = (acknowledged_by IS NULL))
);
CREATE UNIQUE INDEX problem_one_open ON problem (code, subject_type, subject_id) WHERE resolved_at IS NULL;
CREATE INDEX problem_open ON problem (id DESC) WHERE resolved_at IS NULL;
CREATE INDEX problem_acknowledged_by_idx ON problem (acknowledged_by);

CREATE TABLE problem_last_seen (
  problem_id UUID NOT NULL,
  at TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT problem_last_seen_pkey PRIMARY KEY (problem_id),
  CONSTRAINT problem_last_seen_problem_id_fkey FOREIGN KEY (problem_id) REFERENCES problem (id)
    ON DELETE RESTRICT ON UPDATE RESTRICT
);

ALTER TABLE audit_log DROP CONSTRAINT audit_log_subject;
ALTER TABLE audit_log ADD CONSTRAINT audit_log_subject CHECK (
  subject_type IN ('team', 'api_token', 'cluster', 'template', 'deployment', 'user', 'problem') AND subject_id <> '');

-- As it was, and a problem by its code.
CREATE OR REPLACE FUNCTION portal_describe_subject() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  subject uuid := CASE WHEN NEW.subject_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN NEW.subject_id::uuid END;
BEGIN
  IF NEW.subject_type = 'deployment' THEN
    SELECT name, owner_id, team_id INTO NEW.subject_name, NEW.subject_owner_id, NEW.subject_team_id
    FROM deployment WHERE id = subject;
  ELSIF NEW.subject_type = 'template' THEN
    SELECT v.name INTO NEW.subject_name FROM template_version AS v
    WHERE v.template_id = subject ORDER BY v.version DESC LIMIT 1;
  ELSIF NEW.subject_type = 'user' THEN
    SELECT name INTO NEW.subject_name FROM portal_user WHERE id = subject;
  ELSIF NEW.subject_type = 'team' THEN
    SELECT name INTO NEW.subject_name FROM team WHERE id = subject;
  ELSIF NEW.subject_type = 'cluster' THEN
    SELECT name INTO NEW.subject_name FROM cluster WHERE id = subject;
  ELSIF NEW.subject_type = 'api_token' THEN
    SELECT name, user_id INTO NEW.subject_name, NEW.subject_owner_id FROM api_token WHERE id = subject;
  ELSIF NEW.subject_type = 'problem' THEN
    SELECT code INTO NEW.subject_name FROM problem WHERE id = subject;
  END IF;
  RETURN NEW;
END $$;

CREATE CONSTRAINT TRIGGER require_audit AFTER INSERT OR UPDATE OR DELETE ON problem
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION portal_require_audit('problem', 'id');

DO $$
DECLARE
  entry record;
BEGIN
  FOR entry IN SELECT relation, class, column_name FROM (VALUES
    ('problem', 'track', 'id code subject_type subject_id params since resolved_at acknowledged_at acknowledged_by'),
    ('problem_last_seen', 'ignore', 'problem_id at')
  ) AS classes (relation, class, names), string_to_table(names, ' ') AS column_name
  LOOP
    EXECUTE format('COMMENT ON COLUMN %I.%I IS %L', entry.relation, entry.column_name, 'audit: ' || entry.class);
  END LOOP;
END $$;

GRANT SELECT, INSERT ON problem TO portal_app;
GRANT UPDATE (params, resolved_at, acknowledged_at, acknowledged_by) ON problem TO portal_app;
GRANT SELECT, INSERT, UPDATE ON problem_last_seen TO portal_app;
