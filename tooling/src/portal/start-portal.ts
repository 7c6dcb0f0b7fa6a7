/**
 * Starts the whole portal on this machine: PostgreSQL, the Proxmox VE simulator, apps/api and apps/web, each unless the environment
 * names a real one. Both `npm start` and the browser tests begin here.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { demoPeople } from '@portal/seed/demo-people';
import { inheritedEnv, type PortalEnv } from '../env.ts';
import { generatePrismaClient } from '../prisma-client.ts';
import { repositoryRoot } from '../repository.ts';
import { mustSucceed } from '../run-command.ts';
import { type AppSettings, startApi, startWeb } from './app-parts.ts';
import { type Cluster, configuredCluster, startCluster } from './cluster-part.ts';
import { makeDataDir } from './data-dir.ts';
import { type Database, startDatabase } from './database-part.ts';
import { type Demo, removeDemo, writeDemo } from './demo-file.ts';
import type { PartContext } from './part.ts';
import { choosePorts, type PortalPorts } from './ports.ts';
import { acquireRunLock } from './run-lock.ts';
import { loadSecrets } from './secrets.ts';
import type { SupervisedService } from './supervise.ts';
import { buildWeb } from './web-build.ts';

export type { Demo } from './demo-file.ts';

export interface PortalOptions {
  readonly dataDir: string;
  /** Which parts are not to be started, because they are configured; and the addresses. */
  readonly env: PortalEnv;
  /** Wanted ports; 0 takes any. */
  readonly ports: PortalPorts;
  readonly mode: 'production' | 'development';
  /** Fast and forgetful, for tests: the simulator takes milliseconds, and nothing is kept after the stop. */
  readonly throwaway: boolean;
  /** Told each stage, and later each part that ended and came back. */
  readonly report: (line: string) => void;
  /** Gives up starting. Once started, `stop` is the way. */
  readonly signal: AbortSignal;
}

export interface Portal {
  readonly demo: Demo;
  readonly simulated: boolean;
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
  await removeDemo(dataDir);
  starting.defer(() => removeDemo(dataDir));

  const secrets = await loadSecrets(dataDir);
  await generatePrismaClient(signal);
  if (options.mode === 'production') await buildWeb(report, signal);
  const ports = await choosePorts(options.ports, externalParts(options.env), report);

  const services: SupervisedService[] = [];
  let publishDemo = async () => {};
  const publish = async () => {
    await lock.record(services.map((service) => service.pid()).filter((pid) => pid !== undefined));
    await publishDemo();
  };
  const context: PartContext = { ...options, secrets, ports, services, publish, running: starting };
  const cluster = configuredCluster(context);
  report('Starting the database');
  const database = await startDatabase(context);
  report('Starting the cluster, migrating and seeding the database, starting the portal');
  const portalUrl = (options.env.PORTAL_URL ?? `http://localhost:${ports.web}`).replace(/\/$/, '');
  const settings = { portalUrl, authSecret: options.env.AUTH_SECRET ?? secrets.authSecret, database };
  const [web, { api, simulator }] = await settleBoth(
    startWeb(context, settings),
    startBehind(context, settings, cluster),
  );

  const parts = { web, api, simulator };
  const demo = () => demoOf(context, settings, cluster, parts);
  publishDemo = () => writeDemo(dataDir, demo());
  await publish();

  const running = starting.move();
  return { demo: demo(), simulated: cluster.simulated, stop: () => running.disposeAsync() };
}

/** What the environment names a real one of. */
function externalParts({ DATABASE_URL, PVE_URL }: PortalEnv): (keyof PortalPorts)[] {
  return [
    ...(DATABASE_URL === undefined ? [] : ['postgres' as const]),
    ...(PVE_URL === undefined ? [] : ['simulator' as const]),
  ];
}

interface Parts {
  readonly web: SupervisedService;
  readonly api: SupervisedService;
  readonly simulator: SupervisedService | undefined;
}

function demoOf(context: PartContext, settings: AppSettings, cluster: Cluster, parts: Parts): Demo {
  const { ports, secrets } = context;
  const { portalUrl, database } = settings;
  const { url, tokenId, tokenSecret } = cluster;
  const pidOf = (service: SupervisedService | undefined) => service?.pid() ?? null;
  return {
    portalUrl,
    apiUrl: `http://127.0.0.1:${ports.api}`,
    apiToken: secrets.demoApiToken,
    signIns: demoPeople.map(({ email, role }) => ({ email, role, password: secrets.demoPassword })),
    databaseUrl: database.appUrl,
    cluster: { url, tokenId, tokenSecret },
    pids: {
      web: pidOf(parts.web),
      api: pidOf(parts.api),
      simulator: pidOf(parts.simulator),
      postgres: database.pid(),
    },
  };
}

/** What the pages do not wait for: the cluster, the database's content, and apps/api, which needs both. */
async function startBehind(context: PartContext, settings: AppSettings, cluster: Cluster): Promise<Omit<Parts, 'web'>> {
  const preparing = prepareDatabase(context, settings.database, cluster);
  const [simulator] = await settleBoth(startCluster(context, cluster), preparing);
  return { simulator, api: await startApi(context, { ...settings, cluster }) };
}

async function prepareDatabase(context: PartContext, database: Database, cluster: Cluster): Promise<void> {
  const { dataDir, signal } = context;
  await mustSucceed('Preparing the database', {
    command: process.execPath,
    args: [join(repositoryRoot, 'tooling/src/main.ts'), 'db:prepare'],
    cwd: repositoryRoot,
    env: {
      ...inheritedEnv(),
      ...cluster.variables,
      PORTAL_DATA_DIR: dataDir,
      DATABASE_URL: database.ownerUrl,
      DATABASE_APP_URL: database.appUrl,
    },
    signal,
  });
}

/** Both at once; when one fails the other is waited for, so that its stop is registered. */
async function settleBoth<First, Second>(first: Promise<First>, second: Promise<Second>): Promise<[First, Second]> {
  await Promise.allSettled([first, second]);
  return [await first, await second];
}
