-- When somebody signed in last, whatever way they came by: sessions are deleted, and this stays. It is no act on the person.
ALTER TABLE users ADD COLUMN last_signed_in_at timestamptz(3);
COMMENT ON COLUMN users.last_signed_in_at IS 'audit: ignore';

UPDATE users AS u SET last_signed_in_at = s.at
FROM (SELECT user_id, max(created_at) AS at FROM sessions GROUP BY user_id) AS s WHERE s.user_id = u.id;

CREATE FUNCTION portal_note_sign_in() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  UPDATE users SET last_signed_in_at = clock_timestamp() WHERE id = NEW.user_id;
  RETURN NULL;
END $$;
CREATE TRIGGER note_sign_in AFTER INSERT ON sessions FOR EACH ROW EXECUTE FUNCTION portal_note_sign_in();
