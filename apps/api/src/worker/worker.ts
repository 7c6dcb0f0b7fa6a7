// The job consumer: graphile-worker on the owner's connection. Jobs of dead and of frozen workers are given back within
// seconds; a stop takes no new jobs, lets those in hand reach a resting point, and leaves the rest to be resumed from
// their rows.
import { EventEmitter } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { WorkerLiveness } from '@portal/db';
import type { Log } from '@portal/domain';
import type { JobName } from '@portal/types';
import {
  Logger,
  parseCronItems,
  type Runner,
  type RunnerOptions,
  run,
  type TaskList,
  type WorkerEvents,
} from 'graphile-worker';

export interface WorkerOptions {
  /** The owner of the database: the job queue's tables admit nobody else. */
  readonly ownerUrl: string;
  readonly tasks: TaskList;
  readonly concurrency: number;
  readonly liveness: WorkerLiveness;
  /** How often the jobs of dead workers are looked for. */
  readonly releaseEveryMs: number;
  readonly log: Log;
}

export interface Worker {
  /** Resolves when no job is in hand any more; at the latest when `drainMs` has aborted them. */
  stop(): Promise<void>;
}

const drainMs = 6_000;
const restartAfterMs = 1_000;
const pollIntervalMs = 1_000;
const poolSize = 12;
/** The end of a job that was written down in a batch is written again while the database is away; by itself it is not. */
const batchDelayMs = 0;

const sweep: JobName = 'maintenance.sweep';
const everyMinute = parseCronItems([
  { task: sweep, match: '* * * * *', identifier: sweep, options: { backfillPeriod: 0 } },
]);

const graphileLogger = (log: Log): Logger =>
  new Logger(() => (level, message) => {
    if (level === 'error') log.error(message);
    if (level === 'warning') log.warn(message);
  });

const runnerOptions = (options: WorkerOptions): RunnerOptions => {
  const events: WorkerEvents = new EventEmitter();
  events.on('pool:create', ({ workerPool }) => {
    options.liveness
      .hold(workerPool.id)
      .catch((error: unknown) => options.log.error('this worker could not mark itself alive', { error }));
  });
  // Jobs that it could not give back itself are then anybody's.
  events.on('pool:release', ({ workerPool }) => {
    options.liveness
      .letGo(workerPool.id)
      // Its connection ends at a stop, and the mark with it.
      .catch((error: unknown) => options.log.info('an ended job runner kept its mark', { error }));
  });
  return {
    connectionString: options.ownerUrl,
    maxPoolSize: poolSize,
    concurrency: options.concurrency,
    taskList: options.tasks,
    parsedCronItems: everyMinute,
    pollInterval: pollIntervalMs,
    gracefulShutdownAbortTimeout: drainMs,
    noHandleSignals: true,
    preset: { worker: { completeJobBatchDelay: batchDelayMs, failJobBatchDelay: batchDelayMs } },
    logger: graphileLogger(options.log),
    events,
  };
};

/** Keeps a runner going until told to stop: one that lost its database is started again. */
const keepRunning = async (options: WorkerOptions, signal: AbortSignal, onStart: (runner: Runner) => void) => {
  while (!signal.aborted) {
    try {
      const runner = await run(runnerOptions(options));
      onStart(runner);
      await runner.promise;
    } catch (error) {
      options.log.error('the job runner ended', { error });
    }
    if (!signal.aborted) await wait(restartAfterMs, undefined, { signal }).catch(() => undefined);
  }
};

const releaseRegularly = async (options: WorkerOptions, signal: AbortSignal): Promise<void> => {
  const { liveness, log } = options;
  while (!signal.aborted) {
    try {
      await liveness.releaseDead();
    } catch (error) {
      log.warn('dead workers could not be looked for', { error });
    }
    await wait(options.releaseEveryMs, undefined, { signal }).catch(() => undefined);
  }
};

export const startWorker = (options: WorkerOptions): Worker => {
  const stopping = new AbortController();
  let current: Runner | null = null;
  const loops = Promise.all([
    keepRunning(options, stopping.signal, (runner) => {
      current = runner;
    }),
    releaseRegularly(options, stopping.signal),
  ]);
  return {
    async stop() {
      stopping.abort();
      await current?.stop().catch((error: unknown) => options.log.warn('the job runner did not end well', { error }));
      await loops;
    },
  };
};
