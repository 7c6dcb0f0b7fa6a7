-- A password that the agent of a running guest sets. Until it is known whether the guest has taken it, it stands beside the one before.

ALTER TABLE guest_access
  ADD COLUMN next_sealed_password text,
  ADD COLUMN next_is_fresh boolean DEFAULT false NOT NULL,
  ADD CONSTRAINT guest_access_next CHECK (char_length(next_sealed_password) <= 1000
    AND (next_sealed_password IS NOT NULL OR NOT next_is_fresh));
COMMENT ON COLUMN guest_access.next_sealed_password IS 'audit: secret';
COMMENT ON COLUMN guest_access.next_is_fresh IS 'audit: track';
GRANT UPDATE (next_sealed_password, next_is_fresh) ON guest_access TO portal_app;

ALTER TABLE operations
  DROP CONSTRAINT operations_kind,
  ADD CONSTRAINT operations_kind CHECK (kind IN ('provision', 'start', 'stop', 'reboot', 'reset', 'suspend', 'resume', 'snapshot',
    'rollback', 'remove_snapshot', 'resize', 'set_password', 'rebuild', 'adopt', 'delete', 'expire'));

ALTER TABLE deployment_steps
  DROP CONSTRAINT deployment_steps_name,
  DROP CONSTRAINT deployment_steps_operation,
  ADD CONSTRAINT deployment_steps_name CHECK (name IN ('reserve', 'place', 'clone', 'configure', 'resize', 'start', 'first_boot',
    'address', 'ready', 'shutdown', 'reboot', 'reset', 'suspend', 'resume', 'snapshot', 'rollback', 'remove_snapshot',
    'set_password', 'stamp', 'stop', 'destroy', 'confirm')),
  ADD CONSTRAINT deployment_steps_operation CHECK (operation IN ('provision', 'start', 'stop', 'reboot', 'reset', 'suspend',
    'resume', 'snapshot', 'rollback', 'remove_snapshot', 'resize', 'set_password', 'rebuild', 'adopt', 'delete', 'expire'));

ALTER TABLE deployments
  DROP CONSTRAINT deployments_status,
  DROP CONSTRAINT deployments_up_is_placed,
  ADD CONSTRAINT deployments_status CHECK (status IN ('queued', 'provisioning', 'running', 'stopping', 'stopped', 'starting',
    'rebooting', 'resetting', 'suspending', 'suspended', 'resuming', 'snapshotting', 'rolling_back', 'removing_snapshot',
    'resizing', 'setting_password', 'rebuilding', 'adopting', 'failed', 'expired', 'trashed', 'deleting', 'deleted',
    'quarantined')),
  ADD CONSTRAINT deployments_up_is_placed CHECK ((status NOT IN ('running', 'stopping', 'starting', 'rebooting', 'resetting',
    'suspending', 'suspended', 'resuming', 'snapshotting', 'rolling_back', 'removing_snapshot', 'resizing', 'setting_password',
    'adopting')) OR vmid IS NOT NULL AND node IS NOT NULL);
