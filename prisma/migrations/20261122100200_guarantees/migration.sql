-- What Prisma's schema language cannot say: what must never be (CHECKs, partial unique indexes), the audit guard, the
-- application's role, and the narrow doors through which that role reaches the job queue.

-- ---------------------------------------------------------------------------------------------------------------------
-- What must never be
-- ---------------------------------------------------------------------------------------------------------------------

ALTER TABLE portal_user
  ADD CONSTRAINT portal_user_role CHECK (role IN ('support', 'lead', 'auditor', 'admin')),
  ADD CONSTRAINT portal_user_email CHECK (email = lower(email) AND email LIKE '%_@_%'),
  ADD CONSTRAINT portal_user_name CHECK (name <> '');

ALTER TABLE team ADD CONSTRAINT team_name CHECK (name <> '');

ALTER TABLE api_token
  ADD CONSTRAINT api_token_prefix CHECK (prefix ~ '^[0-9a-f]{8}$'),
  ADD CONSTRAINT api_token_secret_hash CHECK (secret_hash ~ '^[0-9a-f]{64}$'),
  ADD CONSTRAINT api_token_name CHECK (name <> '');

-- PVE takes ids from 100 on (pve-guest-common, `pve-vmid`).
ALTER TABLE cluster
  ADD CONSTRAINT cluster_vmid_range CHECK (100 <= vmid_min AND vmid_min <= vmid_max AND vmid_max <= 999999999),
  ADD CONSTRAINT cluster_clone_slots CHECK (clones_per_storage > 0 AND clones_per_node > 0),
  ADD CONSTRAINT cluster_names CHECK (name <> '' AND pool <> '' AND storage <> '');

ALTER TABLE template ADD CONSTRAINT template_slug CHECK (slug ~ '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$');

ALTER TABLE template_version
  ADD CONSTRAINT template_version_number CHECK (version > 0),
  ADD CONSTRAINT template_version_source CHECK (source_vmid >= 100 AND disk <> ''),
  ADD CONSTRAINT template_version_clone_mode CHECK (clone_mode IN ('linked', 'full')),
  ADD CONSTRAINT template_version_category CHECK (category IN ('pbx_appliance', 'windows_client', 'linux_utility')),
  ADD CONSTRAINT template_version_access
    CHECK (access_methods <@ ARRAY['ssh', 'rdp', 'https', 'console'] AND cardinality(access_methods) > 0),
  ADD CONSTRAINT template_version_vcpus
    CHECK (0 < vcpus_min AND vcpus_min <= vcpus_default AND vcpus_default <= vcpus_max),
  ADD CONSTRAINT template_version_memory
    CHECK (0 < memory_mib_min AND memory_mib_min <= memory_mib_default AND memory_mib_default <= memory_mib_max),
  ADD CONSTRAINT template_version_disk
    CHECK (0 < disk_gib_min AND disk_gib_min <= disk_gib_default AND disk_gib_default <= disk_gib_max),
  ADD CONSTRAINT template_version_lease
    CHECK (0 < lease_min_hours AND lease_min_hours <= lease_default_hours AND lease_default_hours <= lease_max_hours),
  ADD CONSTRAINT template_version_grace CHECK (grace_hours >= 0);

ALTER TABLE deployment
  ADD CONSTRAINT deployment_version CHECK (version > 0),
  ADD CONSTRAINT deployment_status CHECK (status IN ('queued', 'provisioning', 'running', 'stopping', 'stopped', 'starting',
    'rebooting', 'failed', 'expired', 'trashed', 'deleting', 'deleted', 'quarantined')),
  ADD CONSTRAINT deployment_name CHECK (name ~ '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$' AND length(name) <= 63),
  ADD CONSTRAINT deployment_sizes CHECK (vcpus > 0 AND memory_mib > 0 AND disk_gib > 0),
  ADD CONSTRAINT deployment_lease CHECK (created_at <= expires_at AND expires_at <= delete_at),
  ADD CONSTRAINT deployment_placement CHECK (node IS NULL OR vmid IS NOT NULL),
  ADD CONSTRAINT deployment_up_is_placed CHECK (status NOT IN ('running', 'stopping', 'starting', 'rebooting')
    OR (vmid IS NOT NULL AND node IS NOT NULL)),
  ADD CONSTRAINT deployment_failure CHECK (failure_code IS NULL OR failure_code <> '');

