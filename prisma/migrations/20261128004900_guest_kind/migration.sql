-- A guest is not always a VM: what a version makes stands in it, so that a container is one value more here.
ALTER TABLE template_versions
  ADD COLUMN guest_kind text NOT NULL DEFAULT 'vm',
  ADD CONSTRAINT template_versions_guest_kind CHECK (guest_kind = ANY (ARRAY['vm']));

COMMENT ON COLUMN template_versions.guest_kind IS 'audit: track';
