-- What people ask for beyond their limits, and what was decided on it. What was granted is a limit of theirs that ends.
CREATE TABLE limit_requests (
  id uuid NOT NULL,
  user_id uuid NOT NULL,
  measure text NOT NULL,
  limit_then integer NOT NULL,
  value integer NOT NULL,
  days integer NOT NULL,
  reason text NOT NULL,
  state text NOT NULL,
  created_at timestamptz(3) NOT NULL,
  decided_by uuid,
  decided_at timestamptz(3),
  comment text,
  granted_value integer,
  granted_until timestamptz(3),
  CONSTRAINT limit_requests_pkey PRIMARY KEY (id),
  CONSTRAINT limit_requests_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON UPDATE RESTRICT ON DELETE RESTRICT,
  CONSTRAINT limit_requests_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES users (id) ON UPDATE RESTRICT ON DELETE RESTRICT,
  -- Which ones there are is for the table of limits to say, where it is granted.
  CONSTRAINT limit_requests_measure CHECK (char_length(measure) >= 1 AND char_length(measure) <= 32),
  CONSTRAINT limit_requests_figures CHECK (limit_then >= 0 AND value > limit_then AND value <= 1073741824 AND days >= 1 AND days <= 90),
  CONSTRAINT limit_requests_texts CHECK (char_length(reason) >= 1 AND char_length(reason) <= 500
    AND char_length(comment) >= 1 AND char_length(comment) <= 500),
  CONSTRAINT limit_requests_state CHECK (state IN ('open', 'approved', 'rejected', 'withdrawn')),
  CONSTRAINT limit_requests_decided CHECK ((decided_by IS NOT NULL) = (state <> 'open') AND (decided_at IS NOT NULL) = (state <> 'open')
    AND (state <> 'rejected' OR comment IS NOT NULL) AND (state IN ('approved', 'rejected') OR comment IS NULL)),
  -- Nobody decides on what they asked for themselves, and nobody else withdraws it.
  CONSTRAINT limit_requests_decider CHECK (state = 'open' OR (decided_by = user_id) = (state = 'withdrawn')),
  CONSTRAINT limit_requests_granted CHECK ((granted_value IS NOT NULL) = (state = 'approved') AND (granted_until IS NOT NULL) = (state = 'approved')
    AND granted_value >= 1 AND granted_value <= value AND granted_until > decided_at)
);
CREATE UNIQUE INDEX limit_requests_open ON limit_requests (user_id, measure) WHERE state = 'open';
CREATE INDEX limit_requests_user_id_idx ON limit_requests (user_id);
CREATE INDEX limit_requests_decided_by_idx ON limit_requests (decided_by);

COMMENT ON COLUMN limit_requests.id IS 'audit: track';
COMMENT ON COLUMN limit_requests.user_id IS 'audit: track';
COMMENT ON COLUMN limit_requests.measure IS 'audit: track';
COMMENT ON COLUMN limit_requests.limit_then IS 'audit: track';
COMMENT ON COLUMN limit_requests.value IS 'audit: track';
COMMENT ON COLUMN limit_requests.days IS 'audit: track';
COMMENT ON COLUMN limit_requests.reason IS 'audit: track';
COMMENT ON COLUMN limit_requests.state IS 'audit: track';
COMMENT ON COLUMN limit_requests.created_at IS 'audit: ignore';
COMMENT ON COLUMN limit_requests.decided_by IS 'audit: track';
COMMENT ON COLUMN limit_requests.decided_at IS 'audit: track';
COMMENT ON COLUMN limit_requests.comment IS 'audit: track';
COMMENT ON COLUMN limit_requests.granted_value IS 'audit: track';
COMMENT ON COLUMN limit_requests.granted_until IS 'audit: track';

CREATE CONSTRAINT TRIGGER require_audit AFTER INSERT OR UPDATE OR DELETE ON limit_requests
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION portal_require_audit('user', 'user_id');

GRANT SELECT, INSERT ON limit_requests TO portal_app;
GRANT UPDATE (state, decided_by, decided_at, comment, granted_value, granted_until) ON limit_requests TO portal_app;

