-- What a template offers by name, and the sign of its system. Versions from before offer no sizes; their sign is guessed from what they
-- call their system, once: a version does not change, so the column is filled as it is made.
ALTER TABLE template_versions
  ADD COLUMN sizes jsonb NOT NULL DEFAULT '[]',
  ADD COLUMN icon text NOT NULL DEFAULT 'other';

ALTER TABLE template_versions
  ALTER COLUMN icon TYPE text USING CASE
    WHEN category = 'pbx_appliance' THEN 'pbx'
    WHEN operating_system ILIKE '%debian%' THEN 'debian'
    WHEN operating_system ILIKE '%ubuntu%' THEN 'ubuntu'
    WHEN operating_system ILIKE '%rocky%' THEN 'rocky'
    WHEN operating_system ILIKE '%alma%' THEN 'almalinux'
    WHEN operating_system ILIKE '%alpine%' THEN 'alpine'
    WHEN operating_system ILIKE '%suse%' THEN 'opensuse'
    WHEN operating_system ILIKE '%arch linux%' THEN 'arch'
    WHEN operating_system ILIKE '%freebsd%' THEN 'freebsd'
    WHEN operating_system ILIKE '%linux%' THEN 'linux'
    WHEN category = 'windows_client' THEN 'windows'
    ELSE 'other'
  END,
  ADD CONSTRAINT template_versions_sizes CHECK (jsonb_typeof(sizes) = 'array' AND jsonb_array_length(sizes) <= 8
    AND octet_length(sizes::text) <= 4096),
  ADD CONSTRAINT template_versions_icon CHECK (icon = ANY (ARRAY['debian', 'ubuntu', 'rocky', 'almalinux', 'alpine', 'opensuse', 'arch',
    'linux', 'freebsd', 'windows', 'pbx', 'appliance', 'other']));

COMMENT ON COLUMN template_versions.sizes IS 'audit: track';
COMMENT ON COLUMN template_versions.icon IS 'audit: track';