ALTER TABLE deployment_step
  ADD CONSTRAINT deployment_step_operation
    CHECK (operation IN ('provision', 'start', 'stop', 'reboot', 'delete', 'expire')),
  ADD CONSTRAINT deployment_step_name CHECK (name IN ('reserve', 'place', 'clone', 'configure', 'resize', 'start',
    'address', 'ready', 'shutdown', 'reboot', 'stop', 'destroy', 'confirm')),
  ADD CONSTRAINT deployment_step_status CHECK (status IN ('running', 'done', 'failed', 'skipped')),
  ADD CONSTRAINT deployment_step_end CHECK ((status = 'running') = (ended_at IS NULL)),
  ADD CONSTRAINT deployment_step_attempts CHECK (attempts >= 0);

ALTER TABLE vmid_reservation
  ADD CONSTRAINT vmid_reservation_state CHECK (state IN ('reserved', 'blocked', 'released')),
  ADD CONSTRAINT vmid_reservation_released CHECK ((state = 'released') = (released_at IS NOT NULL)),
  ADD CONSTRAINT vmid_reservation_vmid CHECK (vmid >= 100);

ALTER TABLE idempotency_key
  ADD CONSTRAINT idempotency_key_key CHECK (key <> ''),
  ADD CONSTRAINT idempotency_key_hash CHECK (request_hash ~ '^[0-9a-f]{64}$');

ALTER TABLE audit_log
  ADD CONSTRAINT audit_log_actor CHECK (actor_kind IN ('user', 'token', 'system') AND actor_id <> ''),
  ADD CONSTRAINT audit_log_behalf CHECK ((actor_kind = 'token') = (on_behalf_of IS NOT NULL)),
  ADD CONSTRAINT audit_log_outcome CHECK (outcome IN ('succeeded', 'refused', 'failed')),
  ADD CONSTRAINT audit_log_action CHECK (action ~ '^[a-z_]+(\.[a-z_]+)+$'),
  ADD CONSTRAINT audit_log_subject CHECK (
    subject_type IN ('team', 'api_token', 'cluster', 'template', 'deployment', 'user') AND subject_id <> ''),
  ADD CONSTRAINT audit_log_detail CHECK (jsonb_typeof(detail) = 'object');

-- A name is free again once its deployment is deleted.
CREATE UNIQUE INDEX deployment_live_name ON deployment (owner_id, name) WHERE status <> 'deleted';
CREATE UNIQUE INDEX deployment_live_vmid ON deployment (cluster_id, vmid) WHERE vmid IS NOT NULL AND status <> 'deleted';
CREATE UNIQUE INDEX deployment_step_one_running ON deployment_step (deployment_id) WHERE status = 'running';

-- ---------------------------------------------------------------------------------------------------------------------
-- Lists: everything live, newest first, for each way of seeing it. Most rows of an old portal are deleted ones, and
-- these indexes do not hold them.
-- ---------------------------------------------------------------------------------------------------------------------

CREATE INDEX deployment_live ON deployment (created_at DESC, id DESC) WHERE status <> 'deleted';
CREATE INDEX deployment_live_owner ON deployment (owner_id, created_at DESC, id DESC) WHERE status <> 'deleted';
CREATE INDEX deployment_live_team ON deployment (team_id, created_at DESC, id DESC) WHERE status <> 'deleted';
CREATE INDEX deployment_live_template ON deployment (template_id, created_at DESC, id DESC) WHERE status <> 'deleted';
CREATE INDEX deployment_queue ON deployment (cluster_id, created_at, id) WHERE status = 'queued';
CREATE INDEX deployment_live_expiry ON deployment (expires_at) WHERE status <> 'deleted';
CREATE INDEX deployment_live_delete ON deployment (delete_at) WHERE status <> 'deleted';

-- Prefixes of actions are ranges only under this collation; the reader compares under it.
DROP INDEX audit_log_action_id_idx;
CREATE INDEX audit_log_action_id_idx ON audit_log (action COLLATE "C", id DESC);