-- Reasons and comments lose a leaver’s names too.
CREATE OR REPLACE FUNCTION portal_forget_traces(person uuid, email text, names text[], pseudonym text, acting jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  DELETE FROM sign_in_places AS p
    WHERE p.account = encode(sha256(convert_to(lower(portal_forget_traces.email), 'UTF8')), 'hex');
  DELETE FROM api_token_uses AS u USING api_tokens AS t WHERE t.id = u.token_id AND t.user_id = person;
  -- Who comes by single sign-on is known by the hash that it is, so that they stay shut out.
  UPDATE accounts SET id_token = NULL, access_token = NULL, refresh_token = NULL
    WHERE user_id = person AND (id_token IS NOT NULL OR access_token IS NOT NULL OR refresh_token IS NOT NULL);
  WITH tokens AS (
    UPDATE api_tokens SET name = left(portal_without_names(name, names, pseudonym), 100), addresses = '{}', revoked_at = coalesce(revoked_at, now())
    WHERE user_id = person AND (revoked_at IS NULL OR addresses <> '{}' OR portal_names(name, names, pseudonym))
    RETURNING id
  ), of_deployments AS (
    UPDATE deployments SET version = version + 1, purpose = left(portal_without_names(purpose, names, pseudonym), 500),
      ticket = left(portal_without_names(ticket, names, pseudonym), 64),
      customer = left(portal_without_names(customer, names, pseudonym), 100),
      notes = left(portal_without_names(notes, names, pseudonym), 2000)
    WHERE portal_names(purpose, names, pseudonym) OR portal_names(ticket, names, pseudonym)
      OR portal_names(customer, names, pseudonym) OR portal_names(notes, names, pseudonym)
    RETURNING id
  ), snapshots AS (
    UPDATE deployment_snapshots SET label = left(portal_without_names(label, names, pseudonym), 80)
    WHERE portal_names(label, names, pseudonym) RETURNING deployment_id AS id
  ), access AS (
    UPDATE guest_access SET ssh_keys = ARRAY(SELECT left(portal_without_names(key, names, pseudonym), 8000) FROM unnest(ssh_keys) AS key)
    WHERE portal_names(to_jsonb(ssh_keys), names, pseudonym) RETURNING deployment_id AS id
  ), asked AS (
    UPDATE operations SET input = portal_without_names(input, names, pseudonym)
    WHERE portal_names(input, names, pseudonym) RETURNING deployment_id AS id
  ), known_problems AS (
    UPDATE problems SET params = portal_without_names(params, names, pseudonym)
    WHERE portal_names(params, names, pseudonym) RETURNING id
  ), announced AS (
    UPDATE announcements SET text = left(portal_without_names(text, names, pseudonym), 300)
    WHERE portal_names(text, names, pseudonym) RETURNING id
  ), requests AS (
    UPDATE limit_requests SET reason = left(portal_without_names(reason, names, pseudonym), 500),
      comment = left(portal_without_names(comment, names, pseudonym), 500)
    WHERE portal_names(reason, names, pseudonym) OR portal_names(comment, names, pseudonym)
    RETURNING user_id AS id
  ), views AS (
    DELETE FROM saved_views
    WHERE user_id = person OR portal_names(name, names, pseudonym) OR portal_names(filters ->> 'owner', names, pseudonym)
      OR portal_names(filters ->> 'q', names, pseudonym)
    RETURNING user_id AS id
  ), changed AS (
    SELECT 'user.pseudonymised' AS action, 'api_token' AS kind, id FROM tokens
    UNION SELECT 'user.pseudonymised', 'problem', id FROM known_problems
    UNION SELECT 'user.pseudonymised', 'deployment', id FROM of_deployments
    UNION SELECT 'user.pseudonymised', 'deployment', id FROM snapshots
    UNION SELECT 'user.pseudonymised', 'deployment', id FROM access
    UNION SELECT 'user.pseudonymised', 'deployment', id FROM asked
    UNION SELECT 'user.pseudonymised', 'announcement', id FROM announced
    UNION SELECT 'user.limit_request_cleaned', 'user', id FROM requests
    UNION SELECT 'user.view_forgotten', 'user', id FROM views
  )
  INSERT INTO audit_logs (actor_kind, actor_id, actor_name, actor_role, on_behalf_of, source, request_id, address, user_agent,
    action, subject_type, subject_id, outcome)
  SELECT acting ->> 'kind', acting ->> 'id', acting ->> 'name', acting ->> 'actorRole', (acting ->> 'onBehalfOf')::uuid,
    acting ->> 'source', acting ->> 'requestId', acting ->> 'address', acting ->> 'userAgent',
    action, kind, id::text, 'succeeded'
  FROM changed;
END $$;
