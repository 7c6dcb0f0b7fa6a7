-- A pseudonym is for people: a service account’s takes nothing out of what others write. Announcements lose a leaver’s names too, and of
-- others’ saved views those go that are named after them or look for them.
CREATE OR REPLACE FUNCTION portal_actions_with_names() RETURNS text[]
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT ARRAY['deployment.created', 'deployment.edited', 'deployment.shared', 'deployment.unshared', 'deployment.transferred',
    'deployment.handover_offered', 'deployment.handover_accepted', 'problem.raised', 'problem.changed', 'problem.resolved',
    'problem.acknowledged', 'user.sign_in_refused', 'user.created', 'user.changed', 'user.view_saved',
    'user.view_forgotten', 'announcement.published', 'announcement.withdrawn']
$$;

-- By the index of actions, which sorts by bytes. An announcement’s row is called by its text.
CREATE OR REPLACE FUNCTION portal_rows_about(person uuid, pseudonym text, names text[], most int) RETURNS uuid[]
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce(array_agg(id), '{}') FROM (
    SELECT id FROM (
      SELECT a.id, false AS is_about FROM audit_logs AS a
      WHERE a.actor_kind = 'user' AND a.actor_id = person::text AND (a.actor_name <> pseudonym OR a.address IS NOT NULL
        OR a.user_agent IS NOT NULL OR a.detail ? 'user_agent' OR portal_names(a.detail, names, pseudonym)
        OR portal_names(a.subject_name, names, pseudonym))
      UNION SELECT a.id, false FROM audit_logs AS a
      WHERE a.on_behalf_of = person AND (a.address IS NOT NULL OR a.user_agent IS NOT NULL
        OR portal_names(a.actor_name, names, pseudonym) OR portal_names(a.detail, names, pseudonym))
      UNION SELECT a.id, false FROM audit_logs AS a
      WHERE a.subject_owner_id = person AND (portal_names(a.detail, names, pseudonym) OR portal_names(a.subject_name, names, pseudonym)
        OR a.subject_type = 'api_token' AND a.detail ?| portal_token_addresses())
      UNION SELECT a.id, false FROM audit_logs AS a
      WHERE a.action COLLATE "C" = ANY (portal_actions_with_names()) AND (portal_names(a.detail, names, pseudonym)
        OR a.subject_type = 'announcement' AND portal_names(a.subject_name, names, pseudonym))
      UNION SELECT a.id, true FROM audit_logs AS a
      WHERE a.subject_type = 'user' AND a.subject_id = person::text AND (a.subject_name IS DISTINCT FROM pseudonym
        OR a.detail ? 'user_agent' OR portal_names(a.detail, names, pseudonym)
        OR a.actor_kind = 'system' AND (a.address IS NOT NULL OR a.user_agent IS NOT NULL))
    ) AS found GROUP BY id ORDER BY bool_or(is_about) LIMIT most
  ) AS first
$$;

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
  ), views AS (
    DELETE FROM saved_views
    WHERE user_id = person OR portal_names(name, names, pseudonym) OR portal_names(filters ->> 'owner', names, pseudonym)
      OR portal_names(filters ->> 'q', names, pseudonym)
    RETURNING user_id AS id
  ), changed AS (
    SELECT 'api_token' AS kind, id FROM tokens UNION SELECT 'problem', id FROM known_problems
    UNION SELECT 'deployment', id FROM of_deployments UNION SELECT 'deployment', id FROM snapshots
    UNION SELECT 'deployment', id FROM access UNION SELECT 'deployment', id FROM asked
    UNION SELECT 'announcement', id FROM announced UNION SELECT 'user', id FROM views
  )
  INSERT INTO audit_logs (actor_kind, actor_id, actor_name, actor_role, on_behalf_of, source, request_id, address, user_agent,
    action, subject_type, subject_id, outcome)
  SELECT acting ->> 'kind', acting ->> 'id', acting ->> 'name', acting ->> 'actorRole', (acting ->> 'onBehalfOf')::uuid,
    acting ->> 'source', acting ->> 'requestId', acting ->> 'address', acting ->> 'userAgent',
    CASE kind WHEN 'user' THEN 'user.view_forgotten' ELSE 'user.pseudonymised' END, kind, id::text, 'succeeded'
  FROM changed;
END $$;

CREATE OR REPLACE FUNCTION portal_pseudonymise(person uuid, most int) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  of_run uuid := portal_uuidv7();
  acting jsonb := coalesce(nullif(current_setting('portal.actor', true), '')::jsonb,
    '{"kind": "system", "id": "admin-command", "name": "admin-command"}');
  pseudonym text := 'Former person ' || right(person::text, 12);
  former_address text := right(person::text, 12) || '@pseudonym.invalid';
  account record;
  names text[];
  chosen uuid[];
  is_last boolean;
  changed int;
