-- What was last read of the log of the task that is under way on a VM (ADR 0066): told to everybody who follows it, and removed after a
-- day. Nobody's act, and read anew after a crash.
CREATE UNLOGGED TABLE task_logs (
  deployment_id uuid NOT NULL,
  asked_at timestamptz(3) NOT NULL,
  upid text,
  lines text[] NOT NULL,
  total int NOT NULL,
  reason jsonb,
  CONSTRAINT task_logs_pkey PRIMARY KEY (deployment_id),
  CONSTRAINT task_logs_deployment_id_fkey FOREIGN KEY (deployment_id) REFERENCES deployments (id) ON UPDATE RESTRICT ON DELETE CASCADE,
  CONSTRAINT task_logs_upid CHECK (length(upid) >= 1 AND length(upid) <= 512),
  CONSTRAINT task_logs_lines CHECK (portal_texts_fit(lines, 500, 2000)),
  CONSTRAINT task_logs_total CHECK (total >= cardinality(lines)),
  CONSTRAINT task_logs_reason CHECK (jsonb_typeof(reason) = 'object' AND octet_length(reason::text) <= 32768)
);
COMMENT ON COLUMN task_logs.deployment_id IS 'audit: ignore';
COMMENT ON COLUMN task_logs.asked_at IS 'audit: ignore';
COMMENT ON COLUMN task_logs.upid IS 'audit: ignore';
COMMENT ON COLUMN task_logs.lines IS 'audit: ignore';
COMMENT ON COLUMN task_logs.total IS 'audit: ignore';
COMMENT ON COLUMN task_logs.reason IS 'audit: ignore';
GRANT SELECT, INSERT, UPDATE, DELETE ON task_logs TO portal_app;
