-- A key belongs to the token or the session that chose it, and remembers a subject of any kind and how it was answered.
-- Keys live for a day, and none of before names its token or session, so they are not carried over. The table is no longer
-- under the guard: a request that changes nothing is remembered too, and has no audit row. It records nobody's act; what
-- was done under a key is audited with the row that it changed.

DROP TABLE idempotency_key;

CREATE TABLE idempotency_key (
  user_id UUID NOT NULL,
  credential_id TEXT NOT NULL,
  key TEXT NOT NULL,
  request_hash TEXT NOT NULL,
  subject_type TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  status INTEGER NOT NULL,
  code TEXT,
  created_at TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT idempotency_key_pkey PRIMARY KEY (user_id, credential_id, key),
  CONSTRAINT idempotency_key_user_id_fkey FOREIGN KEY (user_id) REFERENCES portal_user (id)
    ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT idempotency_key_credential CHECK (length(credential_id) BETWEEN 1 AND 64),
  CONSTRAINT idempotency_key_key CHECK (length(key) BETWEEN 1 AND 255),
  CONSTRAINT idempotency_key_hash CHECK (request_hash ~ '^[0-9a-f]{64}$'),
  CONSTRAINT idempotency_key_subject
    CHECK (length(subject_type) BETWEEN 1 AND 64 AND length(subject_id) BETWEEN 1 AND 64),
  CONSTRAINT idempotency_key_status CHECK (status BETWEEN 200 AND 299),
  CONSTRAINT idempotency_key_code CHECK (code = 'already_shown')
);
CREATE INDEX idempotency_key_created_at_idx ON idempotency_key (created_at);

DO $$
DECLARE
  entry record;
BEGIN
  FOR entry IN SELECT class, column_name FROM (VALUES
    ('ignore', 'user_id subject_type subject_id status code created_at'),
    ('secret', 'credential_id key request_hash')
  ) AS classes (class, names), string_to_table(names, ' ') AS column_name
  LOOP
    EXECUTE format('COMMENT ON COLUMN idempotency_key.%I IS %L', entry.column_name, 'audit: ' || entry.class);
  END LOOP;
END $$;

GRANT SELECT, INSERT, UPDATE ON idempotency_key TO portal_app;
