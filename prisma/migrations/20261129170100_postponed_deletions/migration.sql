-- A deletion of whose warnings no mail and no chat took any is put off, twice at most (ADR 0094).
ALTER TABLE deployments
  ADD COLUMN postponements int DEFAULT 0 NOT NULL,
  ADD CONSTRAINT deployments_postponements CHECK (postponements BETWEEN 0 AND 2);
COMMENT ON COLUMN deployments.postponements IS 'audit: track';
