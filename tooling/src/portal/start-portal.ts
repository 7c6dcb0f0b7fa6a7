/**
 * Starts the whole portal on this machine: PostgreSQL, the Proxmox VE simulator, apps/api and apps/web, each unless the environment
 * names a real one. Both `npm start` and the browser tests begin here.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClusterConfiguration } from '@portal/configuration';
import { demoPeople } from '@portal/domain';
import { demoFlag } from '../commands/database.ts';
import type { PortalEnv } from '../env.ts';
import { generatePrismaClient } from '../prisma-client.ts';
import { repositoryRoot } from '../repository.ts';
import { mustSucceed } from '../run-command.ts';
import { type AppSettings, startApi, startWeb } from './app-parts.ts';
import { type Clusters, clustersOf, type Simulators, startClusters, writeClusters } from './cluster-part.ts';
import { checkpointFile, makeDataDir, setEarlierReleaseAside } from './data-dir.ts';
import { type Database, startDatabase } from './database-part.ts';
import { type Demo, removeDemo, writeDemo } from './demo-file.ts';
import { isDemoMode } from './demo-mode.ts';
import { type PartContext, settleBoth } from './part.ts';
import { choosePorts, type PortalPorts, type PortSettings, type WantedPorts } from './ports.ts';
import { acquireRunLock } from './run-lock.ts';
import { loadSecrets } from './secrets.ts';
import type { SupervisedService } from './supervise.ts';
import { buildWeb } from './web-build.ts';

export type { Demo } from './demo-file.ts';

export interface PortalOptions {
  readonly dataDir: string;
  /** Which parts are not to be started, because they are configured; and the addresses. */
  readonly env: PortalEnv;
  /** The clusters to work on; without any, those of the demo, simulated. */
  readonly clusters?: readonly ClusterConfiguration[];
  /** Wanted ports; 0 takes any. */
  readonly ports: WantedPorts;
  /** Those of them that do not move where they are taken. */
  readonly fixedPorts?: PortSettings['fixed'];
  readonly mode: 'production' | 'development';
  /** Fast and forgetful, for tests: the simulator takes milliseconds, and nothing is kept after the stop. */
  readonly throwaway: boolean;
  /** The pages are built so that coverage can tell which function ran. */
  readonly readable?: boolean;
  /** Told each stage, and later each part that ended and came back. */
  readonly report: (line: string) => void;
  /** Gives up starting. Once started, `stop` is the way. */
  readonly signal: AbortSignal;
}

export interface Portal {
  readonly demo: Demo;
  /** Of the role that owns the tables. */
  readonly databaseOwnerUrl: string;
  /** Safe to call twice. */
  stop(): Promise<void>;
}

export async function startPortal(options: PortalOptions): Promise<Portal> {
  const { dataDir, report, signal } = options;
  await using starting = new AsyncDisposableStack();
  await makeDataDir(dataDir);
  if (options.throwaway) starting.defer(() => rm(dataDir, { recursive: true, force: true }));
  const lock = await acquireRunLock(dataDir, report);
  starting.defer(() => lock.release());
  await setEarlierReleaseAside(dataDir, report);
  await removeDemo(dataDir);
  starting.defer(() => removeDemo(dataDir));

  const secrets = await loadSecrets(dataDir);
  await generatePrismaClient(signal);
  if (options.mode === 'production') await buildWeb({ readable: options.readable ?? false, report, signal });
  const { ports: wanted, fixedPorts: fixed = [] } = options;
  const ports = await choosePorts({ wanted, fixed, external: externalParts(options), report });

  const services: SupervisedService[] = [];
  let publishDemo = async () => {};
  const publish = async () => {
    await lock.record(services.map((service) => service.pid()).filter((pid) => pid !== undefined));
    await publishDemo();
  };
  const context: PartContext = { ...options, secrets, ports, services, publish, running: starting };
  const clusters = clustersOf(context);
  await writeClusters(context, clusters);
  warnOfUnusable(options);
  report('Starting the database');
  const database = await startDatabase(context);
  report('Starting the clusters, migrating and seeding the database, starting the portal');
  const portalUrl = options.env.PORTAL_URL ?? `http://localhost:${ports.web}`;
  const settings: AppSettings = {
    portalUrl,
    consoleUrl: options.env.CONSOLE_URL ?? consoleUrlOf(portalUrl, ports.api),
    authSecret: options.env.AUTH_SECRET ?? secrets.authSecret,
    secretsKey: options.env.SECRETS_KEY ?? secrets.secretsKey,
    auditSealKey: options.env.AUDIT_SEAL_KEY ?? secrets.auditSealKey,
    auditCheckpointFile: options.env.AUDIT_CHECKPOINT_FILE ?? checkpointFile(dataDir),
    database,
    clusters,
  };
  const [web, behind] = await settleBoth(startWeb(context, settings), startBehind(context, settings));

  const demo = () => demoOf(context, settings, { web, ...behind });
  publishDemo = () => writeDemo(dataDir, demo());
  await publish();

  const running = starting.move();
  return { demo: demo(), databaseOwnerUrl: database.ownerUrl, stop: () => running.disposeAsync() };
}

