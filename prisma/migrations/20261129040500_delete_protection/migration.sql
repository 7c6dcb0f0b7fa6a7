-- The portal's own protection from deletion: neither people nor the end of a lease destroy the VM while it is on.
ALTER TABLE deployments ADD COLUMN delete_protection boolean DEFAULT false NOT NULL;
COMMENT ON COLUMN deployments.delete_protection IS 'audit: track';
