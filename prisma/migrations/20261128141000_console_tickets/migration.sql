-- What lets a browser connect to the console of a VM, once and within half a minute (ADR 0060). A ticket is nobody's act: of what is done
-- with it, opening and closing a console, there are audit rows.
CREATE TABLE console_tickets (
  hash bytea NOT NULL,
  session_id uuid NOT NULL,
  deployment_id uuid NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  CONSTRAINT console_tickets_pkey PRIMARY KEY (hash),
  CONSTRAINT console_tickets_session_id_fkey FOREIGN KEY (session_id) REFERENCES sessions (id) ON UPDATE RESTRICT ON DELETE CASCADE,
  CONSTRAINT console_tickets_deployment_id_fkey FOREIGN KEY (deployment_id) REFERENCES deployments (id) ON UPDATE RESTRICT ON DELETE CASCADE,
  CONSTRAINT console_tickets_hash CHECK (octet_length(hash) = 32)
);
CREATE INDEX console_tickets_session_id_idx ON console_tickets (session_id);
CREATE INDEX console_tickets_deployment_id_idx ON console_tickets (deployment_id);
COMMENT ON COLUMN console_tickets.hash IS 'audit: secret';
COMMENT ON COLUMN console_tickets.session_id IS 'audit: ignore';
COMMENT ON COLUMN console_tickets.deployment_id IS 'audit: ignore';
COMMENT ON COLUMN console_tickets.expires_at IS 'audit: ignore';
GRANT SELECT, INSERT, DELETE ON console_tickets TO portal_app;
