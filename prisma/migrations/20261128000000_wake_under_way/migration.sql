-- A wake-up that meets a job of its key at the very moment in which a worker takes it up is lost in graphile_worker.add_jobs: its
-- first statement still finds the job waiting, its second finds it taken and changes nothing. It then answers no job, and is asked
-- again: it finds the job running and makes another beside it.
CREATE OR REPLACE FUNCTION portal_enqueue(
  task text, payload json, run_at timestamptz, max_attempts int, job_key text, keep_time boolean
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  LOOP
    EXIT WHEN (graphile_worker.add_job(
      portal_enqueue.task, portal_enqueue.payload, run_at => portal_enqueue.run_at,
      max_attempts => portal_enqueue.max_attempts::smallint, job_key => portal_enqueue.job_key,
      job_key_mode => CASE WHEN keep_time THEN 'preserve_run_at' ELSE 'replace' END)).id IS NOT NULL;
  END LOOP;
END $$;
