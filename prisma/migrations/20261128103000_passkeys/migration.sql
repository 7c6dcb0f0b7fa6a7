-- Passkeys: public keys of what people's devices hold, which sign them in without a password.

CREATE TABLE passkeys (
  id uuid NOT NULL,
  user_id uuid NOT NULL,
  name text NOT NULL,
  credential_id text NOT NULL,
  public_key bytea NOT NULL,
  counter bigint NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  last_used_at timestamptz(3),
  CONSTRAINT passkeys_pkey PRIMARY KEY (id),
  CONSTRAINT passkeys_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON UPDATE RESTRICT ON DELETE CASCADE,
  CONSTRAINT passkeys_name CHECK (char_length(name) >= 1 AND char_length(name) <= 100),
  CONSTRAINT passkeys_credential_id CHECK (char_length(credential_id) >= 1 AND char_length(credential_id) <= 1400),
  CONSTRAINT passkeys_public_key CHECK (octet_length(public_key) <= 4096)
);
CREATE UNIQUE INDEX passkeys_credential_id_key ON passkeys (credential_id);
CREATE INDEX passkeys_user_id_idx ON passkeys (user_id);
COMMENT ON COLUMN passkeys.id IS 'audit: track';
COMMENT ON COLUMN passkeys.user_id IS 'audit: track';
COMMENT ON COLUMN passkeys.name IS 'audit: track';
COMMENT ON COLUMN passkeys.credential_id IS 'audit: secret';
COMMENT ON COLUMN passkeys.public_key IS 'audit: secret';
COMMENT ON COLUMN passkeys.counter IS 'audit: ignore';
COMMENT ON COLUMN passkeys.created_at IS 'audit: ignore';
COMMENT ON COLUMN passkeys.last_used_at IS 'audit: ignore';

CREATE CONSTRAINT TRIGGER require_audit AFTER INSERT OR UPDATE OR DELETE ON passkeys
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION portal_require_audit('user', 'user_id');
GRANT SELECT, INSERT, DELETE ON passkeys TO portal_app;
GRANT UPDATE (counter, last_used_at) ON passkeys TO portal_app;
