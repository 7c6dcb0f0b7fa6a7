-- What the audit trail has to tell people (ADR 0078). A message is whom a row of the trail is told to, and as what; its words are made of
-- that row when it is read, so nothing that names anybody stands here.
CREATE TABLE messages (
  id uuid NOT NULL DEFAULT portal_uuidv7(),
  event_id uuid NOT NULL,
  user_id uuid NOT NULL,
  kind text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  read_at timestamptz(3),
  CONSTRAINT messages_pkey PRIMARY KEY (id),
  CONSTRAINT messages_event_id_fkey FOREIGN KEY (event_id) REFERENCES audit_logs (id) ON UPDATE RESTRICT ON DELETE CASCADE,
  CONSTRAINT messages_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON UPDATE RESTRICT ON DELETE CASCADE,
  CONSTRAINT messages_kind CHECK (char_length(kind) >= 1 AND char_length(kind) <= 64)
);
CREATE UNIQUE INDEX messages_event_id_user_id_key ON messages (event_id, user_id);
CREATE INDEX messages_user_id_id_idx ON messages (user_id, id DESC);
CREATE INDEX messages_user_id_read_at_idx ON messages (user_id, read_at);
CREATE INDEX messages_created_at_idx ON messages (created_at);
COMMENT ON COLUMN messages.id IS 'audit: ignore';
COMMENT ON COLUMN messages.event_id IS 'audit: ignore';
COMMENT ON COLUMN messages.user_id IS 'audit: ignore';
COMMENT ON COLUMN messages.kind IS 'audit: ignore';
COMMENT ON COLUMN messages.created_at IS 'audit: ignore';
COMMENT ON COLUMN messages.read_at IS 'audit: ignore';
GRANT SELECT, INSERT, DELETE, UPDATE (read_at) ON messages TO portal_app;

-- Up to where the trail was followed, by whoever follows it on everybody's behalf.
CREATE TABLE feed_cursors (
  follower text NOT NULL,
  xact xid8 NOT NULL,
  id uuid NOT NULL,
  CONSTRAINT feed_cursors_pkey PRIMARY KEY (follower),
  CONSTRAINT feed_cursors_follower CHECK (char_length(follower) >= 1 AND char_length(follower) <= 64)
);
COMMENT ON COLUMN feed_cursors.follower IS 'audit: ignore';
COMMENT ON COLUMN feed_cursors.xact IS 'audit: ignore';
COMMENT ON COLUMN feed_cursors.id IS 'audit: ignore';
GRANT SELECT, UPDATE (xact, id) ON feed_cursors TO portal_app;

-- What happened before is told to nobody.
INSERT INTO feed_cursors (follower, xact, id)
VALUES ('messages', pg_snapshot_xmin(pg_current_snapshot()), '00000000-0000-0000-0000-000000000000');
