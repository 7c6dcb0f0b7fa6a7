// The long-running process: serves the REST facade, consumes jobs, or both, as ROLES says. A signal drains it: no new
// jobs, open requests answered, jobs in hand brought to a resting point.

import { createWorkerLiveness } from '@portal/db';
import Fastify from 'fastify';
import { type Container, createContainer, startCycles } from './container.ts';
import { clusters, env } from './env.ts';
import { addHealthRoutes } from './health/routes.ts';
import { createLogger } from './logger.ts';
import { answerFrameworkError } from './rest/framework-errors.ts';
import { restPlugin } from './rest/rest-plugin.ts';
import { createTaskList } from './worker/tasks.ts';
import { startWorker } from './worker/worker.ts';

interface Part {
  stop(): Promise<void>;
}

const log = createLogger(env.LOG_LEVEL);

const startWorkerRole = async (container: Container): Promise<Part> => {
  const ownerUrl = env.DATABASE_URL;
  if (ownerUrl === undefined) throw new Error('ROLES has worker, which needs DATABASE_URL: the owner of the database.');
  if (clusters.length === 0)
    throw new Error('ROLES has worker, which needs a cluster: set CLUSTERS_FILE, or PVE_URL and what goes with it.');
  // Not awaited: a cluster that is away must not keep the others waiting.
  void container.introduceClusters();
  const liveness = createWorkerLiveness({ ownerUrl, log });
  const { engine, jobs, metrics } = container;
  const { forgetIdempotencyKeys } = container.database;
  const observeIntervalMs = env.OBSERVE_INTERVAL_MS;
  const tasks = createTaskList({ engine, jobs, metrics, log, observeIntervalMs, forgetIdempotencyKeys });
  const worker = startWorker({ ownerUrl, tasks, concurrency: env.WORKER_CONCURRENCY, liveness, log });
  await startCycles(container);
  return {
    async stop() {
      await worker.stop();
      await liveness.close();
    },
  };
};

const startHttp = async (container: Container): Promise<Part> => {
  const app = Fastify({ logger: false, forceCloseConnections: 'idle', frameworkErrors: answerFrameworkError });
  addHealthRoutes(app, { ping: container.database.ping, metrics: container.metrics });
  if (env.ROLES.includes('rest')) {
    const resolveToken = container.database.tokens.resolve;
    await app.register(restPlugin, { services: container.services, resolveToken, log });
  }
  const address = await app.listen({ host: env.HOST, port: env.PORT });
  log.info('listening', { address, roles: env.ROLES });
  return { stop: () => app.close() };
};

const main = async (): Promise<void> => {
  const container = await createContainer(env, clusters, log);
  const parts: Part[] = [await startHttp(container)];
  if (env.ROLES.includes('worker')) parts.push(await startWorkerRole(container));
  let stopping = false;
  const stop = async (signal: string): Promise<void> => {
    if (stopping) return;
    stopping = true;
    log.info('stopping', { signal });
    await Promise.all(parts.map((part) => part.stop()));
    await container.close();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop(signal));
};

await main();
