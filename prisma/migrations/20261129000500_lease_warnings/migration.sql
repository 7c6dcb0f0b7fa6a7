-- Since when the owner of a VM has known how its lease ends: by its making, by an extension, or by a warning. Of those that are there no
-- warning is made up for: the next one is given.
ALTER TABLE deployments ADD COLUMN lease_notice_at timestamptz(3) NOT NULL DEFAULT now();
COMMENT ON COLUMN deployments.lease_notice_at IS 'audit: track';
