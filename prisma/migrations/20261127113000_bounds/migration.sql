-- Every text that a person or a foreign system can fill has a bound. The code in front refuses or cuts before this is
-- met (packages/db/src/bounds.ts); this is what holds whoever writes. PostgreSQL takes no NUL in a text.

CREATE FUNCTION portal_texts_fit(texts text[], items int, characters int) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
  SELECT cardinality(texts) <= items
    AND NOT EXISTS (SELECT FROM unnest(texts) AS item WHERE item IS NULL OR char_length(item) > characters)
$$;

CREATE FUNCTION portal_cut_texts(texts text[], items int, characters int) RETURNS text[]
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(array_agg(left(item, characters) ORDER BY place), '{}')
  FROM unnest(texts[1:items]) WITH ORDINALITY AS item (item, place)
$$;

-- What triggers put on record of other tables' rows is cut like everything else.
CREATE FUNCTION portal_cut_value(value jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE WHEN jsonb_typeof(value) = 'string' AND char_length(value #>> '{}') > 500
    THEN to_jsonb(left(value #>> '{}', 499) || '…') ELSE value END
$$;

CREATE OR REPLACE FUNCTION portal_write_audit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  before jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) ELSE '{}' END;
  after jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) ELSE '{}' END;
  present jsonb := CASE WHEN TG_OP = 'DELETE' THEN before ELSE after END;
  person text := present ->> TG_ARGV[0];
  own_act boolean := TG_TABLE_NAME = 'session';
  person_name text;
  job text := coalesce(nullif(current_setting('portal.job', true), ''), 'auth');
  changes jsonb;
BEGIN
  SELECT jsonb_object_agg(key, CASE
      WHEN class = 'secret' THEN '"(secret)"'::jsonb
      WHEN TG_OP = 'UPDATE' THEN
        jsonb_build_object('from', portal_cut_value(before -> key), 'to', portal_cut_value(after -> key))
      ELSE portal_cut_value(present -> key) END)
  INTO changes
  FROM (SELECT key, portal_column_class(TG_RELID, key) AS class FROM jsonb_object_keys(present) AS key) AS columns
  WHERE class <> 'ignore' AND (TG_OP <> 'UPDATE' OR before -> key IS DISTINCT FROM after -> key)
    AND present -> key <> 'null'::jsonb;
  IF TG_OP = 'UPDATE' AND changes IS NULL THEN
    RETURN NULL;
  END IF;
  SELECT left(name, 300) INTO person_name FROM portal_user WHERE id = person::uuid;
  INSERT INTO audit_log (actor_kind, actor_id, actor_name, action, subject_type, subject_id, outcome, address, detail)
  VALUES (
    CASE WHEN own_act THEN 'user' ELSE 'system' END,
    CASE WHEN own_act THEN person ELSE job END,
    CASE WHEN own_act THEN coalesce(person_name, person) ELSE job END,
    CASE
      WHEN TG_OP = 'INSERT' THEN TG_ARGV[1]
      WHEN TG_OP = 'UPDATE' THEN TG_ARGV[2]
      WHEN own_act AND (present ->> 'expires_at')::timestamptz <= now() THEN 'user.session_expired'
      ELSE TG_ARGV[3] END,
    'user', person, 'succeeded',
    CASE WHEN own_act THEN nullif(left(present ->> 'ip_address', 100), '') END,
    coalesce(changes, '{}'));
  RETURN NULL;
END $$;

-- ---- what is there already ----

SELECT set_config('portal.job', 'migration', true);

-- A name that nobody can read, or that is another's, misleads whoever reads it: the address tells the two apart.
UPDATE portal_user SET name = cleaned.name FROM (
  SELECT id, left(trim(regexp_replace(name,
    '[\u0001-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]', '', 'g')), 100) AS name
  FROM portal_user) AS cleaned
WHERE cleaned.id = portal_user.id AND cleaned.name <> portal_user.name AND cleaned.name <> '';
UPDATE portal_user AS u SET name = left(name, 40) || ' (' || left(email, 55) || ')'
WHERE EXISTS (SELECT FROM portal_user AS other WHERE lower(other.name) = lower(u.name) AND other.id < u.id);
UPDATE portal_user SET image = NULL WHERE char_length(image) > 2000;

-- Housekeeping of what the portal wrote itself, and no act of anybody: without the guard, which has no row to show for it.
ALTER TABLE session DISABLE TRIGGER USER;
UPDATE session SET user_agent = left(user_agent, 500), ip_address = left(ip_address, 64)
  WHERE char_length(user_agent) > 500 OR char_length(ip_address) > 64;
ALTER TABLE session ENABLE TRIGGER USER;

ALTER TABLE deployment DISABLE TRIGGER USER;
UPDATE deployment SET status_message = left(status_message, 4000), addresses = portal_cut_texts(addresses, 64, 64)
  WHERE char_length(status_message) > 4000 OR NOT portal_texts_fit(addresses, 64, 64);
ALTER TABLE deployment ENABLE TRIGGER USER;

ALTER TABLE deployment_step DISABLE TRIGGER USER;
UPDATE deployment_step SET message = left(message, 4000), log = portal_cut_texts(log, 200, 2000)
  WHERE char_length(message) > 4000 OR NOT portal_texts_fit(log, 200, 2000);
ALTER TABLE deployment_step ENABLE TRIGGER USER;

ALTER TABLE canary_run DISABLE TRIGGER USER;
UPDATE canary_run SET reason = left(reason, 4000) WHERE char_length(reason) > 4000;
ALTER TABLE canary_run ENABLE TRIGGER USER;

DELETE FROM cluster_sight WHERE octet_length(sight::text) > 16777216;

-- ---- people, their sessions, and what the sign-in library writes ----

ALTER TABLE portal_user ADD CONSTRAINT portal_user_bounds CHECK (
  char_length(name) BETWEEN 1 AND 100 AND char_length(email) <= 254 AND char_length(image) <= 2000
  AND name !~ '[\u0001-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]');
CREATE UNIQUE INDEX portal_user_display_name ON portal_user (lower(name));
ALTER TABLE session ADD CONSTRAINT session_bounds
  CHECK (char_length(token) <= 255 AND char_length(ip_address) <= 64 AND char_length(user_agent) <= 500);
ALTER TABLE account ADD CONSTRAINT account_bounds CHECK (
  char_length(account_id) <= 255 AND char_length(provider_id) <= 64 AND char_length(password) <= 1000
  AND char_length(access_token) <= 16384 AND char_length(refresh_token) <= 16384 AND char_length(id_token) <= 16384
  AND char_length(scope) <= 2000);
ALTER TABLE verification ADD CONSTRAINT verification_bounds
  CHECK (char_length(identifier) <= 1000 AND char_length(value) <= 16384);
ALTER TABLE team ADD CONSTRAINT team_bounds CHECK (char_length(name) <= 100);
ALTER TABLE api_token ADD CONSTRAINT api_token_bounds CHECK (char_length(name) <= 100);

-- ---- what administrators write ----

ALTER TABLE cluster ADD CONSTRAINT cluster_bounds CHECK (
  char_length(name) <= 64 AND char_length(pool) <= 200 AND portal_texts_fit(storages, 64, 100)
  AND portal_texts_fit(excluded_nodes, 256, 100));
ALTER TABLE template ADD CONSTRAINT template_bounds CHECK (char_length(slug) <= 100 AND char_length(state_reason) <= 4000);
ALTER TABLE template_version ADD CONSTRAINT template_version_bounds CHECK (
  char_length(disk) <= 32 AND char_length(name) <= 80 AND char_length(summary) <= 200 AND char_length(description) <= 2000
  AND char_length(operating_system) <= 80 AND char_length(login_user) <= 64 AND portal_texts_fit(included, 20, 200)
  AND portal_texts_fit(access_methods, 8, 16));
ALTER TABLE canary_run ADD CONSTRAINT canary_run_bounds CHECK (char_length(reason) <= 4000);

-- ---- what people ask for, and what PVE says ----

ALTER TABLE deployment ADD CONSTRAINT deployment_bounds CHECK (
  char_length(purpose) <= 500 AND char_length(ticket) <= 64 AND char_length(node) <= 100 AND char_length(storage) <= 100
  AND char_length(failure_code) <= 64 AND char_length(status_message) <= 4000 AND portal_texts_fit(addresses, 64, 64));
ALTER TABLE deployment_search ADD CONSTRAINT deployment_search_bounds
  CHECK (char_length(document) <= 10000 AND portal_texts_fit(grams, 30000, 4));
ALTER TABLE deployment_step ADD CONSTRAINT deployment_step_bounds
  CHECK (char_length(upid) <= 512 AND char_length(message) <= 4000 AND portal_texts_fit(log, 200, 2000));
ALTER TABLE deployment_snapshot ADD CONSTRAINT deployment_snapshot_bounds CHECK (char_length(label) <= 80);
ALTER TABLE guest_access ADD CONSTRAINT guest_access_bounds
  CHECK (portal_texts_fit(ssh_keys, 10, 8000) AND char_length(sealed_password) <= 1000);
ALTER TABLE idempotency_key ADD CONSTRAINT idempotency_key_bounds CHECK (char_length(key) <= 255 AND char_length(code) <= 64);
ALTER TABLE cluster_sight ADD CONSTRAINT cluster_sight_bounds CHECK (octet_length(sight::text) <= 16777216);

-- Not asked of the rows that are there: they can never change.
ALTER TABLE audit_log ADD CONSTRAINT audit_log_bounds CHECK (
  char_length(actor_id) <= 200 AND char_length(actor_name) <= 300 AND char_length(action) <= 64
  AND char_length(subject_id) <= 200 AND char_length(subject_name) <= 300 AND char_length(request_id) <= 200
  AND char_length(address) <= 100 AND octet_length(detail::text) <= 65536) NOT VALID;

DROP FUNCTION portal_cut_texts(text[], int, int);

COMMENT ON COLUMN deployment.addresses_are_fallback IS 'audit: track';
