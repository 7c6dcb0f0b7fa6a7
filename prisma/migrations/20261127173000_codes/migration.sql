-- Reasons are codes with parameters, and no sentence is stored (ADR 0028). What a release that kept sentences wrote is not told apart
-- any more: where something was said, it reads "not recorded".

CREATE FUNCTION portal_reason_fits(code text, params jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
  SELECT jsonb_typeof(params) = 'object' AND octet_length(params::text) <= 16384
    AND CASE WHEN code IS NULL THEN params = '{}' ELSE code ~ '^[a-z_]{1,64}$' END
$$;

ALTER TABLE deployment ADD COLUMN status_code text, ADD COLUMN status_params jsonb NOT NULL DEFAULT '{}';
ALTER TABLE deployment_step ADD COLUMN reason_code text, ADD COLUMN reason_params jsonb NOT NULL DEFAULT '{}',
  ADD COLUMN waiting_since timestamptz(3);
ALTER TABLE canary_run ADD COLUMN reason_code text, ADD COLUMN reason_params jsonb NOT NULL DEFAULT '{}';
ALTER TABLE template ADD COLUMN state_code text, ADD COLUMN state_params jsonb NOT NULL DEFAULT '{}';

-- A migration is no act on any of them, and has no audit row to show for it.
ALTER TABLE deployment DISABLE TRIGGER USER;
ALTER TABLE deployment_step DISABLE TRIGGER USER;
ALTER TABLE canary_run DISABLE TRIGGER USER;
ALTER TABLE template DISABLE TRIGGER USER;
UPDATE deployment SET status_code = 'not_recorded' WHERE status_message IS NOT NULL;
UPDATE deployment_step SET reason_code = 'not_recorded' WHERE message IS NOT NULL;
UPDATE deployment_step SET waiting_since = started_at WHERE status = 'running' AND attempts > 0;
UPDATE canary_run SET reason_code = 'verdict_not_recorded' WHERE reason IS NOT NULL;
UPDATE template SET state_code = 'set_by_administrator', state_params = jsonb_build_object('words', left(state_reason, 1000))
  WHERE state_reason IS NOT NULL;
ALTER TABLE deployment ENABLE TRIGGER USER;
ALTER TABLE deployment_step ENABLE TRIGGER USER;
ALTER TABLE canary_run ENABLE TRIGGER USER;
ALTER TABLE template ENABLE TRIGGER USER;
-- The next look at each cluster writes it anew.
DELETE FROM cluster_sight;

ALTER TABLE deployment DROP CONSTRAINT deployment_bounds, DROP COLUMN status_message;
ALTER TABLE deployment ADD CONSTRAINT deployment_bounds CHECK (
  char_length(purpose) <= 500 AND char_length(ticket) <= 64 AND char_length(node) <= 100 AND char_length(storage) <= 100
  AND char_length(failure_code) <= 64 AND portal_reason_fits(status_code, status_params) AND portal_texts_fit(addresses, 64, 64));
ALTER TABLE deployment_step DROP CONSTRAINT deployment_step_bounds, DROP COLUMN message, DROP COLUMN attempts;
ALTER TABLE deployment_step ADD CONSTRAINT deployment_step_bounds CHECK (
  char_length(upid) <= 512 AND portal_reason_fits(reason_code, reason_params) AND portal_texts_fit(log, 200, 2000));
ALTER TABLE canary_run DROP CONSTRAINT canary_run_bounds, DROP COLUMN reason;
ALTER TABLE canary_run ADD CONSTRAINT canary_run_bounds CHECK (portal_reason_fits(reason_code, reason_params));
ALTER TABLE template DROP CONSTRAINT template_bounds, DROP COLUMN state_reason;
ALTER TABLE template ADD CONSTRAINT template_bounds
  CHECK (char_length(slug) <= 100 AND portal_reason_fits(state_code, state_params));

DO $$
DECLARE
  entry record;
BEGIN
  FOR entry IN SELECT * FROM (VALUES
    ('deployment', 'status_code'), ('deployment', 'status_params'), ('deployment_step', 'reason_code'),
    ('deployment_step', 'reason_params'), ('deployment_step', 'waiting_since'), ('canary_run', 'reason_code'),
    ('canary_run', 'reason_params'), ('template', 'state_code'), ('template', 'state_params')) AS columns (relation, name)
  LOOP
    EXECUTE format('COMMENT ON COLUMN %I.%I IS %L', entry.relation, entry.name, 'audit: track');
  END LOOP;
END $$;
