-- More that can be limited: VMs that run, snapshots, and of each VM how far ahead its lease ends, how long it lives and how often it is
-- extended. What is about each VM is nothing that somebody holds, so there is none of it together.
ALTER TABLE limits DROP CONSTRAINT limits_measure;
ALTER TABLE limits ADD CONSTRAINT limits_measure CHECK (measure IN ('deployments', 'vcpus', 'memoryMiB', 'diskGiB', 'running', 'snapshots',
  'leaseHours', 'lifetimeHours', 'extensions'));
ALTER TABLE limits DROP CONSTRAINT limits_value;
ALTER TABLE limits ADD CONSTRAINT limits_value CHECK (value >= 0 AND value <= CASE measure
  WHEN 'deployments' THEN 100000 WHEN 'vcpus' THEN 1000000 WHEN 'memoryMiB' THEN 1073741824 WHEN 'diskGiB' THEN 10485760
  WHEN 'running' THEN 100000 WHEN 'snapshots' THEN 1000000 WHEN 'extensions' THEN 100000 ELSE 87600 END);
ALTER TABLE limits DROP CONSTRAINT limits_together;
ALTER TABLE limits ADD CONSTRAINT limits_together CHECK (NOT together OR (subject_kind IN ('everyone', 'team')
  AND measure NOT IN ('leaseHours', 'lifetimeHours', 'extensions')));

-- Counted from here on: what was extended before is not held against anybody.
ALTER TABLE deployments ADD COLUMN extensions integer DEFAULT 0 NOT NULL;
ALTER TABLE deployments ADD CONSTRAINT deployments_extensions CHECK (extensions >= 0);
COMMENT ON COLUMN deployments.extensions IS 'audit: track';