-- Search. pg_trgm does the same, but a managed server may not offer it; this needs nothing. A document's grams are the
-- three-letter pieces of its words, and, led by a blank, the first one and two letters of each word.
CREATE FUNCTION portal_search_grams(document text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT gram), '{}') FROM (
    SELECT substr(word, start, 3) AS gram
    FROM regexp_split_to_table(document, '\s+') AS word, generate_series(1, length(word) - 2) AS start
    UNION ALL
    SELECT ' ' || left(part, size)
    FROM regexp_split_to_table(document, '[^[:alnum:]]+') AS part, generate_series(1, 2) AS size
    WHERE length(part) >= size
  ) AS grams
$$;

-- The grams that a document must hold to match. A word of one or two letters is found where a word begins with it.
CREATE FUNCTION portal_query_grams(query text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT gram), '{}') FROM (
    SELECT substr(word, start, 3) AS gram
    FROM regexp_split_to_table(lower(query), '\s+') AS word, generate_series(1, length(word) - 2) AS start
    UNION ALL
    SELECT ' ' || word FROM regexp_split_to_table(lower(query), '\s+') AS word WHERE word ~ '^[[:alnum:]]{1,2}$'
  ) AS grams
$$;

-- The LIKE patterns that a document must match as well, since grams do not know their order.
CREATE FUNCTION portal_query_patterns(query text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(array_agg('%' || regexp_replace(word, '([\\%_])', '\\\1', 'g') || '%'), '{}')
  FROM regexp_split_to_table(lower(query), '\s+') AS word
  WHERE word <> '' AND word !~ '^[[:alnum:]]{1,2}$'
$$;

CREATE FUNCTION portal_index_deployment() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  words text := lower(concat_ws(' ', NEW.name, NEW.ticket, NEW.purpose, NEW.vmid, array_to_string(NEW.addresses, ' ')));
BEGIN
  INSERT INTO deployment_search (deployment_id, document, grams) VALUES (NEW.id, words, portal_search_grams(words))
  ON CONFLICT (deployment_id) DO UPDATE SET document = excluded.document, grams = excluded.grams;
  RETURN NULL;
END $$;

CREATE TRIGGER index_deployment AFTER INSERT ON deployment
  FOR EACH ROW EXECUTE FUNCTION portal_index_deployment();
-- The application writes every column; most updates leave these as they are.
CREATE TRIGGER reindex_deployment AFTER UPDATE ON deployment FOR EACH ROW
  WHEN ((OLD.name, OLD.ticket, OLD.purpose, OLD.vmid, OLD.addresses)
    IS DISTINCT FROM (NEW.name, NEW.ticket, NEW.purpose, NEW.vmid, NEW.addresses))
  EXECUTE FUNCTION portal_index_deployment();

-- ---------------------------------------------------------------------------------------------------------------------
-- A published template version never changes; a placed deployment holds its id.
-- ---------------------------------------------------------------------------------------------------------------------

CREATE FUNCTION portal_refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE EXCEPTION '% on % is refused: its rows never change.', TG_OP, TG_TABLE_NAME USING ERRCODE = 'AU002';
END $$;

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON template_version
  FOR EACH ROW EXECUTE FUNCTION portal_refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON template_version
  FOR EACH STATEMENT EXECUTE FUNCTION portal_refuse_change();

CREATE FUNCTION portal_require_reservation() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF EXISTS (
    SELECT FROM deployment AS d
    WHERE d.cluster_id = NEW.cluster_id AND d.vmid = NEW.vmid AND d.status <> 'deleted' AND NOT EXISTS (
      SELECT FROM vmid_reservation AS r
      WHERE r.cluster_id = d.cluster_id AND r.vmid = d.vmid AND r.deployment_id = d.id AND r.state <> 'released')
  ) THEN
    RAISE EXCEPTION 'VMID % is borne by a deployment that holds no reservation of it.', NEW.vmid
      USING ERRCODE = 'AU003';
  END IF;
  RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER require_reservation AFTER INSERT OR UPDATE ON deployment
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.vmid IS NOT NULL AND NEW.status <> 'deleted')
  EXECUTE FUNCTION portal_require_reservation();
CREATE CONSTRAINT TRIGGER require_reservation AFTER UPDATE ON vmid_reservation
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION portal_require_reservation();

-- ---------------------------------------------------------------------------------------------------------------------
-- The audit trail itself: append-only, for everybody.
-- ---------------------------------------------------------------------------------------------------------------------

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON audit_log
  FOR EACH ROW EXECUTE FUNCTION portal_refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON audit_log
  FOR EACH STATEMENT EXECUTE FUNCTION portal_refuse_change();

