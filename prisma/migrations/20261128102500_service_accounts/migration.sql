-- Accounts that are no person: they have a role and a team, own VMs, and sign in with API tokens alone.
ALTER TABLE users
  ADD COLUMN kind text NOT NULL DEFAULT 'person',
  ADD CONSTRAINT users_kind CHECK (kind IN ('person', 'service'));
COMMENT ON COLUMN users.kind IS 'audit: track';

CREATE FUNCTION portal_keep_kind() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'A person stays a person, and a service account one.' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER keep_kind BEFORE UPDATE OF kind ON users
  FOR EACH ROW WHEN (OLD.kind IS DISTINCT FROM NEW.kind) EXECUTE FUNCTION portal_keep_kind();

-- Whatever way they came by: nothing that signs in is ever theirs.
CREATE FUNCTION portal_refuse_service() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM users WHERE id = NEW.user_id AND kind = 'service') THEN
    RAISE EXCEPTION 'A service account signs in with API tokens alone.' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER refuse_service BEFORE INSERT OR UPDATE OF user_id ON accounts
  FOR EACH ROW EXECUTE FUNCTION portal_refuse_service();
CREATE TRIGGER refuse_service BEFORE INSERT OR UPDATE OF user_id ON sessions
  FOR EACH ROW EXECUTE FUNCTION portal_refuse_service();
CREATE TRIGGER refuse_service BEFORE INSERT OR UPDATE OF user_id ON password_links
  FOR EACH ROW EXECUTE FUNCTION portal_refuse_service();

-- The token that another one was made with, by creating or rotating: revoking it revokes those too. Of earlier ones it is not known.
ALTER TABLE api_tokens
  ADD COLUMN made_with uuid,
  ADD CONSTRAINT api_tokens_made_with_fkey FOREIGN KEY (made_with) REFERENCES api_tokens (id) ON UPDATE RESTRICT ON DELETE RESTRICT;
CREATE INDEX api_tokens_made_with_idx ON api_tokens (made_with);
COMMENT ON COLUMN api_tokens.made_with IS 'audit: track';
GRANT UPDATE (addresses) ON api_tokens TO portal_app;
