-- A VM may be given another size.

ALTER TABLE deployment
  DROP CONSTRAINT deployment_status,
  DROP CONSTRAINT deployment_up_is_placed;
ALTER TABLE deployment
  ADD CONSTRAINT deployment_status CHECK (status IN ('queued', 'provisioning', 'running', 'stopping', 'stopped', 'starting',
    'rebooting', 'resetting', 'suspending', 'suspended', 'resuming', 'snapshotting', 'rolling_back', 'removing_snapshot',
    'resizing', 'rebuilding', 'adopting', 'failed', 'expired', 'trashed', 'deleting', 'deleted', 'quarantined')),
  ADD CONSTRAINT deployment_up_is_placed CHECK (status NOT IN ('running', 'stopping', 'starting', 'rebooting', 'resetting',
    'suspending', 'suspended', 'resuming', 'snapshotting', 'rolling_back', 'removing_snapshot', 'resizing', 'adopting')
    OR (vmid IS NOT NULL AND node IS NOT NULL));

ALTER TABLE deployment_step DROP CONSTRAINT deployment_step_operation;
ALTER TABLE deployment_step
  ADD CONSTRAINT deployment_step_operation CHECK (operation IN ('provision', 'start', 'stop', 'reboot', 'reset', 'suspend',
    'resume', 'snapshot', 'rollback', 'remove_snapshot', 'resize', 'rebuild', 'adopt', 'delete', 'expire'));

ALTER TABLE operations DROP CONSTRAINT operations_kind;
ALTER TABLE operations
  ADD CONSTRAINT operations_kind CHECK (kind IN ('provision', 'start', 'stop', 'reboot', 'reset', 'suspend', 'resume', 'snapshot',
    'rollback', 'remove_snapshot', 'resize', 'rebuild', 'adopt', 'delete', 'expire'));
