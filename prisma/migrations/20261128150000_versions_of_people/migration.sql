-- Which state of a person or a team somebody means who changes it: what administrators see of them has a version, whoever changes it.
ALTER TABLE users ADD COLUMN version integer NOT NULL DEFAULT 1, ADD CONSTRAINT users_version CHECK (version >= 1);
ALTER TABLE teams ADD COLUMN version integer NOT NULL DEFAULT 1, ADD CONSTRAINT teams_version CHECK (version >= 1);
COMMENT ON COLUMN users.version IS 'audit: ignore';
COMMENT ON COLUMN teams.version IS 'audit: ignore';

CREATE FUNCTION portal_next_version() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  NEW.version := OLD.version + 1;
  RETURN NEW;
END $$;
CREATE TRIGGER next_version BEFORE UPDATE ON users FOR EACH ROW
  WHEN ((OLD.name, OLD.email, OLD.role, OLD.custom_role_id, OLD.team_id, OLD.disabled_at)
    IS DISTINCT FROM (NEW.name, NEW.email, NEW.role, NEW.custom_role_id, NEW.team_id, NEW.disabled_at))
  EXECUTE FUNCTION portal_next_version();
CREATE TRIGGER next_version BEFORE UPDATE ON teams FOR EACH ROW
  WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION portal_next_version();
