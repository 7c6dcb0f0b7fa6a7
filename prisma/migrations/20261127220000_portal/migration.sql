-- The portal's database: its tables with what must never be (CHECKs, partial unique indexes), the audit guard, the application's role, and
-- the narrow doors through which that role reaches the job queue. Later migrations only append to it.

-- ---------------------------------------------------------------------------------------------------------------------
-- What columns are made of
-- ---------------------------------------------------------------------------------------------------------------------

-- Time-ordered ids (RFC 9562, version 7) for rows that the database itself writes. PostgreSQL has a function of its own
-- only since 18, and 14 is supported. The 12 bits after the version carry microseconds, so that ids made one after the
-- other in a transaction sort in that order.
CREATE FUNCTION portal_uuidv7() RETURNS uuid LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
  SELECT encode(
    overlay(
      overlay(uuid_send(gen_random_uuid())
        PLACING substring(int8send(micros / 1000) FROM 3) FROM 1 FOR 6)
      PLACING int2send((28672 + ((micros % 1000) * 4096) / 1000)::int2) FROM 7 FOR 2),
    'hex')::uuid
  FROM (SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS micros) AS clock
$$;

CREATE FUNCTION portal_texts_fit(texts text[], items int, characters int) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
  SELECT cardinality(texts) <= items
    AND NOT EXISTS (SELECT FROM unnest(texts) AS item WHERE item IS NULL OR char_length(item) > characters)
$$;

