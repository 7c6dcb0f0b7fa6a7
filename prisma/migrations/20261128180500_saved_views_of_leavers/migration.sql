-- A leaver's saved views go with them, and so do views of others that name them: what such a view looks for is no longer there.
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
  ), views AS (
    DELETE FROM saved_views
    WHERE user_id = person OR portal_names(name, names, pseudonym) OR portal_names(filters, names, pseudonym)
    RETURNING user_id AS id
  ), changed AS (
    SELECT 'api_token' AS kind, id FROM tokens UNION SELECT 'problem', id FROM known_problems
    UNION SELECT 'deployment', id FROM of_deployments UNION SELECT 'deployment', id FROM snapshots
    UNION SELECT 'deployment', id FROM access UNION SELECT 'deployment', id FROM asked
    UNION SELECT 'user', id FROM views
  )
  INSERT INTO audit_logs (actor_kind, actor_id, actor_name, actor_role, on_behalf_of, source, request_id, address, user_agent,
    action, subject_type, subject_id, outcome)
  SELECT acting ->> 'kind', acting ->> 'id', acting ->> 'name', acting ->> 'actorRole', (acting ->> 'onBehalfOf')::uuid,
    acting ->> 'source', acting ->> 'requestId', acting ->> 'address', acting ->> 'userAgent',
    CASE kind WHEN 'user' THEN 'user.view_forgotten' ELSE 'user.pseudonymised' END, kind, id::text, 'succeeded'
  FROM changed;
END $$;

CREATE OR REPLACE FUNCTION portal_actions_with_names() RETURNS text[]
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT ARRAY['deployment.created', 'deployment.edited', 'deployment.shared', 'deployment.unshared', 'deployment.transferred',
    'deployment.handover_offered', 'deployment.handover_accepted', 'problem.raised', 'problem.changed', 'problem.resolved',
    'problem.acknowledged', 'user.sign_in_refused', 'user.created', 'user.changed', 'user.view_saved',
    'user.view_forgotten']
$$;
