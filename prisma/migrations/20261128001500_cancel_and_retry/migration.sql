-- What an operation waits for, why it did not come to its end, and of which one it is another try; and whether a run has come to a step.

ALTER TABLE operations
  ADD COLUMN wait_code text,
  ADD COLUMN wait_params jsonb NOT NULL DEFAULT '{}',
  ADD COLUMN error_code text,
  ADD COLUMN error_params jsonb NOT NULL DEFAULT '{}',
  ADD COLUMN retry_of uuid,
  ADD CONSTRAINT operations_wait CHECK (portal_reason_fits(wait_code, wait_params) AND (wait_code IS NULL OR ended_at IS NULL)),
  ADD CONSTRAINT operations_error CHECK (portal_reason_fits(error_code, error_params)
    AND (error_code IS NULL OR state <> 'succeeded')),
  ADD CONSTRAINT operations_retry_of_fkey FOREIGN KEY (retry_of) REFERENCES operations (id) ON UPDATE RESTRICT ON DELETE RESTRICT;

GRANT UPDATE (wait_code, wait_params, error_code, error_params) ON operations TO portal_app;

-- A step that nobody has come to stood under way with the very time of its VM's place until now: such a one is looked for as any other.
ALTER TABLE deployment_steps ADD COLUMN is_taken_up boolean NOT NULL DEFAULT true;

COMMENT ON COLUMN operations.wait_code IS 'audit: track';
COMMENT ON COLUMN operations.wait_params IS 'audit: track';
COMMENT ON COLUMN operations.error_code IS 'audit: track';
COMMENT ON COLUMN operations.error_params IS 'audit: track';
COMMENT ON COLUMN operations.retry_of IS 'audit: track';
COMMENT ON COLUMN deployment_steps.is_taken_up IS 'audit: track';
