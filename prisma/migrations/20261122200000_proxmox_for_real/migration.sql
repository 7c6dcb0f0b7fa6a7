-- Several clusters, snapshots, canaries, first boots and what is seen of a cluster. Rows that exist are filled by ALTER …
-- TYPE … USING, which fires no trigger: a migration is no act on a deployment, and has no audit row to show for it.

-- ---- cluster ----

ALTER TABLE cluster DROP CONSTRAINT cluster_names;
ALTER TABLE cluster ALTER COLUMN storage TYPE TEXT[] USING ARRAY[storage];
ALTER TABLE cluster RENAME COLUMN storage TO storages;
ALTER TABLE cluster ALTER COLUMN storages DROP NOT NULL;
ALTER TABLE cluster
  ADD COLUMN excluded_nodes TEXT[],
  ADD COLUMN memory_headroom_percent INTEGER NOT NULL DEFAULT 10,
  ADD COLUMN vcpus_per_core INTEGER NOT NULL DEFAULT 4,
  ADD COLUMN when_unreachable TEXT NOT NULL DEFAULT 'wait',
  ADD COLUMN when_full TEXT NOT NULL DEFAULT 'wait',
  ADD COLUMN snapshots_per_vm INTEGER NOT NULL DEFAULT 3;
ALTER TABLE cluster
  ALTER COLUMN memory_headroom_percent DROP DEFAULT,
  ALTER COLUMN vcpus_per_core DROP DEFAULT,
  ALTER COLUMN when_unreachable DROP DEFAULT,
  ALTER COLUMN when_full DROP DEFAULT,
  ALTER COLUMN snapshots_per_vm DROP DEFAULT;
ALTER TABLE cluster ALTER COLUMN excluded_nodes TYPE TEXT[] USING '{}';
ALTER TABLE cluster
  ADD CONSTRAINT cluster_names CHECK (name <> '' AND pool <> ''),
  ADD CONSTRAINT cluster_storages CHECK (cardinality(storages) > 0 AND array_position(storages, '') IS NULL),
  ADD CONSTRAINT cluster_headroom CHECK (memory_headroom_percent BETWEEN 0 AND 90 AND vcpus_per_core > 0),
  ADD CONSTRAINT cluster_admission CHECK (when_unreachable IN ('wait', 'refuse') AND when_full IN ('wait', 'refuse')),
  ADD CONSTRAINT cluster_snapshots CHECK (snapshots_per_vm >= 0);

CREATE TABLE cluster_sight (
  cluster_id UUID NOT NULL,
  sight JSONB NOT NULL,
  updated_at TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT cluster_sight_pkey PRIMARY KEY (cluster_id),
  CONSTRAINT cluster_sight_cluster_id_fkey FOREIGN KEY (cluster_id) REFERENCES cluster (id)
    ON DELETE RESTRICT ON UPDATE RESTRICT
);

-- ---- template ----

ALTER TABLE template
  ADD COLUMN state TEXT NOT NULL DEFAULT 'available',
  ADD COLUMN state_reason TEXT,
  ADD COLUMN state_set_by TEXT NOT NULL DEFAULT 'admin',
  ADD COLUMN state_changed_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;
ALTER TABLE template ALTER COLUMN state DROP DEFAULT;
ALTER TABLE template ALTER COLUMN state TYPE TEXT USING CASE WHEN active THEN 'available' ELSE 'disabled' END;
ALTER TABLE template ALTER COLUMN state SET DEFAULT 'available';
ALTER TABLE template DROP COLUMN active;
ALTER TABLE template
  ADD CONSTRAINT template_state CHECK (state IN ('available', 'deprecated', 'disabled')),
  ADD CONSTRAINT template_state_set_by CHECK (state_set_by IN ('admin', 'canary'));

ALTER TABLE template_version
  ADD COLUMN first_boot TEXT NOT NULL DEFAULT 'plain',
  ADD COLUMN network TEXT NOT NULL DEFAULT 'dhcp';
ALTER TABLE template_version ALTER COLUMN first_boot DROP DEFAULT, ALTER COLUMN network DROP DEFAULT;
ALTER TABLE template_version
  ADD CONSTRAINT template_version_first_boot CHECK (first_boot IN ('plain', 'cloudbase_init', 'sysprep')),
  ADD CONSTRAINT template_version_network CHECK (network IN ('dhcp', 'dhcp_dual_stack'));

