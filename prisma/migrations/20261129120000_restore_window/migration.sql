-- What somebody deletes can be restored for as long as its template version says: its VM is stopped and kept until then.
ALTER TABLE template_versions
  ADD COLUMN restore_hours int DEFAULT 0 NOT NULL,
  ADD CONSTRAINT template_versions_restore CHECK (restore_hours BETWEEN 0 AND 8760);
COMMENT ON COLUMN template_versions.restore_hours IS 'audit: track';

ALTER TABLE deployments
  ADD COLUMN restore_until timestamptz(3),
  ADD CONSTRAINT deployments_trashed CHECK (status NOT IN ('running', 'suspended', 'stopped', 'expired', 'failed', 'trashed')
    OR (status = 'trashed') = (restore_until IS NOT NULL));
COMMENT ON COLUMN deployments.restore_until IS 'audit: track';
CREATE INDEX deployments_live_restore ON deployments (restore_until) WHERE status <> 'deleted';

ALTER TABLE operations
  DROP CONSTRAINT operations_kind,
  ADD CONSTRAINT operations_kind CHECK (kind IN ('provision', 'start', 'stop', 'reboot', 'reset', 'suspend', 'resume', 'snapshot',
    'rollback', 'remove_snapshot', 'resize', 'set_password', 'rebuild', 'adopt', 'delete', 'expire', 'trash'));

ALTER TABLE deployment_steps
  DROP CONSTRAINT deployment_steps_operation,
  ADD CONSTRAINT deployment_steps_operation CHECK (operation IN ('provision', 'start', 'stop', 'reboot', 'reset', 'suspend',
    'resume', 'snapshot', 'rollback', 'remove_snapshot', 'resize', 'set_password', 'rebuild', 'adopt', 'delete', 'expire', 'trash'));
