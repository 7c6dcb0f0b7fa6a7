// `/healthz`: the process answers. `/readyz`: it can do its work, which needs the database. `/metrics`: for a scraper.
import type { FastifyInstance } from 'fastify';
import type { Metrics } from './metrics.ts';

export interface HealthPorts {
  readonly ping: () => Promise<void>;
  readonly metrics: Metrics;
}

export const addHealthRoutes = (app: FastifyInstance, { ping, metrics }: HealthPorts): void => {
  app.get('/healthz', () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    try {
      await ping();
      return { status: 'ready' };
    } catch {
      return reply.code(503).send({ status: 'not ready', reason: 'The database does not answer.' });
    }
  });
  app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()));
};
