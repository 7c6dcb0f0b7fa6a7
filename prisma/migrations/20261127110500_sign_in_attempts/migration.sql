-- How guesses at passwords are slowed down, where any number of processes agree: in the database. Accounts stand here as
-- hashes of the address that was typed, so that one that does not exist is treated like any other and takes no more room.
-- It replaces Better Auth's own counter, which counted successes and knew no accounts.

DROP TABLE rate_limit;

-- In microseconds, as the clock has them: a time that is rounded may lie ahead.

-- One account tried from one network address.
CREATE TABLE sign_in_place (
  account TEXT NOT NULL,
  address TEXT NOT NULL,
  failures INTEGER NOT NULL DEFAULT 0,
  wait_until TIMESTAMPTZ(6) NOT NULL,
  signed_in_at TIMESTAMPTZ(6),
  tried_at TIMESTAMPTZ(6) NOT NULL,
  CONSTRAINT sign_in_place_pkey PRIMARY KEY (account, address),
  CONSTRAINT sign_in_place_account CHECK (account ~ '^[0-9a-f]{64}$'),
  CONSTRAINT sign_in_place_address CHECK (char_length(address) BETWEEN 1 AND 64),
  CONSTRAINT sign_in_place_failures CHECK (failures >= 0)
);
CREATE INDEX sign_in_place_tried_at_idx ON sign_in_place (tried_at);

-- All failures of one account, or of one address: a bucket that empties by one failure an interval, and is full until then.
CREATE TABLE sign_in_bucket (
  subject TEXT NOT NULL,
  empty_at TIMESTAMPTZ(6) NOT NULL,
  CONSTRAINT sign_in_bucket_pkey PRIMARY KEY (subject),
  CONSTRAINT sign_in_bucket_subject CHECK (char_length(subject) BETWEEN 1 AND 80)
);
CREATE INDEX sign_in_bucket_empty_at_idx ON sign_in_bucket (empty_at);

-- How long until the next one is let in; nothing when it is let in now.
CREATE FUNCTION portal_bucket_wait(empty_at timestamptz, capacity int, drains_every interval, at timestamptz) RETURNS interval
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT greatest(empty_at - at - (capacity - 1) * drains_every, interval '0')
$$;