-- The subject's name, owner and team as they are at this moment: for reading later, and for who may see the row.
CREATE FUNCTION portal_describe_subject() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  subject uuid := CASE WHEN NEW.subject_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN NEW.subject_id::uuid END;
BEGIN
  IF NEW.subject_type = 'deployment' THEN
    SELECT name, owner_id, team_id INTO NEW.subject_name, NEW.subject_owner_id, NEW.subject_team_id
    FROM deployment WHERE id = subject;
  ELSIF NEW.subject_type = 'template' THEN
    SELECT v.name INTO NEW.subject_name FROM template_version AS v
    WHERE v.template_id = subject ORDER BY v.version DESC LIMIT 1;
  ELSIF NEW.subject_type = 'user' THEN
    SELECT name INTO NEW.subject_name FROM portal_user WHERE id = subject;
  ELSIF NEW.subject_type = 'team' THEN
    SELECT name INTO NEW.subject_name FROM team WHERE id = subject;
  ELSIF NEW.subject_type = 'cluster' THEN
    SELECT name INTO NEW.subject_name FROM cluster WHERE id = subject;
  ELSIF NEW.subject_type = 'api_token' THEN
    SELECT name, user_id INTO NEW.subject_name, NEW.subject_owner_id FROM api_token WHERE id = subject;
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER describe_subject BEFORE INSERT ON audit_log FOR EACH ROW EXECUTE FUNCTION portal_describe_subject();

CREATE FUNCTION portal_announce() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM pg_notify('portal_changes', json_build_object(
    'id', NEW.id, 'subjectType', NEW.subject_type, 'subjectId', left(NEW.subject_id, 100))::text);
  RETURN NULL;
END $$;

CREATE TRIGGER announce AFTER INSERT ON audit_log FOR EACH ROW EXECUTE FUNCTION portal_announce();

-- ---------------------------------------------------------------------------------------------------------------------
-- The guard: a row of a domain table cannot be committed without an audit row on its subject in the same transaction.
-- Arguments: subject type, and the column that holds the subject's id.
-- ---------------------------------------------------------------------------------------------------------------------

CREATE FUNCTION portal_require_audit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  subject text := CASE WHEN TG_OP = 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END ->> TG_ARGV[1];
BEGIN
  IF NOT EXISTS (
    SELECT FROM audit_log
    WHERE xact = pg_current_xact_id() AND subject_type = TG_ARGV[0] AND subject_id = subject
  ) THEN
    RAISE EXCEPTION '% on % of % % has no audit row in its transaction.', TG_OP, TG_TABLE_NAME, TG_ARGV[0], subject
      USING ERRCODE = 'AU001';
  END IF;
  RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER require_audit AFTER INSERT OR UPDATE OR DELETE ON team
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION portal_require_audit('team', 'id');
CREATE CONSTRAINT TRIGGER require_audit AFTER INSERT OR UPDATE OR DELETE ON api_token
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION portal_require_audit('api_token', 'id');
CREATE CONSTRAINT TRIGGER require_audit AFTER INSERT OR UPDATE OR DELETE ON cluster
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION portal_require_audit('cluster', 'id');
CREATE CONSTRAINT TRIGGER require_audit AFTER INSERT OR UPDATE OR DELETE ON template
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION portal_require_audit('template', 'id');
CREATE CONSTRAINT TRIGGER require_audit AFTER INSERT OR UPDATE OR DELETE ON template_version
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION portal_require_audit('template', 'template_id');
CREATE CONSTRAINT TRIGGER require_audit AFTER INSERT OR UPDATE OR DELETE ON deployment
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION portal_require_audit('deployment', 'id');
CREATE CONSTRAINT TRIGGER require_audit AFTER INSERT OR UPDATE OR DELETE ON deployment_step
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION portal_require_audit('deployment', 'deployment_id');
CREATE CONSTRAINT TRIGGER require_audit AFTER INSERT OR UPDATE OR DELETE ON vmid_reservation
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION portal_require_audit('deployment', 'deployment_id');
-- Only deletion goes unaudited: outdated keys, and no others, leave through portal_forget_idempotency_keys.
CREATE CONSTRAINT TRIGGER require_audit AFTER INSERT OR UPDATE ON idempotency_key
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION portal_require_audit('deployment', 'deployment_id');

