-- What may leave the audit trail, and how (ADR 0056): old rows of a kind, and what says who somebody was. There are two doors, one for
-- each; what went through them is written down beside the trail, and proven by a row of the trail that is sealed like any other.

-- `run` is the id of the row of the trail that proves it.
CREATE TABLE audit_erasures (
  run uuid NOT NULL,
  row_id uuid NOT NULL,
  -- Of the row as it is now; none where it is gone.
  hash bytea,
  CONSTRAINT audit_erasures_pkey PRIMARY KEY (run, row_id),
  CONSTRAINT audit_erasures_hash CHECK (octet_length(hash) = 32)
);
CREATE INDEX audit_erasures_row_id_idx ON audit_erasures (row_id);
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON audit_erasures
  FOR EACH ROW EXECUTE FUNCTION portal_refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON audit_erasures
  FOR EACH STATEMENT EXECUTE FUNCTION portal_refuse_change();

DO $$
DECLARE
  column_name text;
BEGIN
  FOREACH column_name IN ARRAY ARRAY['run', 'row_id', 'hash'] LOOP
    EXECUTE format('COMMENT ON COLUMN audit_erasures.%I IS %L', column_name, 'audit: ignore');
  END LOOP;
END $$;
GRANT SELECT ON audit_erasures TO portal_app;

-- The trail itself can be what an event is about.
ALTER TABLE audit_logs DROP CONSTRAINT audit_logs_subject;
ALTER TABLE audit_logs ADD CONSTRAINT audit_logs_subject CHECK ((subject_type IN ('team', 'api_token', 'cluster', 'template',
  'deployment', 'user', 'problem', 'address', 'audit')) AND subject_id <> '');

-- The doors open it for the statements of their own transaction.
CREATE FUNCTION portal_refuse_audit_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF current_setting('portal.audit_door', true) = pg_current_xact_id()::text THEN
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
  END IF;
  RAISE EXCEPTION '% on % is refused: its rows never change.', TG_OP, TG_TABLE_NAME USING ERRCODE = 'AU002';
END $$;
DROP TRIGGER refuse_change ON audit_logs;
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON audit_logs
  FOR EACH ROW EXECUTE FUNCTION portal_refuse_audit_change();

-- As docs/administration.md has it, and the portal computes it by itself when it verifies.
CREATE FUNCTION portal_audit_hash(entry audit_logs) RETURNS bytea
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT sha256(convert_to(string_agg(c.key || ':' || octet_length(c.value) || ':' || c.value || E'\n', '' ORDER BY c.key COLLATE "C"), 'UTF8'))
  FROM jsonb_each_text(to_jsonb(entry) || jsonb_build_object('detail', entry.detail::text,
    'at', to_char(entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))) AS c
  WHERE c.value IS NOT NULL
$$;

-- Of what a run has erased: each row's id, and its hash if it is still there, in the order of the ids.
CREATE FUNCTION portal_erasure_digest(of_run uuid) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT encode(sha256(coalesce(string_agg(uuid_send(row_id) || coalesce(hash, ''::bytea), ''::bytea ORDER BY row_id), ''::bytea)), 'hex')
  FROM audit_erasures WHERE run = of_run
$$;

-- Removes up to so many rows of a kind (the beginning of their actions) from before a moment: of those that are sealed, so that the seal
-- keeps their hashes, and are not about the trail itself, which proves what was removed. Answers how many went.
CREATE FUNCTION portal_purge_audit(kind text, before timestamptz, most int) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  of_run uuid := portal_uuidv7();
  first_id uuid := (left(lpad(to_hex(floor(extract(epoch FROM before) * 1000)::bigint), 12, '0'), 8) || '-' ||
    right(lpad(to_hex(floor(extract(epoch FROM before) * 1000)::bigint), 12, '0'), 4) || '-0000-0000-000000000000')::uuid;
  sealed record;
  gone int;
