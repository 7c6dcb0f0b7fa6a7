-- What was last read of the live figures of a VM (ADR 0066): told to everybody who looks within half a minute, and removed after a day.
-- Nobody's act, and read anew after a crash.
CREATE UNLOGGED TABLE guest_figures (
  deployment_id uuid NOT NULL,
  timeframe text NOT NULL,
  asked_at timestamptz(3) NOT NULL,
  read_at timestamptz(3),
  points jsonb NOT NULL,
  reason jsonb,
  CONSTRAINT guest_figures_pkey PRIMARY KEY (deployment_id, timeframe),
  CONSTRAINT guest_figures_deployment_id_fkey FOREIGN KEY (deployment_id) REFERENCES deployments (id) ON UPDATE RESTRICT ON DELETE CASCADE,
  CONSTRAINT guest_figures_timeframe CHECK (timeframe IN ('hour', 'day', 'week')),
  CONSTRAINT guest_figures_points CHECK (jsonb_typeof(points) = 'array' AND octet_length(points::text) <= 262144),
  CONSTRAINT guest_figures_reason CHECK (jsonb_typeof(reason) = 'object' AND octet_length(reason::text) <= 32768)
);
COMMENT ON COLUMN guest_figures.deployment_id IS 'audit: ignore';
COMMENT ON COLUMN guest_figures.timeframe IS 'audit: ignore';
COMMENT ON COLUMN guest_figures.asked_at IS 'audit: ignore';
COMMENT ON COLUMN guest_figures.read_at IS 'audit: ignore';
COMMENT ON COLUMN guest_figures.points IS 'audit: ignore';
COMMENT ON COLUMN guest_figures.reason IS 'audit: ignore';
GRANT SELECT, INSERT, UPDATE, DELETE ON guest_figures TO portal_app;