-- ---------------------------------------------------------------------------------------------------------------------
-- Tables that Better Auth writes: the trigger writes the audit row itself. How a column is treated stands in its
-- comment, `audit: track | ignore | secret`, all of them below; a column without one counts as secret.
-- Arguments: column of the user's id; actions for insert, update and delete.
-- ---------------------------------------------------------------------------------------------------------------------

CREATE FUNCTION portal_column_class(relation regclass, column_name text) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(substring(col_description(a.attrelid, a.attnum) FROM '^audit: (track|ignore|secret)$'), 'secret')
  FROM pg_attribute AS a WHERE a.attrelid = relation AND a.attname = column_name
$$;

CREATE FUNCTION portal_write_audit() RETURNS trigger
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
      WHEN TG_OP = 'UPDATE' THEN jsonb_build_object('from', before -> key, 'to', after -> key)
      ELSE present -> key END)
  INTO changes
  FROM (SELECT key, portal_column_class(TG_RELID, key) AS class FROM jsonb_object_keys(present) AS key) AS columns
  WHERE class <> 'ignore' AND (TG_OP <> 'UPDATE' OR before -> key IS DISTINCT FROM after -> key)
    AND present -> key <> 'null'::jsonb;
  IF TG_OP = 'UPDATE' AND changes IS NULL THEN
    RETURN NULL;
  END IF;
  SELECT name INTO person_name FROM portal_user WHERE id = person::uuid;
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
    CASE WHEN own_act THEN nullif(present ->> 'ip_address', '') END,
    coalesce(changes, '{}'));
  RETURN NULL;
END $$;

CREATE TRIGGER write_audit AFTER INSERT OR UPDATE OR DELETE ON portal_user
  FOR EACH ROW EXECUTE FUNCTION portal_write_audit('id', 'user.created', 'user.changed', 'user.removed');
CREATE TRIGGER write_audit AFTER INSERT OR UPDATE OR DELETE ON account
  FOR EACH ROW EXECUTE FUNCTION portal_write_audit('user_id', 'user.account_linked', 'user.account_changed', 'user.account_unlinked');
CREATE TRIGGER write_audit AFTER INSERT OR UPDATE OR DELETE ON session
  FOR EACH ROW EXECUTE FUNCTION portal_write_audit('user_id', 'user.signed_in', 'user.session_changed', 'user.signed_out');

-- The class of every column, in one place. `track`: its values may stand in the audit trail. `ignore`: housekeeping
-- that is no event by itself. `secret`: that it changed may be told, its value never.
DO $$
DECLARE
  entry record;
BEGIN
  FOR entry IN SELECT relation, class, column_name FROM (VALUES
    ('portal_user', 'track', 'id name email email_verified image role team_id'),
    ('portal_user', 'ignore', 'created_at updated_at'),
    ('session', 'track', 'id user_agent'),
    ('session', 'ignore', 'user_id expires_at ip_address created_at updated_at'),
    ('session', 'secret', 'token'),
    ('account', 'track', 'id account_id provider_id scope'),
    ('account', 'ignore', 'user_id access_token_expires_at refresh_token_expires_at created_at updated_at'),
    ('account', 'secret', 'access_token refresh_token id_token password'),
    ('verification', 'ignore', 'id expires_at created_at updated_at'),
    ('verification', 'secret', 'identifier value'),
    ('rate_limit', 'ignore', 'id key count last_request'),
    ('team', 'track', 'id name created_at'),
    ('api_token', 'track', 'id user_id name prefix created_at revoked_at'),
    ('api_token', 'secret', 'secret_hash'),
    ('cluster', 'track', 'id name simulated vmid_min vmid_max pool storage clones_per_storage clones_per_node created_at'),
    ('template', 'track', 'id slug active current_version created_at'),
    ('template_version', 'track', 'template_id version cluster_id source_vmid disk clone_mode name category summary '
      'description operating_system included vcpus_min vcpus_default vcpus_max memory_mib_min memory_mib_default '
      'memory_mib_max disk_gib_min disk_gib_default disk_gib_max lease_min_hours lease_default_hours lease_max_hours '
      'grace_hours access_methods login_user cloud_init guest_agent published_at'),
    ('deployment', 'track', 'id name status owner_id team_id cluster_id template_id template_version vcpus memory_mib '
      'disk_gib purpose ticket created_at expires_at delete_at node vmid storage addresses failure_code status_message'),
    ('deployment', 'ignore', 'version updated_at'),
    ('deployment_search', 'ignore', 'deployment_id document grams'),
    ('deployment_step', 'track', 'id deployment_id operation name status started_at ended_at upid message log'),
    ('deployment_step', 'ignore', 'attempts'),
    ('vmid_reservation', 'track', 'cluster_id vmid state deployment_id reserved_at released_at'),
    ('idempotency_key', 'track', 'user_id deployment_id created_at'),
    ('idempotency_key', 'secret', 'key request_hash'),
    ('audit_log', 'ignore', 'id xact at actor_kind actor_id actor_name on_behalf_of action subject_type subject_id '
      'subject_name subject_owner_id subject_team_id outcome request_id address detail')
  ) AS classes (relation, class, names), string_to_table(names, ' ') AS column_name
  LOOP
    EXECUTE format('COMMENT ON COLUMN %I.%I IS %L', entry.relation, entry.column_name, 'audit: ' || entry.class);
  END LOOP;
