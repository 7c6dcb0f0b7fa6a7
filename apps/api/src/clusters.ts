// The cluster that this process is configured for: its row in the database kept in step with the configuration, and the
// adapter that talks to it. The domain never learns which kind of cluster that is.
import { readFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import {
  Change,
  type Cluster,
  type EngineReader,
  type Hypervisors,
  type Ids,
  type Log,
  systemActor,
  type UnitOfWork,
} from '@portal/domain';
import { createProxmoxHypervisor, type TlsTrust } from '@portal/proxmox-client';
import type { Env } from './env.ts';

type ClusterEnv = Pick<Env, Extract<keyof Env, `PVE_${string}`>>;

const tlsTrust = async (env: ClusterEnv): Promise<TlsTrust> => {
  if (env.PVE_TLS_CA_FILE !== undefined) return { kind: 'ca', pem: await readFile(env.PVE_TLS_CA_FILE, 'utf8') };
  if (env.PVE_TLS_FINGERPRINT !== undefined) return { kind: 'fingerprint', sha256: env.PVE_TLS_FINGERPRINT };
  return env.PVE_TLS_INSECURE === undefined ? { kind: 'system' } : { kind: 'insecureDevelopmentOnly' };
};

const settingsOf = (env: ClusterEnv): Omit<Cluster, 'id'> => ({
  name: env.PVE_CLUSTER_NAME,
  simulated: env.PVE_SIMULATED,
  vmidMin: env.PVE_VMID_MIN,
  vmidMax: env.PVE_VMID_MAX,
  pool: env.PVE_POOL,
  storage: env.PVE_STORAGE,
  clonesPerStorage: env.PVE_CLONES_PER_STORAGE,
  clonesPerNode: env.PVE_CLONES_PER_NODE,
});

/** The configured cluster's row, made or changed where it differs; the audit trail says so. */
export const registerCluster = async (
  env: ClusterEnv,
  ports: { readonly unitOfWork: UnitOfWork; readonly reader: EngineReader; readonly ids: Ids },
): Promise<Cluster> => {
  const settings = settingsOf(env);
  const known = (await ports.reader.clusters()).find(({ name }) => name === settings.name);
  if (known !== undefined && isDeepStrictEqual(known, { ...settings, id: known.id })) return known;
  const row: Cluster = { ...settings, id: known?.id ?? ports.ids.next() };
  const change = Change.of({
    writes: [{ kind: 'cluster.upsert', row }],
    events: [
      {
        action: known === undefined ? 'cluster.registered' : 'cluster.changed',
        subject: { type: 'cluster', id: row.id },
        outcome: 'succeeded',
        detail: { ...settings },
      },
    ],
  });
  await ports.unitOfWork.run(systemActor('configuration'), (tx) => tx.commit(change));
  return row;
};

export interface ClusterAdapters extends Hypervisors {
  close(): Promise<void>;
}

export const createHypervisors = async (env: ClusterEnv, cluster: Cluster, log: Log): Promise<ClusterAdapters> => {
  const hypervisor = createProxmoxHypervisor({
    url: env.PVE_URL,
    tokenId: env.PVE_TOKEN_ID,
    tokenSecret: env.PVE_TOKEN_SECRET,
    tls: await tlsTrust(env),
    log,
  });
  return {
    of(clusterId) {
      if (clusterId !== cluster.id) throw new Error(`cluster ${clusterId} is not configured in this process`);
      return hypervisor;
    },
    close: () => hypervisor.close(),
  };
};
