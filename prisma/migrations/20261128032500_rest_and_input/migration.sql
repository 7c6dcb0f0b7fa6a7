-- Where a deployment's VM rests, and whether the end of its lease was carried out: with the open operation, its status is derived from
-- them. An operation keeps what it was asked for with, so that it can be asked for once more.

ALTER TABLE deployments
  ADD COLUMN rest text NOT NULL DEFAULT '',
  ADD COLUMN lease_ended boolean NOT NULL DEFAULT false;
ALTER TABLE operations ADD COLUMN input jsonb NOT NULL DEFAULT '{}';

-- Nothing has happened to any of them: columns are filled, and no trigger is asked. What an operation in hand will find of a VM is not
-- known here, and its end says it: one that was ready counts as running.
ALTER TABLE deployments
  ALTER COLUMN rest DROP DEFAULT,
  ALTER COLUMN rest TYPE text USING CASE
    WHEN status IN ('queued', 'provisioning') THEN 'pending'
    WHEN status IN ('expired', 'starting', 'trashed') THEN 'stopped'
    WHEN status = 'resuming' THEN 'suspended'
    WHEN status = 'adopting' THEN 'quarantined'
    WHEN status IN ('running', 'stopped', 'suspended', 'failed', 'deleted', 'quarantined') THEN status
    WHEN status = 'deleting' AND vmid IS NULL AND ready_at IS NULL THEN 'pending'
    WHEN status IN ('deleting', 'rebuilding') AND ready_at IS NULL THEN 'failed'
    ELSE 'running'
  END,
  ALTER COLUMN lease_ended TYPE boolean USING status = 'expired';

ALTER TABLE deployments
  ADD CONSTRAINT deployments_rest CHECK (rest IN ('pending', 'running', 'stopped', 'suspended', 'failed', 'quarantined', 'deleted')),
  ADD CONSTRAINT deployments_at_rest CHECK (CASE status
    WHEN 'queued' THEN rest = 'pending' AND placed_at IS NULL
    WHEN 'provisioning' THEN rest = 'pending' AND placed_at IS NOT NULL
    WHEN 'expired' THEN rest = 'stopped' AND lease_ended
    WHEN 'stopped' THEN rest = 'stopped' AND NOT lease_ended
    WHEN 'running' THEN rest = 'running'
    WHEN 'suspended' THEN rest = 'suspended'
    WHEN 'failed' THEN rest = 'failed'
    WHEN 'quarantined' THEN rest = 'quarantined'
    WHEN 'adopting' THEN rest = 'quarantined'
    WHEN 'deleted' THEN rest = 'deleted'
    WHEN 'deleting' THEN rest <> 'deleted'
    ELSE rest <> 'deleted' AND rest <> 'pending'
  END);
ALTER TABLE operations ADD CONSTRAINT operations_input CHECK (jsonb_typeof(input) = 'object' AND octet_length(input::text) <= 16384);

COMMENT ON COLUMN deployments.rest IS 'audit: track';
COMMENT ON COLUMN deployments.lease_ended IS 'audit: track';
COMMENT ON COLUMN operations.input IS 'audit: track';
