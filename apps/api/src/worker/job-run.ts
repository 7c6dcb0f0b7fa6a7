// One run of a job, whatever it does: it is told to stop at its deadline, at a shutdown, and when another worker may have
// what it works on. A database that is away is waited for, since the rows say where the work stands; anything else that goes
// wrong is tried again, a few times soon and then now and then, for as long as it takes.
import { ClaimLostError } from '@portal/db';
import type { Clock, Log } from '@portal/domain';

export interface JobRunPorts {
  readonly clock: Clock;
  readonly log: Log;
  /** Throws when the database does not answer. */
  readonly ping: () => Promise<void>;
}

export interface JobRun {
  readonly name: string;
  readonly deadlineMs: number;
  /** Runs of this job so far, this one included. */
  readonly attempt: number;
  readonly work: (signal: AbortSignal) => Promise<void>;
  /** Does the work as the only one, where only one may; its signal fires when that is over. */
  readonly hold: (work: (held: AbortSignal) => Promise<void>) => Promise<void>;
  /** Asks for the same job again, at that moment. Null for one that comes again by itself. */
  readonly askAgain: ((at: Date) => Promise<void>) | null;
}

const databasePauseMs = 1_000;
/** A job that does not stop when told is left to itself after this; its signal keeps it from doing anything. */
const abandonAfterMs = 20_000;
/** The queue's own pauses grow from 3 s to 6 h: the later ones are not waited for. */
const quickAttempts = 4;
const againMs = 30_000;

const whenAborted = (signal: AbortSignal, over: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true, signal: over });
  });

export const createJobRunner = ({ clock, log, ping }: JobRunPorts) => {
  const abandoned = async (signal: AbortSignal, over: AbortSignal): Promise<never> => {
    await whenAborted(signal, over);
    await clock.wait(abandonAfterMs, over);
    throw new Error('The job did not stop when it was told to.');
  };

  /** The work, or an error some time after the signal if the work heeds it not. */
  const within = async (work: () => Promise<void>, signal: AbortSignal): Promise<void> => {
    const over = new AbortController();
    const limit = abandoned(signal, over.signal);
    limit.catch(() => undefined);
    try {
      await Promise.race([work(), limit]);
    } finally {
      over.abort();
    }
  };

  const databaseAnswers = (): Promise<boolean> =>
    ping().then(
      () => true,
      () => false,
    );

  /** False when it answers already: then it was not the database. */
  const waitedForDatabase = async (name: string, signal: AbortSignal): Promise<boolean> => {
    if (await databaseAnswers()) return false;
    log.warn('a job waits for the database', { job: name });
    do await clock.wait(databasePauseMs, signal);
    while (!(await databaseAnswers()));
    return true;
  };

  const persist = async ({ name, work, hold }: JobRun, signal: AbortSignal): Promise<void> => {
    const claimed = (held: AbortSignal): Promise<void> => {
      const until = AbortSignal.any([signal, held]);
      return within(() => work(until), until);
    };
    for (;;) {
      try {
        return await hold(claimed);
      } catch (error) {
        // Whoever finds it abandoned wakes it.
        if (error instanceof ClaimLostError) return;
        if (signal.aborted || !(await waitedForDatabase(name, signal))) throw error;
      }
    }
  };

  /** `stopping` fires when this worker is to end. */
  return async (run: JobRun, stopping: AbortSignal): Promise<void> => {
    const { askAgain, name, attempt } = run;
    const signal = AbortSignal.any([stopping, AbortSignal.timeout(run.deadlineMs)]);
    try {
      await persist(run, signal);
    } catch (error) {
      // Whoever takes it up next need not wait for it to have failed.
      if (stopping.aborted && askAgain !== null) return askAgain(clock.now());
      if (stopping.aborted || askAgain === null || attempt <= quickAttempts) throw error;
      log.error('a job fails again and again', { job: name, attempt, error });
      await askAgain(new Date(clock.now().getTime() + againMs));
    }
  };
};
