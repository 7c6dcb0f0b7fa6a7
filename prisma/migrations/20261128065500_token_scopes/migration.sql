-- What an API token may be used for, from where and until when. Those of before keep everything: without scopes, without an end.
ALTER TABLE api_tokens
  ADD COLUMN scopes text[],
  ADD COLUMN addresses inet[] NOT NULL DEFAULT '{}',
  ADD COLUMN expires_at timestamptz(3),
  ADD COLUMN created_by uuid,
  ADD COLUMN rotated_from uuid,
  ADD COLUMN replaced_at timestamptz(3),
  ADD CONSTRAINT api_tokens_created_by_fkey FOREIGN KEY (created_by) REFERENCES users (id) ON UPDATE RESTRICT ON DELETE RESTRICT,
  ADD CONSTRAINT api_tokens_rotated_from_fkey FOREIGN KEY (rotated_from) REFERENCES api_tokens (id) ON UPDATE RESTRICT ON DELETE RESTRICT,
  ADD CONSTRAINT api_tokens_scopes CHECK (scopes IS NULL OR (cardinality(scopes) > 0 AND portal_texts_fit(scopes, 200, 64))),
  ADD CONSTRAINT api_tokens_addresses CHECK (cardinality(addresses) <= 20 AND array_position(addresses, NULL) IS NULL),
  -- Only what was made before tokens had scopes has no end.
  ADD CONSTRAINT api_tokens_end CHECK (scopes IS NULL OR expires_at IS NOT NULL),
  ADD CONSTRAINT api_tokens_replaced CHECK (replaced_at IS NULL OR expires_at IS NOT NULL);
CREATE INDEX api_tokens_created_by_idx ON api_tokens (created_by);
CREATE UNIQUE INDEX api_tokens_rotated_from_key ON api_tokens (rotated_from);

-- When and from where a token was last used: written in blocks, and nobody's act. That it was used from an address for the first
-- time has an audit row of its own.
CREATE TABLE api_token_uses (
  token_id uuid NOT NULL,
  address inet NOT NULL,
  last_used_at timestamptz(3) NOT NULL,
  CONSTRAINT api_token_uses_pkey PRIMARY KEY (token_id, address),
  CONSTRAINT api_token_uses_token_id_fkey FOREIGN KEY (token_id) REFERENCES api_tokens (id) ON UPDATE RESTRICT ON DELETE RESTRICT
);
CREATE INDEX api_token_uses_token_id_last_used_at_idx ON api_token_uses (token_id, last_used_at DESC);

COMMENT ON COLUMN api_tokens.scopes IS 'audit: track';
COMMENT ON COLUMN api_tokens.addresses IS 'audit: track';
COMMENT ON COLUMN api_tokens.expires_at IS 'audit: track';
COMMENT ON COLUMN api_tokens.created_by IS 'audit: track';
COMMENT ON COLUMN api_tokens.rotated_from IS 'audit: track';
COMMENT ON COLUMN api_tokens.replaced_at IS 'audit: track';
COMMENT ON COLUMN api_token_uses.token_id IS 'audit: ignore';
COMMENT ON COLUMN api_token_uses.address IS 'audit: ignore';
COMMENT ON COLUMN api_token_uses.last_used_at IS 'audit: ignore';

GRANT UPDATE (expires_at, replaced_at) ON api_tokens TO portal_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON api_token_uses TO portal_app;
