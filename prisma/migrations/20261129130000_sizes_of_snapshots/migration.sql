-- A snapshot keeps how large its VM was: whoever goes back gets that size again, which counts. Those from before have none of it.
ALTER TABLE deployment_snapshots ADD COLUMN vcpus integer, ADD COLUMN memory_mib integer, ADD COLUMN disk_gib integer,
  ADD CONSTRAINT deployment_snapshots_sizes CHECK (num_nonnulls(vcpus, memory_mib, disk_gib) IN (0, 3)
    AND vcpus > 0 AND memory_mib > 0 AND disk_gib > 0);
COMMENT ON COLUMN deployment_snapshots.vcpus IS 'audit: track';
COMMENT ON COLUMN deployment_snapshots.memory_mib IS 'audit: track';
COMMENT ON COLUMN deployment_snapshots.disk_gib IS 'audit: track';

-- Something is left of it in Proxmox VE, as after a removal that failed: it is no way back any more, and counts until it is removed.
ALTER TABLE deployment_snapshots DROP CONSTRAINT deployment_snapshots_status;
ALTER TABLE deployment_snapshots ADD CONSTRAINT deployment_snapshots_status CHECK (status IN ('creating', 'ready', 'rolling_back',
  'removing', 'removed', 'failed', 'incomplete'));
