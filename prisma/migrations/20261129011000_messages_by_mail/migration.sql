-- Messages by mail, to those who want them (ADR 0078): which kinds somebody chose, and how their mail reads.
CREATE TABLE mail_choices (
  user_id uuid NOT NULL,
  kinds text[] NOT NULL,
  locale text NOT NULL,
  time_zone text,
  CONSTRAINT mail_choices_pkey PRIMARY KEY (user_id),
  CONSTRAINT mail_choices_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON UPDATE RESTRICT ON DELETE CASCADE,
  CONSTRAINT mail_choices_kinds CHECK (portal_texts_fit(kinds, 100, 64)),
  CONSTRAINT mail_choices_locale CHECK (char_length(locale) >= 1 AND char_length(locale) <= 64),
  CONSTRAINT mail_choices_time_zone CHECK (char_length(time_zone) >= 1 AND char_length(time_zone) <= 64)
);
COMMENT ON COLUMN mail_choices.user_id IS 'audit: track';
COMMENT ON COLUMN mail_choices.kinds IS 'audit: track';
COMMENT ON COLUMN mail_choices.locale IS 'audit: track';
COMMENT ON COLUMN mail_choices.time_zone IS 'audit: track';
CREATE CONSTRAINT TRIGGER require_audit AFTER INSERT OR UPDATE OR DELETE ON mail_choices
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION portal_require_audit('user', 'user_id');
GRANT SELECT, INSERT, UPDATE (kinds, locale, time_zone) ON mail_choices TO portal_app;

-- On its way while `next_at` is set, sent once `sent_at` is, and given up where neither is.
CREATE TABLE message_mails (
  message_id uuid NOT NULL,
  attempts int NOT NULL DEFAULT 0,
  next_at timestamptz(3) DEFAULT clock_timestamp(),
  sent_at timestamptz(3),
  CONSTRAINT message_mails_pkey PRIMARY KEY (message_id),
  CONSTRAINT message_mails_message_id_fkey FOREIGN KEY (message_id) REFERENCES messages (id) ON UPDATE RESTRICT ON DELETE CASCADE,
  CONSTRAINT message_mails_attempts CHECK (attempts >= 0),
  CONSTRAINT message_mails_over CHECK (next_at IS NULL OR sent_at IS NULL)
);
CREATE INDEX message_mails_next_at_idx ON message_mails (next_at);
COMMENT ON COLUMN message_mails.message_id IS 'audit: ignore';
COMMENT ON COLUMN message_mails.attempts IS 'audit: ignore';
COMMENT ON COLUMN message_mails.next_at IS 'audit: ignore';
COMMENT ON COLUMN message_mails.sent_at IS 'audit: ignore';
GRANT SELECT, INSERT, UPDATE (attempts, next_at, sent_at) ON message_mails TO portal_app;