BEGIN
  IF kind !~ '^[a-z_]+$' OR kind = 'audit' THEN
    RAISE EXCEPTION 'Rows of the kind % stay.', kind USING ERRCODE = 'AU004';
  END IF;
  IF before > now() - interval '30 days' THEN
    RAISE EXCEPTION 'What is younger than 30 days stays.' USING ERRCODE = 'AU004';
  END IF;
  SELECT last_xact, last_id INTO sealed FROM audit_seals ORDER BY number DESC LIMIT 1;
  IF NOT FOUND THEN
    RETURN 0;
  END IF;
  PERFORM set_config('portal.audit_door', pg_current_xact_id()::text, true);
  WITH chosen AS (
    SELECT a.id FROM audit_logs AS a
    WHERE a.action COLLATE "C" >= kind || '.' AND a.action COLLATE "C" < kind || '/' AND a.id < first_id AND a.at < before
      AND (a.xact, a.id) <= (sealed.last_xact, sealed.last_id)
    LIMIT most
  ), removed AS (
    DELETE FROM audit_logs AS a USING chosen WHERE a.id = chosen.id RETURNING a.id
  )
  INSERT INTO audit_erasures (run, row_id) SELECT of_run, id FROM removed;
  GET DIAGNOSTICS gone = ROW_COUNT;
  PERFORM set_config('portal.audit_door', '', true);
  IF gone > 0 THEN
    INSERT INTO audit_logs (id, actor_kind, actor_id, actor_name, action, subject_type, subject_id, outcome, detail)
    VALUES (of_run, 'system', 'audit.purge', 'audit.purge', 'audit.purged', 'audit', kind, 'succeeded', jsonb_build_object(
      'before', to_char(before AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'rows', gone,
      'digest', portal_erasure_digest(of_run)));
  END IF;
  RETURN gone;
END $$;

-- The detail with another word in place of each of these: whole texts, as JSON writes them.
CREATE FUNCTION portal_replace_words(detail jsonb, words text[], replacement text) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  word text;
BEGIN
  FOREACH word IN ARRAY words LOOP
    IF position(word IN detail::text) > 0 THEN
      detail := replace(detail::text, word, to_jsonb(replacement)::text)::jsonb;
    END IF;
  END LOOP;
  RETURN detail;
END $$;

-- Takes out of up to so many rows what says who a disabled person was: their names and e-mail addresses, where they came from and with
-- which program. Once no row is left the account itself bears the pseudonym. Answers how many rows were changed: fewer than so many
-- means that it is done. Each of them gets another salt: nobody guesses from the hash in a seal what stood in it.
CREATE FUNCTION portal_pseudonymise(person uuid, most int) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  of_run uuid := portal_uuidv7();
  acting jsonb := coalesce(nullif(current_setting('portal.actor', true), '')::jsonb,
    '{"kind": "system", "id": "admin-command", "name": "admin-command"}');
  pseudonym text := 'Former person ' || right(person::text, 12);
  former_address text := right(person::text, 12) || '@pseudonym.invalid';
  account record;
  words text[];
  chosen uuid[];
  is_last boolean;
  changed int;
BEGIN
  SELECT name, email, disabled_at INTO account FROM users WHERE id = person FOR UPDATE;
  IF NOT FOUND OR account.disabled_at IS NULL THEN
    RAISE EXCEPTION 'Only who is disabled is pseudonymised.' USING ERRCODE = 'AU004';
  END IF;
  SELECT coalesce(array_agg(DISTINCT to_jsonb(called)::text), '{}') INTO words FROM (
    SELECT account.name AS called UNION ALL SELECT account.email
    UNION ALL SELECT DISTINCT a.actor_name FROM audit_logs AS a WHERE a.actor_kind = 'user' AND a.actor_id = person::text
    UNION ALL SELECT unnest(ARRAY[a.subject_name, a.detail #>> '{name,from}', a.detail #>> '{name,to}',
      a.detail #>> '{email,from}', a.detail #>> '{email,to}',
      CASE jsonb_typeof(a.detail -> 'name') WHEN 'string' THEN a.detail ->> 'name' END,
      CASE jsonb_typeof(a.detail -> 'email') WHEN 'string' THEN a.detail ->> 'email' END])
      FROM audit_logs AS a WHERE a.subject_type = 'user' AND a.subject_id = person::text
  ) AS names WHERE called <> '' AND called NOT IN (pseudonym, former_address);

  -- Last of all what is about the person: it tells what they were called before.
  chosen := portal_rows_about(person, pseudonym, words, most);
  is_last := cardinality(chosen) < most;
  IF is_last AND account.name <> pseudonym THEN
    UPDATE users SET name = pseudonym, email = former_address, image = NULL, updated_at = now() WHERE id = person;
    -- What the trigger has put on record of it tells the name once more.
    chosen := portal_rows_about(person, pseudonym, words, most + 10);
  END IF;
  PERFORM set_config('portal.audit_door', pg_current_xact_id()::text, true);
  WITH rewritten AS (
    UPDATE audit_logs AS a SET
      salt = gen_random_uuid(),
      actor_name = CASE WHEN s.is_theirs AND a.actor_kind = 'user' THEN pseudonym ELSE a.actor_name END,
      subject_name = CASE WHEN s.is_about THEN pseudonym ELSE a.subject_name END,
      address = CASE WHEN s.is_theirs OR s.is_about AND a.actor_kind = 'system' THEN NULL ELSE a.address END,
      user_agent = CASE WHEN s.is_theirs OR s.is_about AND a.actor_kind = 'system' THEN NULL ELSE a.user_agent END,
      detail = portal_replace_words(
        CASE WHEN s.is_theirs OR s.is_about THEN a.detail - 'user_agent' ELSE a.detail END, words, pseudonym)
    FROM (
      SELECT b.id, b.actor_kind = 'user' AND b.actor_id = person::text OR coalesce(b.on_behalf_of = person, false) AS is_theirs,
        b.subject_type = 'user' AND b.subject_id = person::text AS is_about
      FROM audit_logs AS b WHERE b.id = ANY (chosen)
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

-- Whose data they still hold, each by an index: acts of the person and of their tokens, what is about the person, and what is about
-- something of theirs and names them.
CREATE FUNCTION portal_rows_about(person uuid, pseudonym text, words text[], most int) RETURNS uuid[]
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce(array_agg(id), '{}') FROM (
    SELECT id FROM (
      SELECT a.id, false AS is_about FROM audit_logs AS a
      WHERE a.actor_kind = 'user' AND a.actor_id = person::text AND (a.actor_name <> pseudonym OR a.address IS NOT NULL
        OR a.user_agent IS NOT NULL OR a.detail ? 'user_agent' OR portal_replace_words(a.detail, words, pseudonym) <> a.detail)
      UNION SELECT a.id, false FROM audit_logs AS a
      WHERE a.on_behalf_of = person AND (a.address IS NOT NULL OR a.user_agent IS NOT NULL
        OR portal_replace_words(a.detail, words, pseudonym) <> a.detail)
      UNION SELECT a.id, false FROM audit_logs AS a
      WHERE a.subject_owner_id = person AND portal_replace_words(a.detail, words, pseudonym) <> a.detail
      UNION SELECT a.id, true FROM audit_logs AS a
      WHERE a.subject_type = 'user' AND a.subject_id = person::text AND (a.subject_name IS DISTINCT FROM pseudonym
        OR a.detail ? 'user_agent' OR portal_replace_words(a.detail, words, pseudonym) <> a.detail
        OR a.actor_kind = 'system' AND (a.address IS NOT NULL OR a.user_agent IS NOT NULL))
    ) AS found GROUP BY id ORDER BY bool_or(is_about) LIMIT most
  ) AS first
$$;

REVOKE ALL ON FUNCTION portal_purge_audit(text, timestamptz, int), portal_pseudonymise(uuid, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal_purge_audit(text, timestamptz, int), portal_pseudonymise(uuid, int) TO portal_app;
