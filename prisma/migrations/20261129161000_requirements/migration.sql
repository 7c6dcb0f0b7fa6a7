-- What a request for a VM of this version has to say: nothing, unless an administrator says so.
ALTER TABLE template_versions
  ADD COLUMN requires jsonb NOT NULL DEFAULT '{}',
  ADD CONSTRAINT template_versions_requires CHECK (jsonb_typeof(requires) = 'object' AND octet_length(requires::text) <= 512);
COMMENT ON COLUMN template_versions.requires IS 'audit: track';