-- ---- deployment ----

ALTER TABLE deployment
  ADD COLUMN kind TEXT NOT NULL DEFAULT 'person',
  ADD COLUMN queued_at TIMESTAMPTZ(3),
  ADD COLUMN placed_at TIMESTAMPTZ(3),
  ADD COLUMN ready_at TIMESTAMPTZ(3);
ALTER TABLE deployment ALTER COLUMN kind DROP DEFAULT;
ALTER TABLE deployment ALTER COLUMN queued_at TYPE TIMESTAMPTZ(3) USING created_at;
ALTER TABLE deployment ALTER COLUMN queued_at SET NOT NULL;
ALTER TABLE deployment
  DROP CONSTRAINT deployment_status,
  DROP CONSTRAINT deployment_up_is_placed;
ALTER TABLE deployment
  ADD CONSTRAINT deployment_kind CHECK (kind IN ('person', 'canary')),
  ADD CONSTRAINT deployment_status CHECK (status IN ('queued', 'provisioning', 'running', 'stopping', 'stopped', 'starting',
    'rebooting', 'resetting', 'suspending', 'suspended', 'resuming', 'snapshotting', 'rolling_back', 'removing_snapshot',
    'rebuilding', 'adopting', 'failed', 'expired', 'trashed', 'deleting', 'deleted', 'quarantined')),
  ADD CONSTRAINT deployment_up_is_placed CHECK (status NOT IN ('running', 'stopping', 'starting', 'rebooting', 'resetting',
    'suspending', 'suspended', 'resuming', 'snapshotting', 'rolling_back', 'removing_snapshot', 'adopting')
    OR (vmid IS NOT NULL AND node IS NOT NULL));

ALTER TABLE deployment_step
  DROP CONSTRAINT deployment_step_operation,
  DROP CONSTRAINT deployment_step_name;
ALTER TABLE deployment_step
  ADD CONSTRAINT deployment_step_operation CHECK (operation IN ('provision', 'start', 'stop', 'reboot', 'reset', 'suspend',
    'resume', 'snapshot', 'rollback', 'remove_snapshot', 'rebuild', 'adopt', 'delete', 'expire')),
  ADD CONSTRAINT deployment_step_name CHECK (name IN ('reserve', 'place', 'clone', 'configure', 'resize', 'start',
    'first_boot', 'address', 'ready', 'shutdown', 'reboot', 'reset', 'suspend', 'resume', 'snapshot', 'rollback',
    'remove_snapshot', 'stamp', 'stop', 'destroy', 'confirm'));

-- People stand before canaries in the queue.
DROP INDEX deployment_queue;
CREATE INDEX deployment_queue ON deployment (cluster_id, (kind <> 'person'), queued_at, id) WHERE status = 'queued';
-- A template's own history: what its latest VMs took.
CREATE INDEX deployment_ready ON deployment (template_id, ready_at DESC) WHERE ready_at IS NOT NULL;

CREATE TABLE deployment_snapshot (
  id UUID NOT NULL,
  deployment_id UUID NOT NULL,
  name TEXT NOT NULL,
  label TEXT NOT NULL,
  status TEXT NOT NULL,
  created_at TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT deployment_snapshot_pkey PRIMARY KEY (id),
  CONSTRAINT deployment_snapshot_deployment_id_fkey FOREIGN KEY (deployment_id) REFERENCES deployment (id)
    ON DELETE RESTRICT ON UPDATE RESTRICT,
  -- PVE's `pve-configid`, which the pseudo snapshot `current` satisfies as well.
  CONSTRAINT deployment_snapshot_name CHECK (name ~ '^[A-Za-z][A-Za-z0-9_-]{1,39}$' AND name <> 'current'),
  CONSTRAINT deployment_snapshot_label CHECK (label <> ''),
  CONSTRAINT deployment_snapshot_status
    CHECK (status IN ('creating', 'ready', 'rolling_back', 'removing', 'removed', 'failed'))
);
CREATE UNIQUE INDEX deployment_snapshot_deployment_id_name_key ON deployment_snapshot (deployment_id, name);
CREATE UNIQUE INDEX deployment_snapshot_one_moving ON deployment_snapshot (deployment_id)
  WHERE status IN ('creating', 'rolling_back', 'removing');

