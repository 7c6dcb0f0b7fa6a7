-- Addresses that stand on none of a VM's own network cards are marked.

ALTER TABLE deployment ADD COLUMN addresses_are_fallback BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE deployment
  ADD CONSTRAINT deployment_fallback_addresses CHECK (NOT addresses_are_fallback OR addresses <> '{}');
