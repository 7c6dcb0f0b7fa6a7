-- A lease without an end: nothing stops or deletes the VM by a date. From `review_at` on its owner is asked whether it is still needed.
-- Whether a template lets anybody have that is said by its version.
ALTER TABLE template_versions ADD COLUMN no_end boolean DEFAULT false NOT NULL;
COMMENT ON COLUMN template_versions.no_end IS 'audit: track';
ALTER TABLE deployments ADD COLUMN review_at timestamptz(3);
COMMENT ON COLUMN deployments.review_at IS 'audit: track';
ALTER TABLE deployments ALTER COLUMN expires_at DROP NOT NULL;
ALTER TABLE deployments ADD CONSTRAINT deployments_no_end
  CHECK ((expires_at IS NULL) = (review_at IS NOT NULL) AND (expires_at IS NOT NULL OR delete_at IS NULL));
