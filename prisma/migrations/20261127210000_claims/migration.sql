-- Who works on what, and until when: a worker that is gone renews nothing, and what it had is woken for another. Each taking has an epoch of
-- its own, which the commits made under it must still find. Without guard and trail: holding something is no act on it.

CREATE TABLE claims (
  subject TEXT PRIMARY KEY,
  epoch BIGSERIAL NOT NULL,
  expires_at TIMESTAMPTZ(3) NOT NULL,
  -- Asked for once more while it was held.
  again BOOLEAN NOT NULL DEFAULT false,
  -- The job that takes it up.
  job JSONB NOT NULL,

  CONSTRAINT claims_bounds CHECK (char_length(subject) <= 200 AND octet_length(job::text) <= 4096)
);
CREATE UNIQUE INDEX claims_epoch_key ON claims (epoch);

DO $$
DECLARE
  entry text;
BEGIN
  FOREACH entry IN ARRAY ARRAY['subject', 'epoch', 'expires_at', 'again', 'job'] LOOP
    EXECUTE format('COMMENT ON COLUMN claims.%I IS %L', entry, 'audit: ignore');
  END LOOP;
END $$;

GRANT SELECT, INSERT, UPDATE, DELETE ON claims TO portal_app;
GRANT USAGE ON SEQUENCE claims_epoch_seq TO portal_app;

-- Jobs only wake: what keeps two of them apart is the claim. A request replaces the one that waits under its key; `keep_time` leaves that
-- one its time, and adds one where there is none.
DROP FUNCTION portal_enqueue(text, json, text, timestamptz, int, text);
DROP FUNCTION portal_stranded(text, text[], int);
CREATE FUNCTION portal_enqueue(
  task text, payload json, run_at timestamptz, max_attempts int, job_key text, keep_time boolean
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM graphile_worker.add_job(
    portal_enqueue.task, portal_enqueue.payload, run_at => portal_enqueue.run_at,
    max_attempts => portal_enqueue.max_attempts::smallint, job_key => portal_enqueue.job_key,
    job_key_mode => CASE WHEN keep_time THEN 'preserve_run_at' ELSE 'replace' END);
END $$;
REVOKE ALL ON FUNCTION portal_enqueue(text, json, timestamptz, int, text, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal_enqueue(text, json, timestamptz, int, text, boolean) TO portal_app;
