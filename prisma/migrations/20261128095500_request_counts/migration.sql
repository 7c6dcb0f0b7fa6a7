-- How many requests were made within a minute, over all processes. Written in blocks, nobody's act, and of no worth after a crash.
CREATE UNLOGGED TABLE request_counts (
  subject text NOT NULL,
  used integer NOT NULL,
  ends_at timestamptz(3) NOT NULL,
  CONSTRAINT request_counts_pkey PRIMARY KEY (subject),
  CONSTRAINT request_counts_subject CHECK (char_length(subject) >= 1 AND char_length(subject) <= 100),
  CONSTRAINT request_counts_used CHECK (used >= 0)
);
COMMENT ON COLUMN request_counts.subject IS 'audit: ignore';
COMMENT ON COLUMN request_counts.used IS 'audit: ignore';
COMMENT ON COLUMN request_counts.ends_at IS 'audit: ignore';
GRANT SELECT, INSERT, UPDATE, DELETE ON request_counts TO portal_app;

-- A network address from which too much was asked is the subject of an audit row of its own.
ALTER TABLE audit_logs DROP CONSTRAINT audit_logs_subject;
ALTER TABLE audit_logs ADD CONSTRAINT audit_logs_subject CHECK ((subject_type IN ('team', 'api_token', 'cluster', 'template', 'deployment',
  'user', 'problem', 'address')) AND subject_id <> '');
