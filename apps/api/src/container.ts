// Puts this process together: configuration in, adapters made, the domain given its ports. The only place in apps/api
// that knows every package.
import { createDatabase } from '@portal/db';
import { systemClock, systemIds } from '@portal/db/system';
import { createEngine, createServices, type Engine, type JobQueue, job, type Log, type Services } from '@portal/domain';
import { createHypervisors, registerCluster } from './clusters.ts';
import type { Env } from './env.ts';
import { createMetrics, type Metrics } from './health/metrics.ts';

type Database = ReturnType<typeof createDatabase>;

export interface Container {
  readonly database: Database;
  readonly services: Services;
  readonly engine: Engine;
  readonly jobs: JobQueue;
  readonly metrics: Metrics;
  close(): Promise<void>;
}

const databasePoolSize = 15;

export const createContainer = async (env: Env, log: Log): Promise<Container> => {
  const database = createDatabase({ url: env.DATABASE_APP_URL, log, poolSize: databasePoolSize });
  const { unitOfWork, engine: reader, jobs } = database;
  const cluster = await registerCluster(env, { unitOfWork, reader, ids: systemIds });
  const hypervisors = await createHypervisors(env, cluster, log);
  const system = { clock: systemClock, ids: systemIds };
  const services = createServices({ ...database, ...system });
  const engine = createEngine({ unitOfWork, reader, jobs, hypervisors, log, ...system });
  return {
    database,
    services,
    engine,
    jobs,
    metrics: createMetrics(),
    async close() {
      await hypervisors.close();
      await database.close();
    },
  };
};

/** What begins by itself once a worker is up: the drift cycle of each cluster, and whoever waits for a slot. */
export const startCycles = async ({ database, jobs }: Pick<Container, 'database' | 'jobs'>): Promise<void> => {
  const clusters = await database.engine.clusters();
  const cycles = clusters.flatMap(({ id }) => [
    job('cluster.observe', { clusterId: id }),
    job('cluster.dispatch', { clusterId: id }),
  ]);
  await jobs.enqueue([...cycles, job('maintenance.sweep', {})]);
};
