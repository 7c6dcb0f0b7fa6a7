-- What is granted to a person by name may end by itself. From that moment on it holds no more; that it ended is put on record once, which
-- removes it. Beside what lasts there can be any number that end: the highest holds.
ALTER TABLE limits ADD COLUMN ends_at timestamptz(3),
  ADD CONSTRAINT limits_ends_at CHECK (ends_at IS NULL OR subject_kind = 'person');
COMMENT ON COLUMN limits.ends_at IS 'audit: track';
GRANT UPDATE (ends_at) ON limits TO portal_app;

DROP INDEX limits_in_force;
CREATE UNIQUE INDEX limits_in_force ON limits (subject_kind, coalesce(role, team_id::text, user_id::text, ''), measure, together)
  WHERE removed_at IS NULL AND ends_at IS NULL;
