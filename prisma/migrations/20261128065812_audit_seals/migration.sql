-- What proves that the audit trail is whole (ADR 0047). Seals chain its rows in the feed's order; what is sealed is sent outside, and now
-- and then all of it is recomputed.

-- New rows bear a random number, so that nobody who knows a row's hash can guess the personal data in it once they are gone.
ALTER TABLE audit_logs ADD COLUMN salt uuid;
ALTER TABLE audit_logs ALTER COLUMN salt SET DEFAULT gen_random_uuid();

CREATE TABLE audit_seals (
  number bigint NOT NULL,
  row_count int NOT NULL,
  total bigint NOT NULL,
  last_xact xid8 NOT NULL,
  last_id uuid NOT NULL,
  last_at timestamptz(3) NOT NULL,
  entries bytea NOT NULL,
  hash bytea NOT NULL,
  sealed_at timestamptz(3) NOT NULL,
  key text NOT NULL,
  signature bytea NOT NULL,
  CONSTRAINT audit_seals_pkey PRIMARY KEY (number),
  CONSTRAINT audit_seals_number CHECK (number >= 1 AND row_count >= 1 AND total >= row_count),
  CONSTRAINT audit_seals_entries CHECK (octet_length(entries) = row_count * 48 AND octet_length(entries) <= 1048576),
  CONSTRAINT audit_seals_hash CHECK (octet_length(hash) = 32),
  CONSTRAINT audit_seals_key CHECK (char_length(key) = 43),
  CONSTRAINT audit_seals_signature CHECK (octet_length(signature) = 64)
);
-- Hashes do not compress.
ALTER TABLE audit_seals ALTER COLUMN entries SET STORAGE EXTERNAL;

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON audit_seals
  FOR EACH ROW EXECUTE FUNCTION portal_refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON audit_seals
  FOR EACH STATEMENT EXECUTE FUNCTION portal_refuse_change();

-- Up to which seal each place outside has them.
CREATE TABLE audit_checkpoints (
  target text NOT NULL,
  number bigint NOT NULL,
  at timestamptz(3) NOT NULL,
  CONSTRAINT audit_checkpoints_pkey PRIMARY KEY (target),
  CONSTRAINT audit_checkpoints_target CHECK (target = ANY (ARRAY['file', 'webhook']))
);

CREATE TABLE audit_verifications (
  id uuid DEFAULT portal_uuidv7() NOT NULL,
  at timestamptz(3) NOT NULL,
  first_seal bigint NOT NULL,
  last_seal bigint NOT NULL,
  total bigint NOT NULL,
  sealed_until timestamptz(3),
  finding jsonb,
  CONSTRAINT audit_verifications_pkey PRIMARY KEY (id),
  CONSTRAINT audit_verifications_finding CHECK (jsonb_typeof(finding) = 'object' AND octet_length(finding::text) <= 16384)
);

DO $$
DECLARE
  entry record;
BEGIN
  FOR entry IN SELECT relation, column_name FROM (VALUES
    ('audit_logs', 'salt'),
    ('audit_seals', 'number row_count total last_xact last_id last_at entries hash sealed_at key signature'),
    ('audit_checkpoints', 'target number at'),
    ('audit_verifications', 'id at first_seal last_seal total sealed_until finding')
  ) AS classes (relation, names), string_to_table(names, ' ') AS column_name
  LOOP
    EXECUTE format('COMMENT ON COLUMN %I.%I IS %L', entry.relation, entry.column_name, 'audit: ignore');
  END LOOP;
END $$;

GRANT SELECT, INSERT ON audit_seals, audit_verifications TO portal_app;
GRANT SELECT, INSERT, UPDATE ON audit_checkpoints TO portal_app;
