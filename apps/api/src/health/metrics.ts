// Figures for a scraper: the process's own, and how jobs went.
import type { JobName } from '@portal/types';
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';

export interface Metrics {
  readonly contentType: string;
  text(): Promise<string>;
  /** Runs a job's work and counts how it ended. */
  job<T>(name: JobName, work: () => Promise<T>): Promise<T>;
}

export const createMetrics = (): Metrics => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const ended = new Counter({
    name: 'portal_jobs_total',
    help: 'Runs of background jobs by name and outcome.',
    labelNames: ['job', 'outcome'],
    registers: [registry],
  });
  const seconds = new Histogram({
    name: 'portal_job_seconds',
    help: 'Duration of runs of background jobs.',
    labelNames: ['job'],
    buckets: [0.01, 0.1, 0.5, 1, 5, 15, 60, 300, 1_800],
    registers: [registry],
  });
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    async job(name, work) {
      const stopTimer = seconds.startTimer({ job: name });
      try {
        const result = await work();
        ended.inc({ job: name, outcome: 'done' });
        return result;
      } catch (error) {
        ended.inc({ job: name, outcome: 'failed' });
        throw error;
      } finally {
        stopTimer();
      }
    },
  };
};