END $$;

-- ---------------------------------------------------------------------------------------------------------------------
-- The application's role. It owns nothing, so it can neither lift the guard nor touch what is not granted here. Its
-- password is set by the migration command; until then it cannot sign in.
-- ---------------------------------------------------------------------------------------------------------------------

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'portal_app') THEN
    CREATE ROLE portal_app NOLOGIN;
  END IF;
EXCEPTION
  -- Roles belong to the whole server: another database's migration may have made it at this moment.
  WHEN duplicate_object OR unique_violation THEN NULL;
END $$;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO portal_app;

GRANT SELECT, INSERT, UPDATE ON portal_user TO portal_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON session, account, verification, rate_limit TO portal_app;
GRANT SELECT, INSERT ON team, api_token, template_version TO portal_app;
GRANT UPDATE (revoked_at) ON api_token TO portal_app;
GRANT SELECT, INSERT, UPDATE ON cluster, template, deployment, deployment_step, vmid_reservation, idempotency_key
  TO portal_app;
GRANT SELECT ON deployment_search, audit_log TO portal_app;
-- Never id, xact or time, and nothing that describe_subject fills in: the role cannot forge them.
GRANT INSERT (actor_kind, actor_id, actor_name, on_behalf_of, action, subject_type, subject_id, outcome, request_id,
  address, detail) ON audit_log TO portal_app;

-- The job queue's tables are under row-level security that lets only their owner in; these are the doors.
CREATE FUNCTION portal_enqueue(
  task text, payload json, queue text, run_at timestamptz, max_attempts int, job_key text
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM graphile_worker.add_job(
    portal_enqueue.task, portal_enqueue.payload, queue_name => portal_enqueue.queue, run_at => portal_enqueue.run_at,
    max_attempts => portal_enqueue.max_attempts::smallint, job_key => portal_enqueue.job_key, job_key_mode => 'replace');
END $$;

-- Of the given deployments, those with no job waiting or running under the key of their run. A job that has used up
-- its attempts counts as none.
CREATE FUNCTION portal_stranded(key_prefix text, statuses text[], at_most int) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN QUERY
    SELECT d.id FROM deployment AS d
    WHERE d.status = ANY (statuses) AND NOT EXISTS (
      SELECT FROM graphile_worker.jobs AS j
      WHERE j.key = key_prefix || d.id AND (j.attempts < j.max_attempts OR j.locked_at IS NOT NULL))
    ORDER BY d.updated_at LIMIT at_most;
END $$;

CREATE FUNCTION portal_forget_idempotency_keys(older_than interval) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  WITH gone AS (
    DELETE FROM idempotency_key WHERE created_at < now() - greatest(older_than, interval '24 hours') RETURNING 1
  )
  SELECT count(*) FROM gone
$$;

REVOKE ALL ON FUNCTION portal_enqueue(text, json, text, timestamptz, int, text), portal_stranded(text, text[], int),
  portal_forget_idempotency_keys(interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal_enqueue(text, json, text, timestamptz, int, text), portal_stranded(text, text[], int),
  portal_forget_idempotency_keys(interval) TO portal_app;