CREATE TABLE guest_access (
  deployment_id UUID NOT NULL,
  ssh_keys TEXT[],
  sealed_password TEXT,
  CONSTRAINT guest_access_pkey PRIMARY KEY (deployment_id),
  CONSTRAINT guest_access_deployment_id_fkey FOREIGN KEY (deployment_id) REFERENCES deployment (id)
    ON DELETE RESTRICT ON UPDATE RESTRICT
);

CREATE TABLE canary_run (
  id UUID NOT NULL,
  template_id UUID NOT NULL,
  template_version INTEGER NOT NULL,
  trigger TEXT NOT NULL,
  deployment_id UUID,
  outcome TEXT NOT NULL,
  reason TEXT,
  seconds INTEGER,
  started_at TIMESTAMPTZ(3) NOT NULL,
  ended_at TIMESTAMPTZ(3),
  CONSTRAINT canary_run_pkey PRIMARY KEY (id),
  CONSTRAINT canary_run_template_id_fkey FOREIGN KEY (template_id) REFERENCES template (id)
    ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT canary_run_deployment_id_fkey FOREIGN KEY (deployment_id) REFERENCES deployment (id)
    ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT canary_run_trigger CHECK (trigger IN ('nightly', 'request')),
  CONSTRAINT canary_run_outcome CHECK (outcome IN ('running', 'passed', 'failed', 'inconclusive')),
  CONSTRAINT canary_run_end CHECK ((outcome = 'running') = (ended_at IS NULL)),
  CONSTRAINT canary_run_seconds CHECK (seconds IS NULL OR seconds >= 0)
);
CREATE INDEX canary_run_template_id_started_at_idx ON canary_run (template_id, started_at DESC);
CREATE INDEX canary_run_deployment_id_idx ON canary_run (deployment_id);
CREATE UNIQUE INDEX canary_run_one_running ON canary_run (template_id) WHERE outcome = 'running';

-- ---- the guard, the classes and the role ----

CREATE CONSTRAINT TRIGGER require_audit AFTER INSERT OR UPDATE OR DELETE ON deployment_snapshot
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION portal_require_audit('deployment', 'deployment_id');
CREATE CONSTRAINT TRIGGER require_audit AFTER INSERT OR UPDATE OR DELETE ON guest_access
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION portal_require_audit('deployment', 'deployment_id');
CREATE CONSTRAINT TRIGGER require_audit AFTER INSERT OR UPDATE OR DELETE ON canary_run
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION portal_require_audit('template', 'template_id');

DO $$
DECLARE
  entry record;
BEGIN
  FOR entry IN SELECT relation, class, column_name FROM (VALUES
    ('cluster', 'track', 'storages excluded_nodes memory_headroom_percent vcpus_per_core when_unreachable when_full '
      'snapshots_per_vm'),
    ('cluster_sight', 'ignore', 'cluster_id sight updated_at'),
    ('template', 'track', 'state state_reason state_set_by state_changed_at'),
    ('template_version', 'track', 'first_boot network'),
    ('deployment', 'track', 'kind queued_at placed_at ready_at'),
    ('deployment_snapshot', 'track', 'id deployment_id name label status created_at'),
    ('guest_access', 'track', 'deployment_id ssh_keys'),
    ('guest_access', 'secret', 'sealed_password'),
    ('canary_run', 'track', 'id template_id template_version trigger deployment_id outcome reason seconds started_at '
      'ended_at')
  ) AS classes (relation, class, names), string_to_table(names, ' ') AS column_name
  LOOP
    EXECUTE format('COMMENT ON COLUMN %I.%I IS %L', entry.relation, entry.column_name, 'audit: ' || entry.class);
  END LOOP;
END $$;

GRANT SELECT, INSERT, UPDATE ON cluster_sight, deployment_snapshot, canary_run TO portal_app;
GRANT SELECT, INSERT ON guest_access TO portal_app;

-- The owner of canaries' VMs: nobody signs in as it, since it has no account.
SELECT set_config('portal.job', 'migration', true);
INSERT INTO portal_user (id, name, email, email_verified, role)
VALUES ('00000000-0000-7000-8000-0000000ca4a7', 'Canary', 'canary@portal.invalid', false, 'support');
