-- Lists of deployments by name and by the end of the lease. The live ones by their end have an index from the first migration.
CREATE INDEX deployments_name_id_idx ON deployments (name, id);
CREATE INDEX deployments_deleted_expiry ON deployments (expires_at, id) WHERE status = 'deleted';
