-- When no mail is to come that can wait (ADR 0078): from one time of the day to another.
ALTER TABLE mail_choices
  ADD COLUMN quiet_from text,
  ADD COLUMN quiet_until text,
  ADD CONSTRAINT mail_choices_quiet_from CHECK (quiet_from ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
  ADD CONSTRAINT mail_choices_quiet_until CHECK (quiet_until ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
  ADD CONSTRAINT mail_choices_quiet_hours CHECK ((quiet_from IS NULL) = (quiet_until IS NULL) AND quiet_from <> quiet_until);
COMMENT ON COLUMN mail_choices.quiet_from IS 'audit: track';
COMMENT ON COLUMN mail_choices.quiet_until IS 'audit: track';
GRANT UPDATE (quiet_from, quiet_until) ON mail_choices TO portal_app;
