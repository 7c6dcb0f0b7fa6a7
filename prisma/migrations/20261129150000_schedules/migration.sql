-- When a VM is started and stopped by itself: days, times and a time zone, as one document, and what comes next, when.
ALTER TABLE deployments
  ADD COLUMN schedule jsonb,
  ADD COLUMN next_power text,
  ADD COLUMN next_power_at timestamptz(3),
  ADD CONSTRAINT deployments_schedule CHECK (octet_length(schedule::text) <= 500),
  ADD CONSTRAINT deployments_next_power CHECK (next_power IN ('start', 'stop')),
  ADD CONSTRAINT deployments_scheduled CHECK ((schedule IS NULL) = (next_power IS NULL) AND (schedule IS NULL) = (next_power_at IS NULL));
COMMENT ON COLUMN deployments.schedule IS 'audit: track';
COMMENT ON COLUMN deployments.next_power IS 'audit: track';
COMMENT ON COLUMN deployments.next_power_at IS 'audit: track';
CREATE INDEX deployments_live_schedules ON deployments (next_power_at) WHERE next_power_at IS NOT NULL AND status <> 'deleted';