/** Behind the proxy that people reach the portal by, where there is one; apps/api itself otherwise. */
function consoleUrlOf(portalUrl: string, apiPort: number): string {
  const { protocol, host } = new URL(portalUrl);
  return protocol === 'https:' ? `wss://${host}/console` : `ws://127.0.0.1:${apiPort}/console`;
}

function isDemo({ env, clusters = [] }: Pick<PortalOptions, 'env' | 'clusters'>): boolean {
  return isDemoMode({ databaseUrl: env.DATABASE_URL, clusters });
}

/** What the environment names a real one of. */
function externalParts({ env, clusters = [] }: PortalOptions): (keyof PortalPorts)[] {
  return [
    ...(env.DATABASE_URL === undefined ? [] : ['postgres' as const]),
    ...(clusters.length === 0 ? [] : ['simulator' as const, 'branchSimulator' as const]),
  ];
}

/** The portal starts all the same, and works on the others. */
function warnOfUnusable({ clusters = [], report }: PortalOptions): void {
  for (const { access } of clusters) {
    try {
      access();
    } catch (error) {
      report(error instanceof Error ? error.message : String(error));
    }
  }
}

interface Parts {
  readonly web: SupervisedService;
  readonly api: SupervisedService;
  readonly simulators: Simulators | undefined;
}

function demoOf(context: PartContext, settings: AppSettings, { web, api, simulators }: Parts): Demo {
  const { ports, secrets } = context;
  const { portalUrl, database } = settings;
  const pidOf = (service: SupervisedService | undefined) => service?.pid() ?? null;
  const clusters = settings.clusters.list.map((cluster) => ({ ...cluster, tokenSecret: cluster.tokenSecret ?? '' }));
  const [first] = clusters;
  if (first === undefined) throw new Error('There is no cluster.');
  return {
    portalUrl,
    apiUrl: `http://127.0.0.1:${ports.api}`,
    apiToken: isDemo(context) ? secrets.demoApiToken : '',
    signIns: isDemo(context)
      ? demoPeople.map(({ email, role }) => ({ email, role, password: secrets.demoPassword }))
      : [],
    databaseUrl: database.appUrl,
    cluster: { url: first.url, tokenId: first.tokenId, tokenSecret: first.tokenSecret },
    clusters,
    pids: {
      web: pidOf(web),
      api: pidOf(api),
      simulator: pidOf(simulators?.simulator),
      branchSimulator: pidOf(simulators?.branchSimulator),
      postgres: database.pid(),
    },
  };
}

/** What the pages do not wait for: the clusters, the database's content, and apps/api, which needs both. */
async function startBehind(context: PartContext, settings: AppSettings): Promise<Omit<Parts, 'web'>> {
  const preparing = prepareDatabase(context, settings.database, settings.clusters);
  const [simulators] = await settleBoth(startClusters(context, settings.clusters), preparing);
  return { simulators, api: await startApi(context, settings) };
}

async function prepareDatabase(context: PartContext, database: Database, clusters: Clusters): Promise<void> {
  const { dataDir, signal } = context;
  await mustSucceed('Preparing the database', {
    command: process.execPath,
    args: [
      '--disable-warning=ExperimentalWarning',
      join(repositoryRoot, 'tooling/src/main.ts'),
      'db:prepare',
      ...(isDemo(context) ? [demoFlag] : []),
    ],
    cwd: repositoryRoot,
    env: {
      ...clusters.env(),
      PORTAL_DATA_DIR: dataDir,
      DATABASE_URL: database.ownerUrl,
      DATABASE_APP_URL: database.appUrl,
    },
    signal,
  });
}
