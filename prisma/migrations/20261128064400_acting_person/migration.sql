-- Who acts on the tables of the sign-in library: the unit of work says it for its transaction (`portal.actor`), and their triggers, which
-- write the one audit row, put it on record. And people who are disabled: nobody is removed whose name stands on record.

ALTER TABLE users
  ADD COLUMN disabled_at timestamptz(3),
  ADD COLUMN disabled_reason text,
  ADD CONSTRAINT users_disabled CHECK ((disabled_at IS NULL) = (disabled_reason IS NULL)
    AND char_length(disabled_reason) >= 1 AND char_length(disabled_reason) <= 500);
COMMENT ON COLUMN users.disabled_at IS 'audit: track';
COMMENT ON COLUMN users.disabled_reason IS 'audit: track';

GRANT UPDATE (name) ON teams TO portal_app;

-- Without `portal.actor` it is as before: a session is its person's act, anything else that of the job, or of sign-in itself. A tracked
-- column that becomes empty is a change like any other.
CREATE OR REPLACE FUNCTION portal_write_audit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  before jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) ELSE '{}' END;
  after jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) ELSE '{}' END;
  present jsonb := CASE WHEN TG_OP = 'DELETE' THEN before ELSE after END;
  person text := present ->> TG_ARGV[0];
  acting jsonb := nullif(current_setting('portal.actor', true), '')::jsonb;
  own_act boolean := TG_TABLE_NAME = 'sessions';
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
  WHERE class <> 'ignore' AND CASE WHEN TG_OP = 'UPDATE' THEN before -> key IS DISTINCT FROM after -> key
    ELSE present -> key <> 'null'::jsonb END;
  IF TG_OP = 'UPDATE' AND changes IS NULL THEN
    RETURN NULL;
  END IF;
  IF acting IS NULL THEN
    SELECT left(name, 300) INTO person_name FROM users WHERE id = person::uuid;
    acting := jsonb_build_object(
      'kind', CASE WHEN own_act THEN 'user' ELSE 'system' END,
      'id', CASE WHEN own_act THEN person ELSE job END,
      'name', CASE WHEN own_act THEN coalesce(person_name, person) ELSE job END,
      'address', CASE WHEN own_act THEN nullif(left(present ->> 'ip_address', 100), '') END);
  END IF;
  INSERT INTO audit_logs (actor_kind, actor_id, actor_name, on_behalf_of, request_id, address, action, subject_type, subject_id,
    outcome, detail)
  VALUES (
    acting ->> 'kind', acting ->> 'id', acting ->> 'name', (acting ->> 'onBehalfOf')::uuid, acting ->> 'requestId',
    acting ->> 'address',
    CASE
      WHEN TG_OP = 'INSERT' THEN TG_ARGV[1]
      WHEN TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'users' AND changes ? 'disabled_at' THEN
        CASE WHEN after ->> 'disabled_at' IS NULL THEN 'user.enabled' ELSE 'user.disabled' END
      WHEN TG_OP = 'UPDATE' THEN TG_ARGV[2]
      WHEN own_act AND (present ->> 'expires_at')::timestamptz <= now() THEN 'user.session_expired'
      ELSE TG_ARGV[3] END,
    'user', person, 'succeeded', coalesce(changes, '{}'));
  RETURN NULL;
END $$;
