-- Whether addresses are a fallback is part of what the trail follows, as the addresses are.

COMMENT ON COLUMN deployment.addresses_are_fallback IS 'audit: track';
