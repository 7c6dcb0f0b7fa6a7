-- A VM that waits for a request for more: as it was asked for, and what came of it with the approval.
ALTER TABLE limit_requests
  ADD COLUMN creates jsonb,
  ADD COLUMN deployment_id uuid,
  ADD COLUMN fault_code text,
  ADD COLUMN fault_params jsonb NOT NULL DEFAULT '{}',
  ADD CONSTRAINT limit_requests_deployment_id_fkey FOREIGN KEY (deployment_id) REFERENCES deployments (id) ON UPDATE RESTRICT ON DELETE RESTRICT,
  ADD CONSTRAINT limit_requests_creates CHECK (jsonb_typeof(creates) = 'object' AND octet_length(creates::text) <= 131072),
  ADD CONSTRAINT limit_requests_fault CHECK (portal_reason_fits(fault_code, fault_params)),
  -- Of one that is approved either the VM or why there is none.
  ADD CONSTRAINT limit_requests_made CHECK (num_nonnulls(deployment_id, fault_code) = (state = 'approved' AND creates IS NOT NULL)::int);
CREATE UNIQUE INDEX limit_requests_deployment_id_key ON limit_requests (deployment_id);

COMMENT ON COLUMN limit_requests.creates IS 'audit: track';
COMMENT ON COLUMN limit_requests.deployment_id IS 'audit: track';
COMMENT ON COLUMN limit_requests.fault_code IS 'audit: track';
COMMENT ON COLUMN limit_requests.fault_params IS 'audit: track';

GRANT UPDATE (deployment_id, fault_code, fault_params) ON limit_requests TO portal_app;

-- What is to be made, and why it was not, lose a leaver’s names too.
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
      comment = left(portal_without_names(comment, names, pseudonym), 500),
      creates = portal_without_names(creates, names, pseudonym), fault_params = portal_without_names(fault_params, names, pseudonym)
    WHERE portal_names(reason, names, pseudonym) OR portal_names(comment, names, pseudonym)
      OR portal_names(creates, names, pseudonym) OR portal_names(fault_params, names, pseudonym)
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
