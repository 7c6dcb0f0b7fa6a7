-- Links at which a person sets their password: the first administrator's, from a command line that has no terminal. The
-- link itself is told once; its hash is what stays.

CREATE TABLE password_link (
  id UUID NOT NULL,
  user_id UUID NOT NULL,
  token_hash TEXT NOT NULL,
  created_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  expires_at TIMESTAMPTZ(3) NOT NULL,
  used_at TIMESTAMPTZ(3),
  CONSTRAINT password_link_pkey PRIMARY KEY (id),
  CONSTRAINT password_link_user_id_fkey FOREIGN KEY (user_id) REFERENCES portal_user (id)
    ON DELETE CASCADE ON UPDATE RESTRICT,
  CONSTRAINT password_link_token_hash CHECK (token_hash ~ '^[0-9a-f]{64}$'),
  CONSTRAINT password_link_expiry CHECK (created_at < expires_at)
);
CREATE UNIQUE INDEX password_link_token_hash_key ON password_link (token_hash);
CREATE INDEX password_link_user_id_idx ON password_link (user_id);

CREATE TRIGGER write_audit AFTER INSERT OR UPDATE OR DELETE ON password_link FOR EACH ROW
  EXECUTE FUNCTION portal_write_audit('user_id', 'user.password_link_made', 'user.password_link_used', 'user.password_link_removed');

DO $$
DECLARE
  entry record;
BEGIN
  FOR entry IN SELECT class, column_name FROM (VALUES
    ('track', 'id expires_at used_at'),
    ('ignore', 'user_id created_at'),
    ('secret', 'token_hash')
  ) AS classes (class, names), string_to_table(names, ' ') AS column_name
  LOOP
    EXECUTE format('COMMENT ON COLUMN password_link.%I IS %L', entry.column_name, 'audit: ' || entry.class);
  END LOOP;
END $$;

GRANT SELECT, INSERT, UPDATE (used_at) ON password_link TO portal_app;