CREATE FUNCTION portal_reason_fits(code text, params jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
  SELECT jsonb_typeof(params) = 'object' AND octet_length(params::text) <= 16384
    AND CASE WHEN code IS NULL THEN params = '{}' ELSE code ~ '^[a-z_]{1,64}$' END
$$;

-- ---------------------------------------------------------------------------------------------------------------------
-- Tables
-- ---------------------------------------------------------------------------------------------------------------------

CREATE TABLE verifications (
  id uuid NOT NULL,
  identifier text NOT NULL,
  value text NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  created_at timestamptz(3) DEFAULT CURRENT_TIMESTAMP NOT NULL,
  updated_at timestamptz(3) DEFAULT CURRENT_TIMESTAMP NOT NULL,
  CONSTRAINT verifications_pkey PRIMARY KEY (id),
  CONSTRAINT verifications_bounds CHECK (char_length(identifier) <= 1000 AND char_length(value) <= 16384)
);
CREATE INDEX verifications_identifier_idx ON verifications (identifier);

CREATE TABLE teams (
  id uuid NOT NULL,
  name text NOT NULL,
  created_at timestamptz(3) DEFAULT CURRENT_TIMESTAMP NOT NULL,
  CONSTRAINT teams_pkey PRIMARY KEY (id),
  CONSTRAINT teams_name CHECK (name <> ''),
  CONSTRAINT teams_bounds CHECK (char_length(name) <= 100)
);
CREATE UNIQUE INDEX teams_name_key ON teams (name);

CREATE TABLE users (
  id uuid NOT NULL,
  name text NOT NULL,
  email text NOT NULL,
  email_verified boolean DEFAULT false NOT NULL,
  image text,
  role text DEFAULT 'support' NOT NULL,
  team_id uuid,
  created_at timestamptz(3) DEFAULT CURRENT_TIMESTAMP NOT NULL,
  updated_at timestamptz(3) DEFAULT CURRENT_TIMESTAMP NOT NULL,
  CONSTRAINT users_pkey PRIMARY KEY (id),
  CONSTRAINT users_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams (id) ON UPDATE RESTRICT ON DELETE RESTRICT,
  CONSTRAINT users_role CHECK (role IN ('support', 'lead', 'auditor', 'admin')),
  CONSTRAINT users_email CHECK (email = lower(email) AND email LIKE '%_@_%'),
  CONSTRAINT users_name CHECK (name <> ''),
  CONSTRAINT users_bounds CHECK (char_length(name) >= 1 AND char_length(name) <= 100 AND char_length(email) <= 254
    AND char_length(image) <= 2000 AND name !~ '[\u0001-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]')
);
CREATE UNIQUE INDEX users_email_key ON users (email);
CREATE INDEX users_team_id_idx ON users (team_id);
CREATE UNIQUE INDEX users_display_name ON users (lower(name));

CREATE TABLE sessions (
  id uuid NOT NULL,
  user_id uuid NOT NULL,
  token text NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  ip_address text,
  user_agent text,
  created_at timestamptz(3) DEFAULT CURRENT_TIMESTAMP NOT NULL,
  updated_at timestamptz(3) DEFAULT CURRENT_TIMESTAMP NOT NULL,
  CONSTRAINT sessions_pkey PRIMARY KEY (id),
  CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON UPDATE RESTRICT ON DELETE CASCADE,
  CONSTRAINT sessions_bounds CHECK (char_length(token) <= 255 AND char_length(ip_address) <= 64
    AND char_length(user_agent) <= 500)
);
CREATE UNIQUE INDEX sessions_token_key ON sessions (token);
CREATE INDEX sessions_user_id_idx ON sessions (user_id);
CREATE INDEX sessions_expires_at_idx ON sessions (expires_at);

CREATE TABLE accounts (
  id uuid NOT NULL,
  account_id text NOT NULL,
  provider_id text NOT NULL,
  user_id uuid NOT NULL,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz(3),
  refresh_token_expires_at timestamptz(3),
  scope text,
  password text,
  created_at timestamptz(3) DEFAULT CURRENT_TIMESTAMP NOT NULL,
  updated_at timestamptz(3) DEFAULT CURRENT_TIMESTAMP NOT NULL,
  CONSTRAINT accounts_pkey PRIMARY KEY (id),
  CONSTRAINT accounts_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON UPDATE RESTRICT ON DELETE CASCADE,
  CONSTRAINT accounts_bounds CHECK (char_length(account_id) <= 255 AND char_length(provider_id) <= 64
    AND char_length(password) <= 1000 AND char_length(access_token) <= 16384 AND char_length(refresh_token) <= 16384
    AND char_length(id_token) <= 16384 AND char_length(scope) <= 2000)
);
CREATE INDEX accounts_user_id_idx ON accounts (user_id);
CREATE UNIQUE INDEX accounts_provider_id_account_id_key ON accounts (provider_id, account_id);

CREATE TABLE api_tokens (
  id uuid NOT NULL,
  user_id uuid NOT NULL,
  name text NOT NULL,
  prefix text NOT NULL,
  secret_hash text NOT NULL,
  created_at timestamptz(3) DEFAULT CURRENT_TIMESTAMP NOT NULL,
  revoked_at timestamptz(3),
  CONSTRAINT api_tokens_pkey PRIMARY KEY (id),
  CONSTRAINT api_tokens_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON UPDATE RESTRICT ON DELETE RESTRICT,
  CONSTRAINT api_tokens_prefix CHECK (prefix ~ '^[0-9a-f]{8}$'),
  CONSTRAINT api_tokens_secret_hash CHECK (secret_hash ~ '^[0-9a-f]{64}$'),
  CONSTRAINT api_tokens_name CHECK (name <> ''),
  CONSTRAINT api_tokens_bounds CHECK (char_length(name) <= 100)
);
CREATE UNIQUE INDEX api_tokens_prefix_key ON api_tokens (prefix);
CREATE INDEX api_tokens_user_id_idx ON api_tokens (user_id);

CREATE TABLE clusters (
  id uuid NOT NULL,
  name text NOT NULL,
  simulated boolean NOT NULL,
  vmid_min int NOT NULL,
  vmid_max int NOT NULL,
  pool text NOT NULL,
  storages text[],
  clones_per_storage int NOT NULL,
  clones_per_node int NOT NULL,
  created_at timestamptz(3) DEFAULT CURRENT_TIMESTAMP NOT NULL,
  excluded_nodes text[],
  memory_headroom_percent int NOT NULL,
  vcpus_per_core int NOT NULL,
  when_unreachable text NOT NULL,
  when_full text NOT NULL,
  snapshots_per_vm int NOT NULL,
  CONSTRAINT clusters_pkey PRIMARY KEY (id),
  -- PVE takes ids from 100 on (pve-guest-common, `pve-vmid`).
  CONSTRAINT clusters_vmid_range CHECK (100 <= vmid_min AND vmid_min <= vmid_max AND vmid_max <= 999999999),
  CONSTRAINT clusters_clone_slots CHECK (clones_per_storage > 0 AND clones_per_node > 0),
  CONSTRAINT clusters_names CHECK (name <> '' AND pool <> ''),
  CONSTRAINT clusters_storages CHECK (cardinality(storages) > 0 AND array_position(storages, '') IS NULL),
  CONSTRAINT clusters_headroom CHECK (memory_headroom_percent >= 0 AND memory_headroom_percent <= 90 AND vcpus_per_core > 0),
  CONSTRAINT clusters_admission CHECK ((when_unreachable IN ('wait', 'refuse')) AND (when_full IN ('wait', 'refuse'))),
  CONSTRAINT clusters_snapshots CHECK (snapshots_per_vm >= 0),
  CONSTRAINT clusters_bounds CHECK (char_length(name) <= 64 AND char_length(pool) <= 200
    AND portal_texts_fit(storages, 64, 100) AND portal_texts_fit(excluded_nodes, 256, 100))
);
CREATE UNIQUE INDEX clusters_name_key ON clusters (name);

-- Append-only. The application may insert the named columns; id, transaction and time are the database's own, and the
-- subject's name, owner and team are filled in by a trigger as they were at that moment.
CREATE TABLE audit_logs (
  id uuid DEFAULT portal_uuidv7() NOT NULL,
  xact xid8 DEFAULT pg_current_xact_id() NOT NULL,
  at timestamptz(3) DEFAULT clock_timestamp() NOT NULL,
  actor_kind text NOT NULL,
  actor_id text NOT NULL,
  actor_name text NOT NULL,
  on_behalf_of uuid,
  action text NOT NULL,
  subject_type text NOT NULL,
  subject_id text NOT NULL,
  subject_name text,
  subject_owner_id uuid,
  subject_team_id uuid,
  outcome text NOT NULL,
  request_id text,
  address text,
  detail jsonb DEFAULT '{}' NOT NULL,
  CONSTRAINT audit_logs_pkey PRIMARY KEY (id),
  CONSTRAINT audit_logs_actor CHECK ((actor_kind IN ('user', 'token', 'system')) AND actor_id <> ''),
  CONSTRAINT audit_logs_behalf CHECK ((actor_kind = 'token') = (on_behalf_of IS NOT NULL)),
  CONSTRAINT audit_logs_outcome CHECK (outcome IN ('succeeded', 'refused', 'failed')),
  CONSTRAINT audit_logs_action CHECK (action ~ '^[a-z_]+(\.[a-z_]+)+$'),
  CONSTRAINT audit_logs_detail CHECK (jsonb_typeof(detail) = 'object'),
  CONSTRAINT audit_logs_subject CHECK ((subject_type IN ('team', 'api_token', 'cluster', 'template', 'deployment', 'user',
    'problem')) AND subject_id <> ''),
  CONSTRAINT audit_logs_bounds CHECK (char_length(actor_id) <= 200 AND char_length(actor_name) <= 300
    AND char_length(action) <= 64 AND char_length(subject_id) <= 200 AND char_length(subject_name) <= 300
    AND char_length(request_id) <= 200 AND char_length(address) <= 100 AND octet_length(detail::text) <= 65536)
);
CREATE INDEX audit_logs_xact_subject_type_subject_id_idx ON audit_logs (xact, subject_type, subject_id);
CREATE INDEX audit_logs_xact_id_idx ON audit_logs (xact, id);
CREATE INDEX audit_logs_subject_type_subject_id_id_idx ON audit_logs (subject_type, subject_id, id DESC);
CREATE INDEX audit_logs_actor_id_id_idx ON audit_logs (actor_id, id DESC);
CREATE INDEX audit_logs_on_behalf_of_id_idx ON audit_logs (on_behalf_of, id DESC);
CREATE INDEX audit_logs_actor_name_id_idx ON audit_logs (actor_name, id DESC);
CREATE INDEX audit_logs_subject_owner_id_id_idx ON audit_logs (subject_owner_id, id DESC);
CREATE INDEX audit_logs_subject_team_id_id_idx ON audit_logs (subject_team_id, id DESC);
CREATE INDEX audit_logs_outcome_id_idx ON audit_logs (outcome, id DESC);
-- Prefixes of actions are ranges only under this collation; the reader compares under it.
CREATE INDEX audit_logs_action_id_idx ON audit_logs (action COLLATE "C", id DESC);

-- What was last seen of a cluster, as one document: PVE's facts and nobody's act, so without audit rows (ADR 0012).
CREATE TABLE cluster_observations (
  cluster_id uuid NOT NULL,
  observation jsonb NOT NULL,
  updated_at timestamptz(3) DEFAULT clock_timestamp() NOT NULL,
  CONSTRAINT cluster_observations_pkey PRIMARY KEY (cluster_id),
  CONSTRAINT cluster_observations_cluster_id_fkey FOREIGN KEY (cluster_id) REFERENCES clusters (id) ON UPDATE RESTRICT ON DELETE RESTRICT,
  CONSTRAINT cluster_observations_bounds CHECK (octet_length(observation::text) <= 16777216)
);

-- What an administrator must know of; open once per code and subject (ADR 0017).
CREATE TABLE problems (
  id uuid DEFAULT portal_uuidv7() NOT NULL,
  code text NOT NULL,
  subject_type text NOT NULL,
  subject_id text NOT NULL,
  params jsonb NOT NULL,
  since timestamptz(3) DEFAULT clock_timestamp() NOT NULL,
  resolved_at timestamptz(3),
  acknowledged_at timestamptz(3),
  acknowledged_by uuid,
  CONSTRAINT problems_pkey PRIMARY KEY (id),
  CONSTRAINT problems_acknowledged_by_fkey FOREIGN KEY (acknowledged_by) REFERENCES users (id) ON UPDATE RESTRICT ON DELETE RESTRICT,
  -- Codes are closed by packages/types: their form alone is checked here, so that a new one needs no migration.
  CONSTRAINT problems_code CHECK (code ~ '^[a-z][a-z_]{2,63}$'),
  CONSTRAINT problems_subject CHECK ((subject_type IN ('deployment', 'template', 'cluster'))
    AND subject_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' OR subject_type = 'portal' AND length(subject_id) >= 1
    AND length(subject_id) <= 64),
  CONSTRAINT problems_params CHECK (jsonb_typeof(params) = 'object' AND octet_length(params::text) <= 65536),
  CONSTRAINT problems_acknowledged CHECK ((acknowledged_at IS NULL) = (acknowledged_by IS NULL))
);
CREATE UNIQUE INDEX problems_one_open ON problems (code, subject_type, subject_id) WHERE resolved_at IS NULL;
CREATE INDEX problems_open ON problems (id DESC) WHERE resolved_at IS NULL;
CREATE INDEX problems_acknowledged_by_idx ON problems (acknowledged_by);

-- Apart from the problem, and without audit rows: seeing it again is nobody's act.
CREATE TABLE problem_last_seen (
  problem_id uuid NOT NULL,
  at timestamptz(3) DEFAULT clock_timestamp() NOT NULL,
  CONSTRAINT problem_last_seen_pkey PRIMARY KEY (problem_id),
  CONSTRAINT problem_last_seen_problem_id_fkey FOREIGN KEY (problem_id) REFERENCES problems (id) ON UPDATE RESTRICT ON DELETE RESTRICT
);

-- A link at which a person sets their password, once and in time; only its hash is kept.
CREATE TABLE password_links (
  id uuid NOT NULL,
  user_id uuid NOT NULL,
  token_hash text NOT NULL,
  created_at timestamptz(3) DEFAULT CURRENT_TIMESTAMP NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  used_at timestamptz(3),
  CONSTRAINT password_links_pkey PRIMARY KEY (id),
  CONSTRAINT password_links_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON UPDATE RESTRICT ON DELETE CASCADE,
  CONSTRAINT password_links_token_hash CHECK (token_hash ~ '^[0-9a-f]{64}$'),
  CONSTRAINT password_links_expiry CHECK (created_at < expires_at)
);
CREATE UNIQUE INDEX password_links_token_hash_key ON password_links (token_hash);
CREATE INDEX password_links_user_id_idx ON password_links (user_id);

CREATE TABLE idempotency_keys (
  user_id uuid NOT NULL,
  credential_id text NOT NULL,
  key text NOT NULL,
  request_hash text NOT NULL,
  subject_type text NOT NULL,
  subject_id text NOT NULL,
  status int NOT NULL,
  code text,
  created_at timestamptz(3) NOT NULL,
  CONSTRAINT idempotency_keys_pkey PRIMARY KEY (user_id, credential_id, key),
  CONSTRAINT idempotency_keys_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON UPDATE RESTRICT ON DELETE RESTRICT,
  CONSTRAINT idempotency_keys_credential CHECK (length(credential_id) >= 1 AND length(credential_id) <= 64),
  CONSTRAINT idempotency_keys_key CHECK (length(key) >= 1 AND length(key) <= 255),
  CONSTRAINT idempotency_keys_hash CHECK (request_hash ~ '^[0-9a-f]{64}$'),
  CONSTRAINT idempotency_keys_subject CHECK (length(subject_type) >= 1 AND length(subject_type) <= 64
    AND length(subject_id) >= 1 AND length(subject_id) <= 64),
  CONSTRAINT idempotency_keys_status CHECK (status >= 200 AND status <= 299),
  CONSTRAINT idempotency_keys_code CHECK (code = 'already_shown'),
  CONSTRAINT idempotency_keys_bounds CHECK (char_length(key) <= 255 AND char_length(code) <= 64)
);
CREATE INDEX idempotency_keys_created_at_idx ON idempotency_keys (created_at);

-- One account tried from one network address; the account as a hash of what was typed. Reached through functions alone.
CREATE TABLE sign_in_places (
  account text NOT NULL,
  address text NOT NULL,
  failures int DEFAULT 0 NOT NULL,
  wait_until timestamp(6) with time zone NOT NULL,
  signed_in_at timestamp(6) with time zone,
  tried_at timestamp(6) with time zone NOT NULL,
  CONSTRAINT sign_in_places_pkey PRIMARY KEY (account, address),
  CONSTRAINT sign_in_places_account CHECK (account ~ '^[0-9a-f]{64}$'),
  CONSTRAINT sign_in_places_address CHECK (char_length(address) >= 1 AND char_length(address) <= 64),
  CONSTRAINT sign_in_places_failures CHECK (failures >= 0)
);
CREATE INDEX sign_in_places_tried_at_idx ON sign_in_places (tried_at);

-- All failures of one account or one address: a bucket that empties with time. Reached through functions alone.
CREATE TABLE sign_in_buckets (
  subject text NOT NULL,
  empty_at timestamp(6) with time zone NOT NULL,
  CONSTRAINT sign_in_buckets_pkey PRIMARY KEY (subject),
  CONSTRAINT sign_in_buckets_subject CHECK (char_length(subject) >= 1 AND char_length(subject) <= 80)
);
CREATE INDEX sign_in_buckets_empty_at_idx ON sign_in_buckets (empty_at);

-- Who works on what, and until when; not guarded, since it is no act on anything.
CREATE TABLE claims (
  subject text NOT NULL,
  epoch bigserial NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  again boolean DEFAULT false NOT NULL,
  job jsonb NOT NULL,
  CONSTRAINT claims_pkey PRIMARY KEY (subject),
  CONSTRAINT claims_bounds CHECK (char_length(subject) <= 200 AND octet_length(job::text) <= 4096)
);
CREATE UNIQUE INDEX claims_epoch_key ON claims (epoch);

CREATE TABLE templates (
  id uuid NOT NULL,
  slug text NOT NULL,
  current_version int,
  created_at timestamptz(3) DEFAULT CURRENT_TIMESTAMP NOT NULL,
  state text DEFAULT 'available' NOT NULL,
  state_set_by text DEFAULT 'admin' NOT NULL,
  state_changed_at timestamptz(3) DEFAULT CURRENT_TIMESTAMP NOT NULL,
  state_code text,
  state_params jsonb DEFAULT '{}' NOT NULL,
  CONSTRAINT templates_pkey PRIMARY KEY (id),
  CONSTRAINT templates_slug CHECK (slug ~ '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$'),
  CONSTRAINT templates_state CHECK (state IN ('available', 'deprecated', 'disabled')),
  CONSTRAINT templates_state_set_by CHECK (state_set_by IN ('admin', 'canary', 'check')),
  CONSTRAINT templates_bounds CHECK (char_length(slug) <= 100 AND portal_reason_fits(state_code, state_params))
);
CREATE UNIQUE INDEX templates_slug_key ON templates (slug);
CREATE UNIQUE INDEX templates_id_current_version_key ON templates (id, current_version);

CREATE TABLE template_versions (
  template_id uuid NOT NULL,
  version int NOT NULL,
  cluster_id uuid NOT NULL,
  source_vmid int NOT NULL,
  disk text NOT NULL,
  clone_mode text NOT NULL,
  name text NOT NULL,
  category text NOT NULL,
  summary text NOT NULL,
  description text NOT NULL,
  operating_system text NOT NULL,
  included text[],
  vcpus_min int NOT NULL,
  vcpus_default int NOT NULL,
  vcpus_max int NOT NULL,
  memory_mib_min int NOT NULL,
  memory_mib_default int NOT NULL,
  memory_mib_max int NOT NULL,
  disk_gib_min int NOT NULL,
  disk_gib_default int NOT NULL,
  disk_gib_max int NOT NULL,
  lease_min_hours int NOT NULL,
  lease_default_hours int NOT NULL,
  lease_max_hours int NOT NULL,
  grace_hours int NOT NULL,
  access_methods text[],
  login_user text,
  cloud_init boolean NOT NULL,
  guest_agent boolean NOT NULL,
  published_at timestamptz(3) DEFAULT CURRENT_TIMESTAMP NOT NULL,
  first_boot text NOT NULL,
  network text NOT NULL,
  registered_checks text,
  CONSTRAINT template_versions_pkey PRIMARY KEY (template_id, version),
  CONSTRAINT template_versions_template_id_fkey FOREIGN KEY (template_id) REFERENCES templates (id) ON UPDATE RESTRICT ON DELETE RESTRICT,
  CONSTRAINT template_versions_cluster_id_fkey FOREIGN KEY (cluster_id) REFERENCES clusters (id) ON UPDATE RESTRICT ON DELETE RESTRICT,
  CONSTRAINT template_versions_number CHECK (version > 0),
  CONSTRAINT template_versions_source CHECK (source_vmid >= 100 AND disk <> ''),
  CONSTRAINT template_versions_clone_mode CHECK (clone_mode IN ('linked', 'full')),
  CONSTRAINT template_versions_category CHECK (category IN ('pbx_appliance', 'windows_client', 'linux_utility')),
  CONSTRAINT template_versions_access CHECK (access_methods <@ ARRAY['ssh', 'rdp', 'https', 'console']
    AND cardinality(access_methods) > 0),
  CONSTRAINT template_versions_vcpus CHECK (0 < vcpus_min AND vcpus_min <= vcpus_default AND vcpus_default <= vcpus_max),
  CONSTRAINT template_versions_memory CHECK (0 < memory_mib_min AND memory_mib_min <= memory_mib_default
    AND memory_mib_default <= memory_mib_max),
  CONSTRAINT template_versions_disk CHECK (0 < disk_gib_min AND disk_gib_min <= disk_gib_default
    AND disk_gib_default <= disk_gib_max),
  CONSTRAINT template_versions_lease CHECK (0 < lease_min_hours AND lease_min_hours <= lease_default_hours
    AND lease_default_hours <= lease_max_hours),
  CONSTRAINT template_versions_grace CHECK (grace_hours >= 0),
  CONSTRAINT template_versions_first_boot CHECK (first_boot IN ('plain', 'cloudbase_init', 'sysprep')),
  CONSTRAINT template_versions_network CHECK (network IN ('dhcp', 'dhcp_dual_stack', 'as_template')),
  CONSTRAINT template_versions_bounds CHECK (char_length(disk) <= 32 AND char_length(name) <= 80
    AND char_length(summary) <= 200 AND char_length(description) <= 2000 AND char_length(operating_system) <= 80
    AND char_length(login_user) <= 64 AND portal_texts_fit(included, 20, 200) AND portal_texts_fit(access_methods, 8, 16)),
  CONSTRAINT template_versions_registered_checks CHECK (char_length(registered_checks) <= 8000)
);
CREATE INDEX template_versions_cluster_id_idx ON template_versions (cluster_id);

CREATE TABLE deployments (
  id uuid NOT NULL,
  version int NOT NULL,
  name text NOT NULL,
  status text NOT NULL,
  owner_id uuid NOT NULL,
  team_id uuid,
  cluster_id uuid NOT NULL,
  template_id uuid NOT NULL,
  template_version int NOT NULL,
  vcpus int NOT NULL,
  memory_mib int NOT NULL,
  disk_gib int NOT NULL,
  purpose text,
  ticket text,
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  delete_at timestamptz(3) NOT NULL,
  node text,
  vmid int,
  storage text,
  addresses text[],
  failure_code text,
  kind text NOT NULL,
  queued_at timestamptz(3) NOT NULL,
  placed_at timestamptz(3),
  ready_at timestamptz(3),
  addresses_are_fallback boolean DEFAULT false NOT NULL,
  status_code text,
  status_params jsonb DEFAULT '{}' NOT NULL,
  CONSTRAINT deployments_pkey PRIMARY KEY (id),
  CONSTRAINT deployments_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES users (id) ON UPDATE RESTRICT ON DELETE RESTRICT,
  CONSTRAINT deployments_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams (id) ON UPDATE RESTRICT ON DELETE RESTRICT,
  CONSTRAINT deployments_cluster_id_fkey FOREIGN KEY (cluster_id) REFERENCES clusters (id) ON UPDATE RESTRICT ON DELETE RESTRICT,
  CONSTRAINT deployments_template_id_template_version_fkey FOREIGN KEY (template_id,
    template_version) REFERENCES template_versions (template_id, version) ON UPDATE RESTRICT ON DELETE RESTRICT,
  CONSTRAINT deployments_version CHECK (version > 0),
  CONSTRAINT deployments_name CHECK (name ~ '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$' AND length(name) <= 63),
  CONSTRAINT deployments_sizes CHECK (vcpus > 0 AND memory_mib > 0 AND disk_gib > 0),
  CONSTRAINT deployments_lease CHECK (created_at <= expires_at AND expires_at <= delete_at),
  CONSTRAINT deployments_placement CHECK (node IS NULL OR vmid IS NOT NULL),
  CONSTRAINT deployments_failure CHECK (failure_code IS NULL OR failure_code <> ''),
  CONSTRAINT deployments_kind CHECK (kind IN ('person', 'canary')),
  CONSTRAINT deployments_fallback_addresses CHECK (NOT addresses_are_fallback OR addresses <> '{}'),
  CONSTRAINT deployments_bounds CHECK (char_length(purpose) <= 500 AND char_length(ticket) <= 64 AND char_length(node) <= 100
    AND char_length(storage) <= 100 AND char_length(failure_code) <= 64 AND portal_reason_fits(status_code, status_params)
    AND portal_texts_fit(addresses, 64, 64)),
  CONSTRAINT deployments_status CHECK (status IN ('queued', 'provisioning', 'running', 'stopping', 'stopped', 'starting',
    'rebooting', 'resetting', 'suspending', 'suspended', 'resuming', 'snapshotting', 'rolling_back', 'removing_snapshot',
    'resizing', 'rebuilding', 'adopting', 'failed', 'expired', 'trashed', 'deleting', 'deleted', 'quarantined')),
  CONSTRAINT deployments_up_is_placed CHECK ((status NOT IN ('running', 'stopping', 'starting', 'rebooting', 'resetting',
    'suspending', 'suspended', 'resuming', 'snapshotting', 'rolling_back', 'removing_snapshot', 'resizing', 'adopting'))
    OR vmid IS NOT NULL AND node IS NOT NULL)
);
CREATE INDEX deployments_status_created_at_id_idx ON deployments (status, created_at DESC, id DESC);
CREATE INDEX deployments_owner_id_status_created_at_id_idx ON deployments (owner_id, status, created_at DESC, id DESC);
CREATE INDEX deployments_team_id_status_created_at_id_idx ON deployments (team_id, status, created_at DESC, id DESC);
CREATE INDEX deployments_template_id_status_created_at_id_idx ON deployments (template_id, status, created_at DESC, id DESC);
-- A name is free again once its deployment is deleted.
CREATE UNIQUE INDEX deployments_live_name ON deployments (owner_id, name) WHERE status <> 'deleted';
CREATE UNIQUE INDEX deployments_live_vmid ON deployments (cluster_id, vmid) WHERE vmid IS NOT NULL AND status <> 'deleted';
-- Lists: everything live, newest first, for each way of seeing it. Most rows of an old portal are deleted ones, and these
-- indexes do not hold them.
CREATE INDEX deployments_live ON deployments (created_at DESC, id DESC) WHERE status <> 'deleted';
CREATE INDEX deployments_live_owner ON deployments (owner_id, created_at DESC, id DESC) WHERE status <> 'deleted';
CREATE INDEX deployments_live_team ON deployments (team_id, created_at DESC, id DESC) WHERE status <> 'deleted';
CREATE INDEX deployments_live_template ON deployments (template_id, created_at DESC, id DESC) WHERE status <> 'deleted';
CREATE INDEX deployments_live_expiry ON deployments (expires_at) WHERE status <> 'deleted';
CREATE INDEX deployments_live_delete ON deployments (delete_at) WHERE status <> 'deleted';
-- People stand before canaries in the queue.
CREATE INDEX deployments_queue ON deployments (cluster_id, (kind <> 'person'), queued_at, id) WHERE status = 'queued';
-- A template's own history: what its latest VMs took.
CREATE INDEX deployments_ready ON deployments (template_id, ready_at DESC) WHERE ready_at IS NOT NULL;

-- What `q` searches, kept by a trigger on `deployment`: apart from it, so that a change of status does not touch its index.
CREATE TABLE deployment_search (
  deployment_id uuid NOT NULL,
  document text NOT NULL,
  grams text[],
  CONSTRAINT deployment_search_pkey PRIMARY KEY (deployment_id),
  CONSTRAINT deployment_search_deployment_id_fkey FOREIGN KEY (deployment_id) REFERENCES deployments (id) ON UPDATE RESTRICT ON DELETE CASCADE,
  CONSTRAINT deployment_search_bounds CHECK (char_length(document) <= 10000 AND portal_texts_fit(grams, 30000, 4))
);
CREATE INDEX deployment_search_grams_idx ON deployment_search USING gin (grams);

-- One row for every id of a cluster's range that was ever used, so that a released id can be kept out of use for long.
CREATE TABLE vmid_reservations (
  cluster_id uuid NOT NULL,
  vmid int NOT NULL,
  state text NOT NULL,
  deployment_id uuid NOT NULL,
  reserved_at timestamp(6) with time zone DEFAULT clock_timestamp() NOT NULL,
  released_at timestamp(6) with time zone,
  CONSTRAINT vmid_reservations_pkey PRIMARY KEY (cluster_id, vmid),
  CONSTRAINT vmid_reservations_cluster_id_fkey FOREIGN KEY (cluster_id) REFERENCES clusters (id) ON UPDATE RESTRICT ON DELETE RESTRICT,
  CONSTRAINT vmid_reservations_deployment_id_fkey FOREIGN KEY (deployment_id) REFERENCES deployments (id) ON UPDATE RESTRICT ON DELETE RESTRICT,
  CONSTRAINT vmid_reservations_state CHECK (state IN ('reserved', 'blocked', 'released')),
  CONSTRAINT vmid_reservations_released CHECK ((state = 'released') = (released_at IS NOT NULL)),
  CONSTRAINT vmid_reservations_vmid CHECK (vmid >= 100)
);
CREATE INDEX vmid_reservations_deployment_id_idx ON vmid_reservations (deployment_id);
CREATE INDEX vmid_reservations_cluster_id_reserved_at_idx ON vmid_reservations (cluster_id, reserved_at);

CREATE TABLE deployment_snapshots (
  id uuid NOT NULL,
  deployment_id uuid NOT NULL,
  name text NOT NULL,
  label text NOT NULL,
  status text NOT NULL,
  created_at timestamptz(3) NOT NULL,
  CONSTRAINT deployment_snapshots_pkey PRIMARY KEY (id),
  CONSTRAINT deployment_snapshots_deployment_id_fkey FOREIGN KEY (deployment_id) REFERENCES deployments (id) ON UPDATE RESTRICT ON DELETE RESTRICT,
  -- PVE's `pve-configid`, which the pseudo snapshot `current` satisfies as well.
  CONSTRAINT deployment_snapshots_name CHECK (name ~ '^[A-Za-z][A-Za-z0-9_-]{1,39}$' AND name <> 'current'),
  CONSTRAINT deployment_snapshots_label CHECK (label <> ''),
  CONSTRAINT deployment_snapshots_status CHECK (status IN ('creating', 'ready', 'rolling_back', 'removing', 'removed',
    'failed')),
  CONSTRAINT deployment_snapshots_bounds CHECK (char_length(label) <= 80)
);
CREATE UNIQUE INDEX deployment_snapshots_deployment_id_name_key ON deployment_snapshots (deployment_id, name);
CREATE UNIQUE INDEX deployment_snapshots_one_moving ON deployment_snapshots (deployment_id) WHERE status = ANY (ARRAY['creating', 'rolling_back', 'removing']);

-- What lets a person into the guest; apart from the deployment, whose rows are read in long lists.
CREATE TABLE guest_access (
  deployment_id uuid NOT NULL,
  ssh_keys text[],
  sealed_password text,
  CONSTRAINT guest_access_pkey PRIMARY KEY (deployment_id),
  CONSTRAINT guest_access_deployment_id_fkey FOREIGN KEY (deployment_id) REFERENCES deployments (id) ON UPDATE RESTRICT ON DELETE RESTRICT,
  CONSTRAINT guest_access_bounds CHECK (portal_texts_fit(ssh_keys, 10, 8000) AND char_length(sealed_password) <= 1000)
);

-- One try of a template; see CanaryRun in packages/domain.
CREATE TABLE canary_runs (
  id uuid NOT NULL,
  template_id uuid NOT NULL,
  template_version int NOT NULL,
  trigger text NOT NULL,
  deployment_id uuid,
  outcome text NOT NULL,
  seconds int,
  started_at timestamptz(3) NOT NULL,
  ended_at timestamptz(3),
  reason_code text,
  reason_params jsonb DEFAULT '{}' NOT NULL,
  CONSTRAINT canary_runs_pkey PRIMARY KEY (id),
  CONSTRAINT canary_runs_template_id_fkey FOREIGN KEY (template_id) REFERENCES templates (id) ON UPDATE RESTRICT ON DELETE RESTRICT,
  CONSTRAINT canary_runs_deployment_id_fkey FOREIGN KEY (deployment_id) REFERENCES deployments (id) ON UPDATE RESTRICT ON DELETE RESTRICT,
  CONSTRAINT canary_runs_trigger CHECK (trigger IN ('nightly', 'request')),
  CONSTRAINT canary_runs_outcome CHECK (outcome IN ('running', 'passed', 'failed', 'inconclusive')),
  CONSTRAINT canary_runs_end CHECK ((outcome = 'running') = (ended_at IS NULL)),
  CONSTRAINT canary_runs_seconds CHECK (seconds IS NULL OR seconds >= 0),
  CONSTRAINT canary_runs_bounds CHECK (portal_reason_fits(reason_code, reason_params))
);
CREATE INDEX canary_runs_template_id_started_at_idx ON canary_runs (template_id, started_at DESC);
CREATE INDEX canary_runs_deployment_id_idx ON canary_runs (deployment_id);
CREATE UNIQUE INDEX canary_runs_one_running ON canary_runs (template_id) WHERE outcome = 'running';

-- What was asked of a deployment, from the request to its end; at most one is open.
CREATE TABLE operations (
  id uuid DEFAULT portal_uuidv7() NOT NULL,
  deployment_id uuid NOT NULL,
  kind text NOT NULL,
  state text NOT NULL,
  requested_by uuid,
  requested_at timestamptz(3) NOT NULL,
  started_at timestamptz(3),
  ended_at timestamptz(3),
  failure_code text,
  CONSTRAINT operations_pkey PRIMARY KEY (id),
  CONSTRAINT operations_deployment_id_fkey FOREIGN KEY (deployment_id) REFERENCES deployments (id) ON UPDATE RESTRICT ON DELETE RESTRICT,
  CONSTRAINT operations_requested_by_fkey FOREIGN KEY (requested_by) REFERENCES users (id) ON UPDATE RESTRICT ON DELETE RESTRICT,
  CONSTRAINT operations_state CHECK (state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
  CONSTRAINT operations_ended CHECK ((state IN ('queued', 'running')) = (ended_at IS NULL)),
  CONSTRAINT operations_started CHECK (state <> 'running' OR started_at IS NOT NULL),
  CONSTRAINT operations_failure CHECK (failure_code IS NULL OR state = 'failed' AND length(failure_code) >= 1
    AND length(failure_code) <= 100),
  CONSTRAINT operations_kind CHECK (kind IN ('provision', 'start', 'stop', 'reboot', 'reset', 'suspend', 'resume', 'snapshot',
    'rollback', 'remove_snapshot', 'resize', 'rebuild', 'adopt', 'delete', 'expire'))
);
CREATE UNIQUE INDEX operations_one_open ON operations (deployment_id) WHERE ended_at IS NULL;
CREATE INDEX operations_deployment_id_id_idx ON operations (deployment_id, id DESC);

CREATE TABLE deployment_steps (
  id uuid NOT NULL,
  deployment_id uuid NOT NULL,
  operation text NOT NULL,
  name text NOT NULL,
  status text NOT NULL,
  started_at timestamptz(3) NOT NULL,
  ended_at timestamptz(3),
  upid text,
  log text[],
  operation_id uuid,
  reason_code text,
  reason_params jsonb DEFAULT '{}' NOT NULL,
  waiting_since timestamptz(3),
  CONSTRAINT deployment_steps_pkey PRIMARY KEY (id),
  CONSTRAINT deployment_steps_deployment_id_fkey FOREIGN KEY (deployment_id) REFERENCES deployments (id) ON UPDATE RESTRICT ON DELETE RESTRICT,
  CONSTRAINT deployment_steps_operation_id_fkey FOREIGN KEY (operation_id) REFERENCES operations (id) ON UPDATE RESTRICT ON DELETE RESTRICT,
  CONSTRAINT deployment_steps_status CHECK (status IN ('running', 'done', 'failed', 'skipped')),
  CONSTRAINT deployment_steps_end CHECK ((status = 'running') = (ended_at IS NULL)),
  CONSTRAINT deployment_steps_name CHECK (name IN ('reserve', 'place', 'clone', 'configure', 'resize', 'start', 'first_boot',
    'address', 'ready', 'shutdown', 'reboot', 'reset', 'suspend', 'resume', 'snapshot', 'rollback', 'remove_snapshot',
    'stamp', 'stop', 'destroy', 'confirm')),
  CONSTRAINT deployment_steps_bounds CHECK (char_length(upid) <= 512 AND portal_reason_fits(reason_code, reason_params)
    AND portal_texts_fit(log, 200, 2000)),
  CONSTRAINT deployment_steps_operation CHECK (operation IN ('provision', 'start', 'stop', 'reboot', 'reset', 'suspend',
    'resume', 'snapshot', 'rollback', 'remove_snapshot', 'resize', 'rebuild', 'adopt', 'delete', 'expire'))
);
CREATE INDEX deployment_steps_deployment_id_started_at_id_idx ON deployment_steps (deployment_id, started_at, id);
CREATE UNIQUE INDEX deployment_steps_one_running ON deployment_steps (deployment_id) WHERE status = 'running';
CREATE INDEX deployment_steps_operation_id_idx ON deployment_steps (operation_id);

ALTER TABLE templates
  ADD CONSTRAINT templates_id_current_version_fkey FOREIGN KEY (id, current_version) REFERENCES template_versions (template_id,
    version) ON UPDATE RESTRICT ON DELETE RESTRICT;

-- ---------------------------------------------------------------------------------------------------------------------
-- What happens by itself: the search index, the audit trail and its guard
-- ---------------------------------------------------------------------------------------------------------------------

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
  words text := portal_search_words(NEW.name, NEW.ticket, NEW.purpose, NEW.vmid, NEW.addresses);
BEGIN
  INSERT INTO deployment_search (deployment_id, document, grams) VALUES (NEW.id, words, portal_search_grams(words))
  ON CONFLICT (deployment_id) DO UPDATE SET document = excluded.document, grams = excluded.grams;
  RETURN NULL;
END $$;

CREATE TRIGGER index_deployment AFTER INSERT ON deployments
  FOR EACH ROW EXECUTE FUNCTION portal_index_deployment();
CREATE TRIGGER reindex_deployment AFTER UPDATE ON deployments
  FOR EACH ROW
  WHEN ((OLD.name, OLD.ticket, OLD.purpose, OLD.vmid, OLD.addresses)
    IS DISTINCT FROM (NEW.name, NEW.ticket, NEW.purpose, NEW.vmid, NEW.addresses))
  EXECUTE FUNCTION portal_index_deployment();

CREATE FUNCTION portal_refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE EXCEPTION '% on % is refused: its rows never change.', TG_OP, TG_TABLE_NAME USING ERRCODE = 'AU002';
END $$;

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON template_versions
  FOR EACH ROW EXECUTE FUNCTION portal_refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON template_versions
  FOR EACH STATEMENT EXECUTE FUNCTION portal_refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON audit_logs
  FOR EACH ROW EXECUTE FUNCTION portal_refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON audit_logs
  FOR EACH STATEMENT EXECUTE FUNCTION portal_refuse_change();

CREATE FUNCTION portal_require_reservation() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF EXISTS (
    SELECT FROM deployments AS d
    WHERE d.cluster_id = NEW.cluster_id AND d.vmid = NEW.vmid AND d.status <> 'deleted' AND NOT EXISTS (
      SELECT FROM vmid_reservations AS r
      WHERE r.cluster_id = d.cluster_id AND r.vmid = d.vmid AND r.deployment_id = d.id AND r.state <> 'released')
  ) THEN
    RAISE EXCEPTION 'VMID % is borne by a deployment that holds no reservation of it.', NEW.vmid
      USING ERRCODE = 'AU003';
  END IF;
  RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER require_reservation AFTER INSERT OR UPDATE ON deployments
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (NEW.vmid IS NOT NULL AND NEW.status <> 'deleted')
  EXECUTE FUNCTION portal_require_reservation();
CREATE CONSTRAINT TRIGGER require_reservation AFTER UPDATE ON vmid_reservations
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION portal_require_reservation();

-- The subject's name, owner and team as they are at this moment: for reading later, and for who may see the row.
CREATE FUNCTION portal_describe_subject() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  subject uuid := CASE WHEN NEW.subject_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN NEW.subject_id::uuid END;
BEGIN
  IF NEW.subject_type = 'deployment' THEN
    SELECT name, owner_id, team_id INTO NEW.subject_name, NEW.subject_owner_id, NEW.subject_team_id
    FROM deployments WHERE id = subject;
  ELSIF NEW.subject_type = 'template' THEN
    SELECT v.name INTO NEW.subject_name FROM template_versions AS v
    WHERE v.template_id = subject ORDER BY v.version DESC LIMIT 1;
  ELSIF NEW.subject_type = 'user' THEN
    SELECT name INTO NEW.subject_name FROM users WHERE id = subject;
  ELSIF NEW.subject_type = 'team' THEN
    SELECT name INTO NEW.subject_name FROM teams WHERE id = subject;
  ELSIF NEW.subject_type = 'cluster' THEN
    SELECT name INTO NEW.subject_name FROM clusters WHERE id = subject;
  ELSIF NEW.subject_type = 'api_token' THEN
    SELECT name, user_id INTO NEW.subject_name, NEW.subject_owner_id FROM api_tokens WHERE id = subject;
  ELSIF NEW.subject_type = 'problem' THEN
    SELECT code INTO NEW.subject_name FROM problems WHERE id = subject;
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER describe_subject BEFORE INSERT ON audit_logs
  FOR EACH ROW EXECUTE FUNCTION portal_describe_subject();

CREATE FUNCTION portal_announce() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM pg_notify('portal_changes', json_build_object(
    'id', NEW.id, 'subjectType', NEW.subject_type, 'subjectId', left(NEW.subject_id, 100))::text);
  RETURN NULL;
END $$;

CREATE TRIGGER announce AFTER INSERT ON audit_logs
  FOR EACH ROW EXECUTE FUNCTION portal_announce();

CREATE FUNCTION portal_require_audit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  subject text := CASE WHEN TG_OP = 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END ->> TG_ARGV[1];
BEGIN
  IF NOT EXISTS (
    SELECT FROM audit_logs
    WHERE xact = pg_current_xact_id() AND subject_type = TG_ARGV[0] AND subject_id = subject
  ) THEN
    RAISE EXCEPTION '% on % of % % has no audit row in its transaction.', TG_OP, TG_TABLE_NAME, TG_ARGV[0], subject
      USING ERRCODE = 'AU001';
  END IF;
  RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER require_audit AFTER INSERT OR UPDATE OR DELETE ON teams
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION portal_require_audit('team', 'id');
CREATE CONSTRAINT TRIGGER require_audit AFTER INSERT OR UPDATE OR DELETE ON api_tokens
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION portal_require_audit('api_token', 'id');
CREATE CONSTRAINT TRIGGER require_audit AFTER INSERT OR UPDATE OR DELETE ON clusters
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION portal_require_audit('cluster', 'id');
CREATE CONSTRAINT TRIGGER require_audit AFTER INSERT OR UPDATE OR DELETE ON templates
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION portal_require_audit('template', 'id');
CREATE CONSTRAINT TRIGGER require_audit AFTER INSERT OR UPDATE OR DELETE ON template_versions
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION portal_require_audit('template', 'template_id');
CREATE CONSTRAINT TRIGGER require_audit AFTER INSERT OR UPDATE OR DELETE ON deployments
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION portal_require_audit('deployment', 'id');
CREATE CONSTRAINT TRIGGER require_audit AFTER INSERT OR UPDATE OR DELETE ON deployment_steps
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION portal_require_audit('deployment', 'deployment_id');
CREATE CONSTRAINT TRIGGER require_audit AFTER INSERT OR UPDATE OR DELETE ON vmid_reservations
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION portal_require_audit('deployment', 'deployment_id');
CREATE CONSTRAINT TRIGGER require_audit AFTER INSERT OR UPDATE OR DELETE ON deployment_snapshots
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION portal_require_audit('deployment', 'deployment_id');
CREATE CONSTRAINT TRIGGER require_audit AFTER INSERT OR UPDATE OR DELETE ON guest_access
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION portal_require_audit('deployment', 'deployment_id');
CREATE CONSTRAINT TRIGGER require_audit AFTER INSERT OR UPDATE OR DELETE ON canary_runs
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION portal_require_audit('template', 'template_id');
CREATE CONSTRAINT TRIGGER require_audit AFTER INSERT OR UPDATE OR DELETE ON problems
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION portal_require_audit('problem', 'id');
CREATE CONSTRAINT TRIGGER require_audit AFTER INSERT OR UPDATE OR DELETE ON operations
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION portal_require_audit('deployment', 'deployment_id');

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
  WHERE class <> 'ignore' AND (TG_OP <> 'UPDATE' OR before -> key IS DISTINCT FROM after -> key)
    AND present -> key <> 'null'::jsonb;
  IF TG_OP = 'UPDATE' AND changes IS NULL THEN
    RETURN NULL;
  END IF;
  SELECT left(name, 300) INTO person_name FROM users WHERE id = person::uuid;
  INSERT INTO audit_logs (actor_kind, actor_id, actor_name, action, subject_type, subject_id, outcome, address, detail)
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

CREATE TRIGGER write_audit AFTER INSERT OR UPDATE OR DELETE ON users
  FOR EACH ROW EXECUTE FUNCTION portal_write_audit('id', 'user.created', 'user.changed', 'user.removed');
CREATE TRIGGER write_audit AFTER INSERT OR UPDATE OR DELETE ON sessions
  FOR EACH ROW EXECUTE FUNCTION portal_write_audit('user_id', 'user.signed_in', 'user.session_changed', 'user.signed_out');
CREATE TRIGGER write_audit AFTER INSERT OR UPDATE OR DELETE ON accounts
  FOR EACH ROW EXECUTE FUNCTION portal_write_audit('user_id', 'user.account_linked', 'user.account_changed', 'user.account_unlinked');
CREATE TRIGGER write_audit AFTER INSERT OR UPDATE OR DELETE ON password_links
  FOR EACH ROW EXECUTE FUNCTION portal_write_audit('user_id', 'user.password_link_made', 'user.password_link_used', 'user.password_link_removed');

-- The job queue's tables are under row-level security that lets only their owner in; these are the doors.
CREATE FUNCTION portal_enqueue(
  task text, payload json, run_at timestamptz, max_attempts int, job_key text, keep_time boolean
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM graphile_worker.add_job(
    portal_enqueue.task, portal_enqueue.payload, run_at => portal_enqueue.run_at,
    max_attempts => portal_enqueue.max_attempts::smallint, job_key => portal_enqueue.job_key,
    job_key_mode => CASE WHEN keep_time THEN 'preserve_run_at' ELSE 'replace' END);
END $$;

CREATE FUNCTION portal_forget_idempotency_keys(older_than interval) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  WITH gone AS (
    DELETE FROM idempotency_keys WHERE created_at < now() - greatest(older_than, interval '24 hours') RETURNING 1
  )
  SELECT count(*) FROM gone
$$;

-- How long until the next one is let in; nothing when it is let in now.
CREATE FUNCTION portal_bucket_wait(empty_at timestamptz, capacity int, drains_every interval, at timestamptz) RETURNS interval
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT greatest(empty_at - at - (capacity - 1) * drains_every, interval '0')
$$;

-- Lets an attempt in, and counts it as a failure until portal_settle_sign_in says otherwise: of attempts made at once, no more
-- are let in than of attempts made one after the other. Answers the seconds to wait; 0 when it was let in. What is refused
-- leaves no trace, so that nobody is locked out by being attacked: an account over all addresses waits 3 s at most, and an
-- address that signed in to it before does not wait for the others.
CREATE FUNCTION portal_admit_sign_in(account text, address text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  -- 200 failures at once from one address, and one more every 5 s; 5 at one account, and one more every 3 s.
  address_capacity CONSTANT int := 200;
  address_drains CONSTANT interval := '5 seconds';
  account_capacity CONSTANT int := 5;
  account_drains CONSTANT interval := '3 seconds';
  -- Two failures are free; the third costs 5 s, each further one twice as much, 15 minutes at most, for a day.
  free CONSTANT int := 2;
  first_wait CONSTANT interval := '5 seconds';
  longest_wait CONSTANT interval := '15 minutes';
  forgotten_after CONSTANT interval := '1 day';
  by_address CONSTANT text := 'address:' || portal_admit_sign_in.address;
  by_account CONSTANT text := 'account:' || portal_admit_sign_in.account;
  at timestamptz;
  address_empty timestamptz;
  account_empty timestamptz;
  place sign_in_places%ROWTYPE;
  waits interval;
BEGIN
  -- Locked in this order by everybody: address, account, place.
  INSERT INTO sign_in_buckets (subject, empty_at) VALUES (by_address, now()) ON CONFLICT (subject) DO NOTHING;
  SELECT empty_at INTO address_empty FROM sign_in_buckets WHERE subject = by_address FOR UPDATE;
  INSERT INTO sign_in_buckets (subject, empty_at) VALUES (by_account, now()) ON CONFLICT (subject) DO NOTHING;
  SELECT empty_at INTO account_empty FROM sign_in_buckets WHERE subject = by_account FOR UPDATE;
  INSERT INTO sign_in_places (account, address, wait_until, tried_at)
    VALUES (portal_admit_sign_in.account, portal_admit_sign_in.address, now(), now())
    ON CONFLICT (account, address) DO NOTHING;
  SELECT * INTO place FROM sign_in_places AS p
    WHERE p.account = portal_admit_sign_in.account AND p.address = portal_admit_sign_in.address FOR UPDATE;
  at := clock_timestamp();
  waits := greatest(
    portal_bucket_wait(address_empty, address_capacity, address_drains, at),
    CASE WHEN place.signed_in_at IS NULL
      THEN portal_bucket_wait(account_empty, account_capacity, account_drains, at) ELSE interval '0' END,
    place.wait_until - at);
  IF waits > interval '0' THEN
    RETURN greatest(1, ceil(extract(epoch FROM waits)))::int;
  END IF;
  IF place.tried_at < at - forgotten_after THEN
    place.failures := 0;
  END IF;
  place.failures := place.failures + 1;
  UPDATE sign_in_buckets SET empty_at = greatest(address_empty, at) + address_drains WHERE subject = by_address;
  IF place.signed_in_at IS NULL THEN
    UPDATE sign_in_buckets SET empty_at = greatest(account_empty, at) + account_drains WHERE subject = by_account;
  END IF;
  UPDATE sign_in_places AS p SET failures = place.failures, tried_at = at, wait_until = CASE
      WHEN place.failures <= free THEN at
      ELSE at + least(first_wait * power(2, least(place.failures - free - 1, 20)), longest_wait) END
    WHERE p.account = place.account AND p.address = place.address;
  RETURN 0;
END $$;

-- The attempt that was let in was no failure: it succeeded, or it never came to comparing passwords. A failure needs no call.
CREATE FUNCTION portal_settle_sign_in(account text, address text, succeeded boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  was_known boolean;
BEGIN
  UPDATE sign_in_buckets SET empty_at = empty_at - interval '5 seconds'
    WHERE subject = 'address:' || portal_settle_sign_in.address;
  SELECT signed_in_at IS NOT NULL INTO was_known FROM sign_in_places AS p
    WHERE p.account = portal_settle_sign_in.account AND p.address = portal_settle_sign_in.address;
  IF NOT was_known THEN
    UPDATE sign_in_buckets SET empty_at = empty_at - interval '3 seconds'
      WHERE subject = 'account:' || portal_settle_sign_in.account;
  END IF;
  UPDATE sign_in_places AS p SET wait_until = clock_timestamp(),
      failures = CASE WHEN succeeded THEN 0 ELSE greatest(failures - 1, 0) END,
      signed_in_at = CASE WHEN succeeded THEN clock_timestamp() ELSE signed_in_at END
    WHERE p.account = portal_settle_sign_in.account AND p.address = portal_settle_sign_in.address;
END $$;

-- What no longer makes a difference. An address counts as known for 90 days after its last sign-in.
CREATE FUNCTION portal_forget_sign_ins() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  DELETE FROM sign_in_buckets WHERE empty_at < now() - interval '1 hour';
  DELETE FROM sign_in_places WHERE tried_at < now() - interval '1 day' AND signed_in_at IS NULL;
  DELETE FROM sign_in_places WHERE tried_at < now() - interval '90 days';
$$;

-- What triggers put on record of other tables' rows is cut like everything else.
CREATE FUNCTION portal_cut_value(value jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE WHEN jsonb_typeof(value) = 'string' AND char_length(value #>> '{}') > 500
    THEN to_jsonb(left(value #>> '{}', 499) || '…') ELSE value END
$$;

-- What is searched of a deployment, in one place: the index has the VMID among it, and whoever may not see that searches without.
CREATE FUNCTION portal_search_words(name text, ticket text, purpose text, vmid int, addresses text[]) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
  SELECT lower(concat_ws(' ', name, ticket, purpose, vmid, array_to_string(addresses, ' ')))
$$;


-- How the audit trail treats every column, in one place. `track`: its values may stand in the trail. `ignore`: housekeeping that is no event
-- by itself. `secret`: that it changed may be told, its value never.
DO $$
DECLARE
  entry record;
BEGIN
  FOR entry IN SELECT relation, class, column_name FROM (VALUES
    ('verifications', 'ignore', 'id expires_at created_at updated_at'),
    ('verifications', 'secret', 'identifier value'),
    ('teams', 'track', 'id name created_at'),
    ('users', 'track', 'id name email email_verified image role team_id'),
    ('users', 'ignore', 'created_at updated_at'),
    ('sessions', 'track', 'id user_agent'),
    ('sessions', 'ignore', 'user_id expires_at ip_address created_at updated_at'),
    ('sessions', 'secret', 'token'),
    ('accounts', 'track', 'id account_id provider_id scope'),
    ('accounts', 'ignore', 'user_id access_token_expires_at refresh_token_expires_at created_at updated_at'),
    ('accounts', 'secret', 'access_token refresh_token id_token password'),
    ('api_tokens', 'track', 'id user_id name prefix created_at revoked_at'),
    ('api_tokens', 'secret', 'secret_hash'),
    ('clusters', 'track', 'id name simulated vmid_min vmid_max pool storages clones_per_storage clones_per_node '
      'created_at excluded_nodes memory_headroom_percent vcpus_per_core when_unreachable '
      'when_full snapshots_per_vm'),
    ('audit_logs', 'ignore', 'id xact at actor_kind actor_id actor_name on_behalf_of action subject_type subject_id '
      'subject_name subject_owner_id subject_team_id outcome request_id address detail'),
    ('cluster_observations', 'ignore', 'cluster_id observation updated_at'),
    ('problems', 'track', 'id code subject_type subject_id params since resolved_at acknowledged_at acknowledged_by'),
    ('problem_last_seen', 'ignore', 'problem_id at'),
    ('password_links', 'track', 'id expires_at used_at'),
    ('password_links', 'ignore', 'user_id created_at'),
    ('password_links', 'secret', 'token_hash'),
    ('idempotency_keys', 'ignore', 'user_id subject_type subject_id status code created_at'),
    ('idempotency_keys', 'secret', 'credential_id key request_hash'),
    ('sign_in_places', 'ignore', 'address failures wait_until signed_in_at tried_at'),
    ('sign_in_places', 'secret', 'account'),
    ('sign_in_buckets', 'ignore', 'empty_at'),
    ('sign_in_buckets', 'secret', 'subject'),
    ('claims', 'ignore', 'subject epoch expires_at again job'),
    ('templates', 'track', 'id slug current_version created_at state state_set_by state_changed_at state_code '
      'state_params'),
    ('template_versions', 'track', 'template_id version cluster_id source_vmid disk clone_mode name category summary '
      'description operating_system included vcpus_min vcpus_default vcpus_max memory_mib_min '
      'memory_mib_default memory_mib_max disk_gib_min disk_gib_default disk_gib_max '
      'lease_min_hours lease_default_hours lease_max_hours grace_hours access_methods login_user '
      'cloud_init guest_agent published_at first_boot network registered_checks'),
    ('deployments', 'track', 'id name status owner_id team_id cluster_id template_id template_version vcpus memory_mib '
      'disk_gib purpose ticket created_at expires_at delete_at node vmid storage addresses '
      'failure_code kind queued_at placed_at ready_at addresses_are_fallback status_code '
      'status_params'),
    ('deployments', 'ignore', 'version updated_at'),
    ('deployment_search', 'ignore', 'deployment_id document grams'),
    ('vmid_reservations', 'track', 'cluster_id vmid state deployment_id reserved_at released_at'),
    ('deployment_snapshots', 'track', 'id deployment_id name label status created_at'),
    ('guest_access', 'track', 'deployment_id ssh_keys'),
    ('guest_access', 'secret', 'sealed_password'),
    ('canary_runs', 'track', 'id template_id template_version trigger deployment_id outcome seconds started_at ended_at '
      'reason_code reason_params'),
    ('operations', 'track', 'id deployment_id kind state requested_by requested_at started_at ended_at failure_code'),
    ('deployment_steps', 'track', 'id deployment_id operation name status started_at ended_at upid log operation_id '
      'reason_code reason_params waiting_since')
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

GRANT SELECT, INSERT, UPDATE, DELETE ON verifications, sessions, accounts, claims TO portal_app;
GRANT SELECT, INSERT ON teams, api_tokens, problems, password_links, template_versions, guest_access, operations TO portal_app;
GRANT SELECT, INSERT, UPDATE ON users, clusters, cluster_observations, problem_last_seen, idempotency_keys, templates,
  deployments, vmid_reservations, deployment_snapshots, canary_runs, deployment_steps TO portal_app;
GRANT SELECT ON audit_logs, deployment_search TO portal_app;
GRANT UPDATE (revoked_at) ON api_tokens TO portal_app;
-- Never id, xact or time, and nothing that describe_subject fills in: the role cannot forge them.
GRANT INSERT (actor_kind, actor_id, actor_name, on_behalf_of, action, subject_type, subject_id, outcome, request_id, address,
  detail) ON audit_logs TO portal_app;
GRANT UPDATE (params, resolved_at, acknowledged_at, acknowledged_by) ON problems TO portal_app;
GRANT UPDATE (used_at) ON password_links TO portal_app;
GRANT UPDATE (sealed_password) ON guest_access TO portal_app;
GRANT UPDATE (state, started_at, ended_at, failure_code) ON operations TO portal_app;
GRANT USAGE ON SEQUENCE claims_epoch_seq TO portal_app;

REVOKE ALL ON FUNCTION portal_enqueue(text, json, timestamptz, int, text, boolean), portal_forget_idempotency_keys(interval),
  portal_admit_sign_in(text, text), portal_settle_sign_in(text, text, boolean), portal_forget_sign_ins() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal_enqueue(text, json, timestamptz, int, text, boolean),
  portal_forget_idempotency_keys(interval), portal_admit_sign_in(text, text), portal_settle_sign_in(text, text, boolean),
  portal_forget_sign_ins() TO portal_app;

-- The owner of canaries' VMs: nobody signs in as it, since it has no account.
SELECT set_config('portal.job', 'migration', true);
INSERT INTO users (id, name, email, email_verified, role)
VALUES ('00000000-0000-7000-8000-0000000ca4a7', 'Canary', 'canary@portal.invalid', false, 'support');
