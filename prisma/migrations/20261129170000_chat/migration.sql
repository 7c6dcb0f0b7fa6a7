-- A webhook may post what concerns a team into its chat (ADR 0093). The address of a chat is a secret: it is kept sealed until the webhook is
-- removed, and `url` says no more than where it leads.
ALTER TABLE webhooks
  ADD COLUMN sealed_url text,
  ADD COLUMN chat_format text,
  ADD COLUMN chat_team_id uuid,
  ADD COLUMN chat_kinds text[],
  ADD COLUMN chat_locale text,
  ADD COLUMN chat_time_zone text,
  ADD CONSTRAINT webhooks_sealed_url CHECK (char_length(sealed_url) >= 1 AND char_length(sealed_url) <= 4000),
  ADD CONSTRAINT webhooks_chat_format CHECK (chat_format IN ('teams', 'slack', 'generic')),
  ADD CONSTRAINT webhooks_chat_team_id_fkey FOREIGN KEY (chat_team_id) REFERENCES teams (id) ON UPDATE RESTRICT ON DELETE RESTRICT,
  ADD CONSTRAINT webhooks_chat_kinds CHECK (portal_texts_fit(chat_kinds, 100, 64)),
  ADD CONSTRAINT webhooks_chat_locale CHECK (char_length(chat_locale) >= 1 AND char_length(chat_locale) <= 64),
  ADD CONSTRAINT webhooks_chat_time_zone CHECK (char_length(chat_time_zone) >= 1 AND char_length(chat_time_zone) <= 64),
  ADD CONSTRAINT webhooks_chat CHECK (
    num_nulls(chat_format, chat_team_id, chat_kinds, chat_locale, chat_time_zone) IN (0, 5)
    AND (sealed_url IS NOT NULL) = (chat_format IS NOT NULL AND removed_at IS NULL)
    AND (chat_format IS NULL OR actions IS NULL));
CREATE INDEX webhooks_chat_team_id_idx ON webhooks (chat_team_id);
COMMENT ON COLUMN webhooks.sealed_url IS 'audit: secret';
COMMENT ON COLUMN webhooks.chat_format IS 'audit: track';
COMMENT ON COLUMN webhooks.chat_team_id IS 'audit: track';
COMMENT ON COLUMN webhooks.chat_kinds IS 'audit: track';
COMMENT ON COLUMN webhooks.chat_locale IS 'audit: track';
COMMENT ON COLUMN webhooks.chat_time_zone IS 'audit: track';
GRANT UPDATE (sealed_url, chat_format, chat_team_id, chat_kinds, chat_locale, chat_time_zone) ON webhooks TO portal_app;

ALTER TABLE webhook_deliveries DROP CONSTRAINT webhook_deliveries_fault;
ALTER TABLE webhook_deliveries ADD CONSTRAINT webhook_deliveries_fault
  CHECK (fault IN ('address', 'timeout', 'connection', 'internal', 'outdated'));
