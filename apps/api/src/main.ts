// The long-running process: serves the REST facade, consumes jobs, or both, as ROLES says. A signal drains it: no new
// jobs, open requests answered, jobs in hand brought to a resting point.

import { logWhatIsPrinted } from '@portal/api/printed';
import { type Claims, checkOwnerConnection, createClaims } from '@portal/db';
import { systemClock } from '@portal/db/system';
import { createForwarderAlarm } from '@portal/domain';
import { hourMs } from '@portal/types';
import type { ConsoleEndpoint } from './console/console-endpoint.ts';
import { type Container, createContainer, startCycles } from './container.ts';
import { clusters, env } from './env.ts';
import { addHealthRoutes } from './health/routes.ts';
import { createLogger } from './logger.ts';
import { createHttpServer } from './rest/server.ts';
import { createTaskList } from './worker/tasks.ts';
import { startWorker } from './worker/worker.ts';

const recoverEveryMs = 1_000;

interface Part {
  stop(): Promise<void>;
}

const log = createLogger(env.LOG_LEVEL);
logWhatIsPrinted(log);
/** Whoever stops a process kills it after ten seconds. */
const stopWithinMs = 9_500;

/** What a process that takes jobs works by; null where it takes none. */
const createAuthority = async (): Promise<Authority | null> => {
  if (!env.ROLES.includes('worker')) return null;
  const ownerUrl = env.DATABASE_URL;
  if (ownerUrl === undefined) throw new Error('ROLES has worker, which needs DATABASE_URL: the owner of the database.');
  await checkOwnerConnection(ownerUrl);
  return { ownerUrl, claims: createClaims({ url: env.DATABASE_APP_URL, log, lastsMs: env.CLAIM_MS }) };
};

interface Authority {
  readonly ownerUrl: string;
  readonly claims: Claims;
}

const startWorkerRole = async (container: Container, authority: Authority): Promise<Part> => {
  if (clusters.length === 0)
    throw new Error('ROLES has worker, which needs a cluster: set CLUSTERS_FILE, or PVE_URL and what goes with it.');
  // Not awaited: a cluster that is away must not keep the others waiting.
  void container.introduceClusters();
  const { ownerUrl, claims } = authority;
  if (container.auditUpkeep === null) log.warn('the audit log is not sealed: AUDIT_SEAL_KEY is not set');
  const tasks = createTaskList({
    ...{ ...container.database, ...container, claims, log },
    clock: systemClock,
    observeIntervalMs: env.OBSERVE_INTERVAL_MS,
  });
  const worker = startWorker({ ownerUrl, tasks, concurrency: env.WORKER_CONCURRENCY, claims, recoverEveryMs, log });
  const stopping = new AbortController();
  const cycles = startCycles(container, { log, signal: stopping.signal });
  return {
    async stop() {
      stopping.abort();
      await Promise.all([worker.stop(), cycles]);
      await claims.close();
    },
  };
};

/** Null where this process has none. */
const createConsoles = async ({ services, consoleHypervisor }: Container): Promise<ConsoleEndpoint | null> => {
  if (!env.ROLES.includes('console')) return null;
  const portalOrigin = env.PORTAL_URL;
  if (portalOrigin === undefined) throw new Error('ROLES has console, which needs PORTAL_URL: where the pages are.');
  // Loaded by those that serve it alone.
  const { createConsoleEndpoint } = await import('./console/console-endpoint.ts');
  const limits = { idleMs: env.CONSOLE_IDLE_MINUTES * 60_000, longestMs: env.CONSOLE_MAX_HOURS * hourMs };
  return createConsoleEndpoint({ services, hypervisorOf: consoleHypervisor, portalOrigin, limits, log });
};

const startHttp = async (container: Container): Promise<Part> => {
  const servesRest = env.ROLES.includes('rest');
  const trustedProxyHops = env.TRUSTED_PROXY_HOPS;
  const consoles = await createConsoles(container);
  const upgrade = consoles === null ? {} : { upgrade: consoles.upgrade };
  const stopping = new AbortController();
  const app = createHttpServer({ log, servesRest, trustedProxyHops, ...upgrade });
  addHealthRoutes(app, { ping: container.database.ping, metrics: container.metrics });
  if (servesRest) {
    // Loaded by those that serve it alone.
    const { restPlugin } = await import('./rest/rest-plugin.ts');
    const resolveToken = container.database.tokens.resolve;
    const { unitOfWork } = container.database;
    const onForwarder = createForwarderAlarm({ unitOfWork, log, process: 'api', trustedProxyHops });
    const { services } = container;
    await app.register(restPlugin, { services, resolveToken, log, onForwarder, stopping: stopping.signal });
  }
  const address = await app.listen({ host: env.HOST, port: env.PORT });
  log.info('listening', { address, roles: env.ROLES });
  return {
    async stop() {
      stopping.abort();
      await consoles?.stop();
      await app.close();
    },
  };
};

const main = async (): Promise<void> => {
  const authority = await createAuthority();
  const container = await createContainer(env, clusters, {
    log,
    mayAct: () => authority?.claims.mayAct() ?? true,
  });
  await container.lookForDemoPeople();
  const parts: Part[] = [await startHttp(container)];
  if (authority !== null) parts.push(await startWorkerRole(container, authority));
  let stopping = false;
  const stop = async (signal: string): Promise<void> => {
    if (stopping) return;
    stopping = true;
    log.info('stopping', { signal });
    // Whatever is not brought to rest by then is taken up by the next one from its rows.
    setTimeout(() => process.exit(1), stopWithinMs).unref();
    await Promise.all(parts.map((part) => part.stop()));
    await container.close();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop(signal));
};

await main();