BEGIN
  SELECT u.kind, u.name, u.email, u.disabled_at, u.disabled_reason INTO account FROM users AS u WHERE u.id = person FOR UPDATE;
  IF NOT FOUND OR account.disabled_at IS NULL THEN
    RAISE EXCEPTION 'Only who is disabled is pseudonymised.' USING ERRCODE = 'AU004';
  END IF;
  -- Longer ones first: one may begin with another. What a service account is called names nobody, and stays in what others write.
  SELECT coalesce(array_agg(called ORDER BY char_length(called) DESC, called), '{}') INTO names FROM (
    SELECT account.name AS called UNION SELECT account.email
    UNION SELECT a.actor_name FROM audit_logs AS a WHERE a.actor_kind = 'user' AND a.actor_id = person::text
    UNION SELECT unnest(ARRAY[a.subject_name, a.detail #>> '{name,from}', a.detail #>> '{name,to}',
      a.detail #>> '{email,from}', a.detail #>> '{email,to}',
      CASE jsonb_typeof(a.detail -> 'name') WHEN 'string' THEN a.detail ->> 'name' END,
      CASE jsonb_typeof(a.detail -> 'email') WHEN 'string' THEN a.detail ->> 'email' END])
      FROM audit_logs AS a WHERE a.subject_type = 'user' AND a.subject_id = person::text
  ) AS known WHERE account.kind = 'person' AND called <> '' AND called NOT IN (pseudonym, former_address);

  -- Last of all what is about the person: it tells what they were called before.
  chosen := portal_rows_about(person, pseudonym, names, most);
  is_last := cardinality(chosen) < most;
  IF is_last AND account.name <> pseudonym THEN
    PERFORM portal_forget_traces(person, account.email, names, pseudonym, acting);
    UPDATE users SET name = pseudonym, email = former_address, image = NULL, updated_at = now(),
      disabled_reason = left(portal_without_names(account.disabled_reason, names, pseudonym), 500) WHERE id = person;
    -- What the triggers have put on record of it tells the names once more.
    chosen := portal_rows_about(person, pseudonym, names, most + 1000);
  END IF;
  PERFORM set_config('portal.audit_door', pg_current_xact_id()::text, true);
  WITH rewritten AS (
    UPDATE audit_logs AS a SET
      salt = gen_random_uuid(),
      actor_name = CASE WHEN s.is_theirs AND a.actor_kind = 'user' THEN pseudonym
        WHEN s.is_theirs THEN left(portal_without_names(a.actor_name, names, pseudonym), 300) ELSE a.actor_name END,
      subject_name = CASE WHEN s.is_about THEN pseudonym ELSE left(portal_without_names(a.subject_name, names, pseudonym), 300) END,
      address = CASE WHEN s.is_source THEN NULL ELSE a.address END,
      user_agent = CASE WHEN s.is_source THEN NULL ELSE a.user_agent END,
      detail = portal_without_names(CASE
        WHEN a.subject_type = 'api_token' AND (s.is_theirs OR a.subject_owner_id = person)
          THEN a.detail - 'user_agent' - portal_token_addresses()
        WHEN s.is_theirs OR s.is_about THEN a.detail - 'user_agent' ELSE a.detail END, names, pseudonym)
    FROM (
      SELECT b.id, b.is_theirs, b.is_about,
        b.is_theirs OR b.actor_kind = 'system' AND (b.is_about OR b.action = 'user.sign_in_refused') AS is_source
      FROM (
        SELECT c.id, c.actor_kind, c.action,
          c.actor_kind = 'user' AND c.actor_id = person::text OR coalesce(c.on_behalf_of = person, false) AS is_theirs,
          c.subject_type = 'user' AND c.subject_id = person::text AS is_about
        FROM audit_logs AS c WHERE c.id = ANY (chosen)
      ) AS b
    ) AS s
    WHERE a.id = s.id
    RETURNING a.id, portal_audit_hash(a) AS hash
  )
  INSERT INTO audit_erasures (run, row_id, hash) SELECT of_run, id, hash FROM rewritten;
  GET DIAGNOSTICS changed = ROW_COUNT;
  PERFORM set_config('portal.audit_door', '', true);
  IF changed > 0 THEN
    INSERT INTO audit_logs (id, actor_kind, actor_id, actor_name, actor_role, on_behalf_of, source, request_id, address, user_agent,
      action, subject_type, subject_id, outcome, detail)
    VALUES (of_run, acting ->> 'kind', acting ->> 'id', acting ->> 'name', acting ->> 'actorRole', (acting ->> 'onBehalfOf')::uuid,
      acting ->> 'source', acting ->> 'requestId', acting ->> 'address', acting ->> 'userAgent',
      'user.pseudonymised', 'user', person::text, 'succeeded',
      jsonb_build_object('rows', changed, 'digest', portal_erasure_digest(of_run)));
  END IF;
  RETURN changed;
END $$;
