-- What a cluster had and what of it was in use, at the most of each day (ADR 0073). PVE's facts, and nobody's act.
CREATE TABLE cluster_capacity_days (
  cluster_id uuid NOT NULL,
  day date NOT NULL,
  memory_mib int NOT NULL,
  used_memory_mib int NOT NULL,
  disk_gib int NOT NULL,
  used_disk_gib int NOT NULL,
  CONSTRAINT cluster_capacity_days_pkey PRIMARY KEY (cluster_id, day),
  CONSTRAINT cluster_capacity_days_cluster_id_fkey FOREIGN KEY (cluster_id) REFERENCES clusters (id) ON UPDATE RESTRICT ON DELETE RESTRICT,
  CONSTRAINT cluster_capacity_days_counts CHECK (memory_mib >= 0 AND used_memory_mib >= 0 AND disk_gib >= 0 AND used_disk_gib >= 0)
);
COMMENT ON COLUMN cluster_capacity_days.cluster_id IS 'audit: ignore';
COMMENT ON COLUMN cluster_capacity_days.day IS 'audit: ignore';
COMMENT ON COLUMN cluster_capacity_days.memory_mib IS 'audit: ignore';
COMMENT ON COLUMN cluster_capacity_days.used_memory_mib IS 'audit: ignore';
COMMENT ON COLUMN cluster_capacity_days.disk_gib IS 'audit: ignore';
COMMENT ON COLUMN cluster_capacity_days.used_disk_gib IS 'audit: ignore';
GRANT SELECT, INSERT, UPDATE, DELETE ON cluster_capacity_days TO portal_app;

-- The creations of the last weeks, for the overview.
CREATE INDEX operations_provisioned ON operations (ended_at) WHERE kind = 'provision' AND ended_at IS NOT NULL;
