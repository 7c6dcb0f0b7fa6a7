/** What a run works on: a PostgreSQL server of its own that can be stopped and started, a simulated cluster in this process, and the services. */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase, type Database } from '@portal/db';
import { migrate } from '@portal/db/migrate';
import { createVault, systemClock, systemIds } from '@portal/db/system';
import { type Cluster, createServices, type Log, type PersonContext, type Services } from '@portal/domain';
import { rendererFor } from '@portal/messages';
import { demoCluster, demoTokenId, fastTiming, type Simulator, startSimulator } from '@portal/pve-simulator';
import { seed } from '@portal/seed';
import { closedSender } from '@portal/testing';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@portal/tooling/embedded-postgres';
import pg from 'pg';

export interface Stage {
  readonly simulator: Simulator;
  readonly services: Services;
  readonly administrator: PersonContext;
  /** Looks behind the walls. */
  readonly owner: pg.Pool;
  readonly cluster: Omit<Cluster, 'id'>;
  /** The environment of an apps/api on this stage. */
  readonly workerEnvironment: Readonly<Record<string, string>>;
  stopDatabase(): Promise<void>;
  startDatabase(): Promise<void>;
}

/** A little time for each task, so that the worker dies in the middle of many. */
const timing = {
  ...fastTiming,
  cloneLinkedMs: 400,
  startMs: 150,
  stopMs: 100,
  destroyMs: 150,
  agentDelayMs: 150,
  resourcesLagMs: 500,
};

const cluster: Omit<Cluster, 'id'> = {
  name: 'soak',
  simulated: true,
  vmidMin: 5000,
  vmidMax: 6999,
  pool: 'support-portal',
  storages: ['ceph-vm'],
  clonesPerStorage: 12,
  clonesPerNode: 6,
  excludedNodes: [],
  memoryHeadroomPercent: 10,
  vcpusPerCore: 4,
  whenUnreachable: 'wait',
  whenFull: 'wait',
  snapshotsPerVm: 3,
};

const quiet: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const administratorEmail = 'ada.admin@example.com';

const administratorOf = async (owner: pg.Pool, database: Database): Promise<PersonContext> => {
  const { rows } = await owner.query<{ id: string }>('SELECT id FROM users WHERE email = $1', [administratorEmail]);
  const principal = await database.people.ofSession({ id: 'soak', userId: rows[0]?.id ?? '' });
  if (principal === null) throw new Error(`The seed made no ${administratorEmail}.`);
  return { principal, requestId: null, address: null };
};

interface Secrets {
  readonly token: string;
  readonly key: string;
  readonly ownerUrl: string;
  readonly appUrl: string;
}

const environmentOf = (simulator: Simulator, secrets: Secrets): Readonly<Record<string, string>> => ({
  HOST: '127.0.0.1',
  PORT: '0',
  LOG_LEVEL: 'silent',
  DATABASE_URL: secrets.ownerUrl,
  DATABASE_APP_URL: secrets.appUrl,
  SECRETS_KEY: secrets.key,
  CANARY_HOUR_UTC: 'off',
  OBSERVE_INTERVAL_MS: '1000',
  PVE_CLUSTER_NAME: cluster.name,
  PVE_URL: simulator.url,
  PVE_TOKEN_ID: demoTokenId,
  PVE_TOKEN_SECRET: secrets.token,
  PVE_VMID_MIN: String(cluster.vmidMin),
  PVE_VMID_MAX: String(cluster.vmidMax),
  PVE_POOL: cluster.pool,
  PVE_STORAGE: cluster.storages.join(','),
  PVE_CLONES_PER_STORAGE: String(cluster.clonesPerStorage),
  PVE_CLONES_PER_NODE: String(cluster.clonesPerNode),
  PVE_SIMULATED: '1',
});

/** The server, and the way to take it away and bring it back on the same port. */
const serverOf = async (resources: AsyncDisposableStack, folder: string) => {
  const password = randomBytes(24).toString('hex');
  const dataDir = join(folder, 'postgres');
  const start = (port: number): Promise<EmbeddedPostgres> =>
    startEmbeddedPostgres({ dataDir, port, password, persistent: true, log: () => undefined });
  let server = await start(0);
  resources.defer(() => server.stop());
  const { port, ownerUrl } = server;
  return {
    ownerUrl,
    stop: (): Promise<void> => server.stop(),
    async start(): Promise<void> {
      server = await start(port);
    },
  };
};

export const setStage = async (resources: AsyncDisposableStack): Promise<Stage> => {
  const folder = await mkdtemp(join(tmpdir(), 'portal-soak-'));
  resources.defer(() => rm(folder, { recursive: true, force: true }));
  const server = await serverOf(resources, folder);
  const { ownerUrl } = server;
  const appPassword = randomBytes(24).toString('hex');
  await migrate({ ownerUrl, appPassword });
  const appUrl = Object.assign(new URL(ownerUrl), { username: 'portal_app', password: appPassword }).href;
  await seed({ appUrl, demo: { password: randomUUID(), apiTokens: {} }, clusters: [cluster], log: quiet });

  const secrets: Secrets = { token: randomUUID(), key: randomBytes(32).toString('base64url'), ownerUrl, appUrl };
  const simulator = resources.use(
    await startSimulator({ cluster: demoCluster({ tokenSecret: secrets.token }), timing }),
  );
  const database = createDatabase({ url: appUrl, log: quiet, poolSize: 10 });
  resources.defer(() => database.close());
  const owner = new pg.Pool({ connectionString: ownerUrl, max: 4 });
  // Idle connections end with the database's outage; the next query makes new ones.
  owner.on('error', () => undefined);
  resources.defer(() => owner.end());
  const vault = createVault(secrets.key);
  return {
    simulator,
    services: createServices({
      words: rendererFor,
      ...database,
      clock: systemClock,
      ids: systemIds,
      vault,
      webhookSender: closedSender,
    }),
    administrator: await administratorOf(owner, database),
    owner,
    cluster,
    workerEnvironment: environmentOf(simulator, secrets),
    stopDatabase: server.stop,
    startDatabase: server.start,
  };
};
