-- What the health page tells of database and job queue. The queue's tables let only their owner in; a worker's scheduler writes down each
-- minute that it begins.
CREATE FUNCTION portal_health(
  OUT size_mib int, OUT connections int, OUT most_connections int,
  OUT waiting int, OUT oldest_due_at timestamptz, OUT in_hand int, OUT given_up int, OUT last_minute_at timestamptz
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  size_mib := pg_database_size(current_database()) / 1048576;
  connections := (SELECT sum(numbackends) FROM pg_stat_database);
  most_connections := current_setting('max_connections');
  SELECT count(*) FILTER (WHERE is_due), min(run_at) FILTER (WHERE is_due), count(*) FILTER (WHERE locked_at IS NOT NULL),
    count(*) FILTER (WHERE is_over)
  INTO waiting, oldest_due_at, in_hand, given_up
  FROM (
    SELECT run_at, locked_at, locked_at IS NULL AND attempts < max_attempts AND run_at <= now() AS is_due,
      locked_at IS NULL AND attempts >= max_attempts AS is_over
    FROM graphile_worker.jobs
  ) AS j;
  last_minute_at := (SELECT max(coalesce(last_execution, known_since)) FROM graphile_worker._private_known_crontabs);
END $$;

REVOKE ALL ON FUNCTION portal_health() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal_health() TO portal_app;
