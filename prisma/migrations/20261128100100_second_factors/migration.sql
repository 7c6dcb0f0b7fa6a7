-- The authenticator app of a person: a second step after the password, with recovery codes for the day on which it is lost.

CREATE TABLE authenticators (
  user_id uuid NOT NULL,
  sealed_secret text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  confirmed_at timestamptz(3),
  last_step bigint,
  recovery_hashes text[] NOT NULL DEFAULT '{}',
  CONSTRAINT authenticators_pkey PRIMARY KEY (user_id),
  CONSTRAINT authenticators_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON UPDATE RESTRICT ON DELETE CASCADE,
  CONSTRAINT authenticators_sealed_secret CHECK (char_length(sealed_secret) <= 200),
  CONSTRAINT authenticators_recovery_hashes CHECK (portal_texts_fit(recovery_hashes, 16, 64)),
  -- It counts once a code of it was right.
  CONSTRAINT authenticators_confirmed CHECK ((confirmed_at IS NULL) = (last_step IS NULL))
);
COMMENT ON COLUMN authenticators.user_id IS 'audit: track';
COMMENT ON COLUMN authenticators.sealed_secret IS 'audit: secret';
COMMENT ON COLUMN authenticators.created_at IS 'audit: ignore';
COMMENT ON COLUMN authenticators.confirmed_at IS 'audit: track';
COMMENT ON COLUMN authenticators.last_step IS 'audit: ignore';
COMMENT ON COLUMN authenticators.recovery_hashes IS 'audit: secret';

CREATE CONSTRAINT TRIGGER require_audit AFTER INSERT OR UPDATE OR DELETE ON authenticators
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION portal_require_audit('user', 'user_id');
GRANT SELECT, INSERT, DELETE ON authenticators TO portal_app;
GRANT UPDATE (sealed_secret, created_at, confirmed_at, last_step, recovery_hashes) ON authenticators TO portal_app;

-- Guesses at codes are slowed down like those at passwords, but that six digits bear fewer of them: one has to know the password to begin.
ALTER TABLE sign_in_places DROP CONSTRAINT sign_in_places_account,
  ADD CONSTRAINT sign_in_places_account CHECK (account ~ '^(code:)?[0-9a-f]{64}$');

CREATE FUNCTION portal_account_drains(account text) RETURNS interval
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE WHEN account LIKE 'code:%' THEN interval '15 minutes' ELSE interval '3 seconds' END
$$;
REVOKE EXECUTE ON FUNCTION portal_account_drains(text) FROM PUBLIC;

CREATE OR REPLACE FUNCTION portal_admit_sign_in(account text, address text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  -- 200 failures at once from one address, and one more every 5 s; 5 at one account, and one more every 3 s. Of codes 10 at one person, and
  -- one more every 15 minutes.
  address_capacity CONSTANT int := 200;
  address_drains CONSTANT interval := '5 seconds';
  account_capacity CONSTANT int := CASE WHEN portal_admit_sign_in.account LIKE 'code:%' THEN 10 ELSE 5 END;
  account_drains CONSTANT interval := public.portal_account_drains(portal_admit_sign_in.account);
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
  place sign_in_places%ROWTYPE;
  waits interval;
BEGIN
  -- Locked in this order by everybody: address, account, place.
  INSERT INTO sign_in_buckets (subject, empty_at) VALUES (by_address, now()) ON CONFLICT (subject) DO NOTHING;
  SELECT empty_at INTO address_empty FROM sign_in_buckets WHERE subject = by_address FOR UPDATE;
  INSERT INTO sign_in_buckets (subject, empty_at) VALUES (by_account, now()) ON CONFLICT (subject) DO NOTHING;
  SELECT empty_at INTO account_empty FROM sign_in_buckets WHERE subject = by_account FOR UPDATE;
  INSERT INTO sign_in_places (account, address, wait_until, tried_at)
    VALUES (portal_admit_sign_in.account, portal_admit_sign_in.address, now(), now())
    ON CONFLICT (account, address) DO NOTHING;
  SELECT * INTO place FROM sign_in_places AS p
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
  UPDATE sign_in_buckets SET empty_at = greatest(address_empty, at) + address_drains WHERE subject = by_address;
  IF place.signed_in_at IS NULL THEN
    UPDATE sign_in_buckets SET empty_at = greatest(account_empty, at) + account_drains WHERE subject = by_account;
  END IF;
  UPDATE sign_in_places AS p SET failures = place.failures, tried_at = at, wait_until = CASE
      WHEN place.failures <= free THEN at
      ELSE at + least(first_wait * power(2, least(place.failures - free - 1, 20)), longest_wait) END
    WHERE p.account = place.account AND p.address = place.address;
  RETURN 0;
END $$;

CREATE OR REPLACE FUNCTION portal_settle_sign_in(account text, address text, succeeded boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  was_known boolean;
BEGIN
  UPDATE sign_in_buckets SET empty_at = empty_at - interval '5 seconds'
    WHERE subject = 'address:' || portal_settle_sign_in.address;
  SELECT signed_in_at IS NOT NULL INTO was_known FROM sign_in_places AS p
    WHERE p.account = portal_settle_sign_in.account AND p.address = portal_settle_sign_in.address;
  IF NOT was_known THEN
    UPDATE sign_in_buckets SET empty_at = empty_at - public.portal_account_drains(portal_settle_sign_in.account)
      WHERE subject = 'account:' || portal_settle_sign_in.account;
  END IF;
  UPDATE sign_in_places AS p SET wait_until = clock_timestamp(),
      failures = CASE WHEN succeeded THEN 0 ELSE greatest(failures - 1, 0) END,
      signed_in_at = CASE WHEN succeeded THEN clock_timestamp() ELSE signed_in_at END
    WHERE p.account = portal_settle_sign_in.account AND p.address = portal_settle_sign_in.address;
END $$;
