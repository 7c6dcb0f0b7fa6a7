-- A sign-in at the organisation's provider keeps the latest ID token, which signing out there asks for: that there was a sign-in is on
-- record by its session already.
COMMENT ON COLUMN accounts.id_token IS 'audit: ignore';
