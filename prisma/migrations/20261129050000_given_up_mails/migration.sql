-- Mails that were given up are counted each time that what is due is sent.
CREATE INDEX message_mails_given_up ON message_mails (message_id) WHERE next_at IS NULL AND sent_at IS NULL;
