-- What is asked of a deployment, from the request to its end: one row an operation, at most one open a deployment.

CREATE TABLE operations (
  id UUID PRIMARY KEY DEFAULT portal_uuidv7(),
  deployment_id UUID NOT NULL REFERENCES deployment (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  requested_by UUID REFERENCES portal_user (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  requested_at TIMESTAMPTZ(3) NOT NULL,
  started_at TIMESTAMPTZ(3),
  ended_at TIMESTAMPTZ(3),
  failure_code TEXT,

  CONSTRAINT operations_kind CHECK (kind IN ('provision', 'start', 'stop', 'reboot', 'reset', 'suspend', 'resume', 'snapshot',
    'rollback', 'remove_snapshot', 'rebuild', 'adopt', 'delete', 'expire')),
  CONSTRAINT operations_state CHECK (state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
  CONSTRAINT operations_ended CHECK ((state IN ('queued', 'running')) = (ended_at IS NULL)),
  CONSTRAINT operations_started CHECK (state <> 'running' OR started_at IS NOT NULL),
  CONSTRAINT operations_failure CHECK (failure_code IS NULL OR (state = 'failed' AND length(failure_code) BETWEEN 1 AND 100))
);
CREATE UNIQUE INDEX operations_one_open ON operations (deployment_id) WHERE ended_at IS NULL;
CREATE INDEX operations_deployment_id_id_idx ON operations (deployment_id, id DESC);

ALTER TABLE deployment_step
  ADD COLUMN operation_id UUID REFERENCES operations (id) ON DELETE RESTRICT ON UPDATE RESTRICT;
CREATE INDEX deployment_step_operation_id_idx ON deployment_step (operation_id);

CREATE CONSTRAINT TRIGGER require_audit AFTER INSERT OR UPDATE OR DELETE ON operations
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION portal_require_audit('deployment', 'deployment_id');

DO $$
DECLARE
  entry record;
BEGIN
  FOR entry IN SELECT relation, class, column_name FROM (VALUES
    ('operations', 'track', 'id deployment_id kind state requested_by requested_at started_at ended_at failure_code'),
    ('deployment_step', 'track', 'operation_id')
  ) AS classes (relation, class, names), string_to_table(names, ' ') AS column_name
  LOOP
    EXECUTE format('COMMENT ON COLUMN %I.%I IS %L', entry.relation, entry.column_name, 'audit: ' || entry.class);
  END LOOP;
END $$;

GRANT SELECT, INSERT ON operations TO portal_app;
GRANT UPDATE (state, started_at, ended_at, failure_code) ON operations TO portal_app;