-- Lets an attempt in, and counts it as a failure until portal_settle_sign_in says otherwise: of attempts made at once, no more
-- are let in than of attempts made one after the other. Answers the seconds to wait; 0 when it was let in. What is refused
-- leaves no trace, so that nobody is locked out by being attacked: an account over all addresses waits 3 s at most, and an
-- address that signed in to it before does not wait for the others.
CREATE FUNCTION portal_admit_sign_in(account text, address text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  -- 200 failures at once from one address, and one more every 5 s; 5 at one account, and one more every 3 s.
  address_capacity CONSTANT int := 200;
  address_drains CONSTANT interval := '5 seconds';
  account_capacity CONSTANT int := 5;
  account_drains CONSTANT interval := '3 seconds';
  -- Two failures are free; the third costs 5 s, each further one twice as much, 15 minutes at most, for a day.
  free CONSTANT int := 2;
  first_wait CONSTANT interval := '5 seconds';
  longest_wait CONSTANT interval := '15 minutes';
  forgotten_after CONSTANT interval := '1 day';
  by_address CONSTANT text := 'address:' || portal_admit_sign_in.address;
  by_account CONSTANT text := 'account:' || portal_admit_sign_in.account;
  at timestamptz;
  address_empty timestamptz;
  account_empty timestamptz;
  place sign_in_place%ROWTYPE;
  waits interval;
BEGIN
  -- Locked in this order by everybody: address, account, place.
  INSERT INTO sign_in_bucket (subject, empty_at) VALUES (by_address, now()) ON CONFLICT (subject) DO NOTHING;
  SELECT empty_at INTO address_empty FROM sign_in_bucket WHERE subject = by_address FOR UPDATE;
  INSERT INTO sign_in_bucket (subject, empty_at) VALUES (by_account, now()) ON CONFLICT (subject) DO NOTHING;
  SELECT empty_at INTO account_empty FROM sign_in_bucket WHERE subject = by_account FOR UPDATE;
  INSERT INTO sign_in_place (account, address, wait_until, tried_at)
    VALUES (portal_admit_sign_in.account, portal_admit_sign_in.address, now(), now())
    ON CONFLICT (account, address) DO NOTHING;
  SELECT * INTO place FROM sign_in_place AS p
    WHERE p.account = portal_admit_sign_in.account AND p.address = portal_admit_sign_in.address FOR UPDATE;
  at := clock_timestamp();
  waits := greatest(
    portal_bucket_wait(address_empty, address_capacity, address_drains, at),
    CASE WHEN place.signed_in_at IS NULL
      THEN portal_bucket_wait(account_empty, account_capacity, account_drains, at) ELSE interval '0' END,
    place.wait_until - at);
  IF waits > interval '0' THEN
    RETURN greatest(1, ceil(extract(epoch FROM waits)))::int;
  END IF;
  IF place.tried_at < at - forgotten_after THEN
    place.failures := 0;
  END IF;
  place.failures := place.failures + 1;
  UPDATE sign_in_bucket SET empty_at = greatest(address_empty, at) + address_drains WHERE subject = by_address;
  IF place.signed_in_at IS NULL THEN
    UPDATE sign_in_bucket SET empty_at = greatest(account_empty, at) + account_drains WHERE subject = by_account;
  END IF;
  UPDATE sign_in_place AS p SET failures = place.failures, tried_at = at, wait_until = CASE
      WHEN place.failures <= free THEN at
      ELSE at + least(first_wait * power(2, least(place.failures - free - 1, 20)), longest_wait) END
    WHERE p.account = place.account AND p.address = place.address;
  RETURN 0;
END $$;

-- The attempt that was let in was no failure: it succeeded, or it never came to comparing passwords. A failure needs no call.
CREATE FUNCTION portal_settle_sign_in(account text, address text, succeeded boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  was_known boolean;
BEGIN
  UPDATE sign_in_bucket SET empty_at = empty_at - interval '5 seconds'
    WHERE subject = 'address:' || portal_settle_sign_in.address;
  SELECT signed_in_at IS NOT NULL INTO was_known FROM sign_in_place AS p
    WHERE p.account = portal_settle_sign_in.account AND p.address = portal_settle_sign_in.address;
  IF NOT was_known THEN
    UPDATE sign_in_bucket SET empty_at = empty_at - interval '3 seconds'
      WHERE subject = 'account:' || portal_settle_sign_in.account;
  END IF;
  UPDATE sign_in_place AS p SET wait_until = clock_timestamp(),
      failures = CASE WHEN succeeded THEN 0 ELSE greatest(failures - 1, 0) END,
      signed_in_at = CASE WHEN succeeded THEN clock_timestamp() ELSE signed_in_at END
    WHERE p.account = portal_settle_sign_in.account AND p.address = portal_settle_sign_in.address;
END $$;

-- What no longer makes a difference. An address counts as known for 90 days after its last sign-in.
CREATE FUNCTION portal_forget_sign_ins() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  DELETE FROM sign_in_bucket WHERE empty_at < now() - interval '1 hour';
  DELETE FROM sign_in_place WHERE tried_at < now() - interval '1 day' AND signed_in_at IS NULL;
  DELETE FROM sign_in_place WHERE tried_at < now() - interval '90 days';
$$;

DO $$
DECLARE
  entry record;
BEGIN
  FOR entry IN SELECT relation, class, column_name FROM (VALUES
    ('sign_in_place', 'secret', 'account'),
    ('sign_in_place', 'ignore', 'address failures wait_until signed_in_at tried_at'),
    ('sign_in_bucket', 'secret', 'subject'),
    ('sign_in_bucket', 'ignore', 'empty_at')
  ) AS classes (relation, class, names), string_to_table(names, ' ') AS column_name
  LOOP
    EXECUTE format('COMMENT ON COLUMN %I.%I IS %L', entry.relation, entry.column_name, 'audit: ' || entry.class);
  END LOOP;
END $$;

-- The application goes through these doors and sees neither table.
REVOKE ALL ON FUNCTION portal_admit_sign_in(text, text), portal_settle_sign_in(text, text, boolean),
  portal_forget_sign_ins() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal_admit_sign_in(text, text), portal_settle_sign_in(text, text, boolean),
  portal_forget_sign_ins() TO portal_app;
