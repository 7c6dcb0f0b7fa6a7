-- SSH keys that people have kept for their next VMs: public ones, without their comment, which is their name at first.

CREATE TABLE ssh_keys (
  id uuid NOT NULL,
  user_id uuid NOT NULL,
  name text NOT NULL,
  public_key text NOT NULL,
  key_hash text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  last_used_at timestamptz(3),
  CONSTRAINT ssh_keys_pkey PRIMARY KEY (id),
  CONSTRAINT ssh_keys_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON UPDATE RESTRICT ON DELETE CASCADE,
  CONSTRAINT ssh_keys_name CHECK (char_length(name) >= 1 AND char_length(name) <= 100),
  CONSTRAINT ssh_keys_public_key CHECK (char_length(public_key) >= 1 AND char_length(public_key) <= 8000),
  CONSTRAINT ssh_keys_key_hash CHECK (key_hash ~ '^[0-9a-f]{64}$')
);
CREATE UNIQUE INDEX ssh_keys_user_id_key_hash_key ON ssh_keys (user_id, key_hash);
COMMENT ON COLUMN ssh_keys.id IS 'audit: track';
COMMENT ON COLUMN ssh_keys.user_id IS 'audit: track';
COMMENT ON COLUMN ssh_keys.name IS 'audit: track';
COMMENT ON COLUMN ssh_keys.public_key IS 'audit: track';
COMMENT ON COLUMN ssh_keys.key_hash IS 'audit: ignore';
COMMENT ON COLUMN ssh_keys.created_at IS 'audit: ignore';
COMMENT ON COLUMN ssh_keys.last_used_at IS 'audit: ignore';

-- That one is used stands in the row of the VM that was asked for with it.
CREATE CONSTRAINT TRIGGER require_audit AFTER INSERT OR UPDATE OF id, user_id, name, public_key, key_hash OR DELETE ON ssh_keys
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION portal_require_audit('user', 'user_id');
GRANT SELECT, INSERT, DELETE ON ssh_keys TO portal_app;
GRANT UPDATE (last_used_at) ON ssh_keys TO portal_app;
