// The job consumer: graphile-worker on the owner's connection. Jobs only wake: what keeps two of them apart, and finds what a worker that
// is gone had in hand, are the claims. A stop takes no new jobs, lets those in hand reach a resting point, and leaves the rest to be resumed from
// their rows.
import { EventEmitter } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { Claims } from '@portal/db';
import type { Log } from '@portal/domain';
import type { JobName } from '@portal/types';
import {
  type JobHelpers,
  Logger,
  parseCronItems,
  type Runner,
  type RunnerOptions,
  run,
  type TaskList,
  type WorkerEvents,
} from 'graphile-worker';
import { pause } from '../pause.ts';

export interface WorkerOptions {
  /** The owner of the database: the job queue's tables admit nobody else. */
  readonly ownerUrl: string;
  readonly tasks: TaskList;
  readonly concurrency: number;
  readonly claims: Claims;
  /** How often what workers that are gone had in hand is looked for. */
  readonly recoverEveryMs: number;
  readonly log: Log;
}

export interface Worker {
  /** Resolves when no job is in hand any more; at the latest when `drainMs` has aborted them. */
  stop(): Promise<void>;
}

const drainMs = 6_000;
const stopMs = 7_500;
const restartAfterMs = 1_000;
const pollIntervalMs = 1_000;
/** The end of a job that was written down in a batch is written again while the database is away; by itself it is not. */
const batchDelayMs = 0;

const sweep: JobName = 'maintenance.sweep';
const everyMinute = parseCronItems([
  { task: sweep, match: '* * * * *', identifier: sweep, options: { backfillPeriod: 0 } },
]);

/**
 * So many serve any number of hands: each needs one for the statement that takes a job or writes down its end, and none while it waits for
 * a cluster. One for each hand would be more than the database lets in.
 */
const poolSize = 12;

/** The library warns of fewer connections than hands, as it must where jobs keep one. */
const isOfPoolSize = (meta: object | undefined): boolean =>
  meta !== undefined && 'max' in meta && 'concurrency' in meta;

const graphileLogger = (log: Log): Logger =>
  new Logger(() => (level, message, meta) => {
    if (level === 'error') log.error(message);
    if (level === 'warning' && !isOfPoolSize(meta)) log.warn(message);
  });

/** The same tasks, each telling which jobs are being worked on. */
const counted = (tasks: TaskList, inHand: Set<string>): TaskList =>
  Object.fromEntries(
    Object.entries(tasks).map(([name, task]) => [
      name,
      async (payload: unknown, helpers: JobHelpers) => {
        inHand.add(helpers.job.id);
        try {
          return await task?.(payload, helpers);
        } finally {
          inHand.delete(helpers.job.id);
        }
      },
    ]),
  );

/** A runner asks for jobs every second as long as it has a hand free. */
const silenceMs = 8_000;

/**
 * Resolves when a runner has a hand free and asks for no jobs any more: seen after its database was away, when its end
 * waits for what never comes. What it has in hand goes on; another one asks instead.
 */
const stalled = async (events: WorkerEvents, hasHandFree: () => boolean, signal: AbortSignal): Promise<void> => {
  let askedAt = performance.now();
  events.on('worker:getJob:start', () => {
    askedAt = performance.now();
  });
  while (!signal.aborted && performance.now() - askedAt < silenceMs) {
    await pause(pollIntervalMs, signal);
    if (!hasHandFree()) askedAt = performance.now();
  }
};

const runnerOptions = (options: WorkerOptions, events: WorkerEvents): RunnerOptions => ({
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
});

/** What this process works with and on. */
interface Hands {
  /** Ids of the jobs that are being worked on. */
  readonly inHand: ReadonlySet<string>;
  /** Those that have not ended: the one that takes jobs, and silent ones before it. */
  readonly runners: Set<Runner>;
}

/** One that fell silent may never end: its jobs have been told to stop by then, and nobody waits longer for it. */
const stopRunner = async (runner: Runner, log: Log): Promise<void> => {
  const stopped = runner
    .stop()
    .then(() => runner.promise)
    .catch((error: unknown) => log.warn('the job runner did not end well', { error }));
  await Promise.race([stopped, wait(stopMs, undefined, { ref: false })]);
};

/** Keeps a runner going until told to stop: one that lost its database is started again. */
const keepRunning = async (options: WorkerOptions, { inHand, runners }: Hands, signal: AbortSignal): Promise<void> => {
  while (!signal.aborted) {
    try {
      const events: WorkerEvents = new EventEmitter();
      const runner = await run(runnerOptions(options, events));
      runners.add(runner);
      // Told to stop while this one began: nobody else knows it.
      if (signal.aborted) await stopRunner(runner, options.log);
      const ended = new AbortController();
      const over = runner.promise.finally(() => {
        runners.delete(runner);
        ended.abort();
      });
      const either = AbortSignal.any([signal, ended.signal]);
      const silent = stalled(events, () => inHand.size < options.concurrency, either);
      const outcome = await Promise.race([over.then(() => 'over' as const), silent.then(() => 'silent' as const)]);
      if (outcome === 'silent' && !ended.signal.aborted) {
        if (!signal.aborted) options.log.warn('the job runner asks for no jobs any more; another one takes its place');
        // It may end later or never; nobody waits for it.
        over.catch((error: unknown) => options.log.info('a silent job runner ended', { error }));
      } else {
        await over;
      }
    } catch (error) {
      options.log.error('the job runner ended', { error });
    }
    if (!signal.aborted) await pause(restartAfterMs, signal);
  }
};

const recoverRegularly = async (options: WorkerOptions, signal: AbortSignal): Promise<void> => {
  while (!signal.aborted) {
    try {
      await options.claims.recover();
    } catch (error) {
      options.log.warn('what workers that are gone had in hand could not be looked for', { error });
    }
    await pause(options.recoverEveryMs, signal);
  }
};

export const startWorker = (options: WorkerOptions): Worker => {
  const stopping = new AbortController();
  const inHand = new Set<string>();
  const runners = new Set<Runner>();
  const loops = Promise.all([
    keepRunning({ ...options, tasks: counted(options.tasks, inHand) }, { inHand, runners }, stopping.signal),
    recoverRegularly(options, stopping.signal),
  ]);
  return {
    async stop() {
      stopping.abort();
      await Promise.all([...runners].map((runner) => stopRunner(runner, options.log)));
      await loops;
    },
  };
};
