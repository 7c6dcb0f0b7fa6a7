import { ClaimLostError } from '@portal/db';
import { FakeClock, silentLog } from '@portal/testing';
import { expect, test } from 'vitest';
import { createJobRunner, type JobRun } from './job-run.ts';

const never = new AbortController().signal;
const fault = new Error('something unforeseen');

/** A runner on a clock of its own, and what the job asked for. */
const aRunner = (ping: () => Promise<void> = async () => undefined) => {
  const clock = new FakeClock();
  const claim = new AbortController();
  const askedFor: number[] = [];
  const runner = createJobRunner({ clock, log: silentLog, ping });
  const run = (given: Partial<JobRun>, stopping = never): Promise<void> =>
    runner(
      {
        name: 'deployment.run',
        deadlineMs: 3_600_000,
        attempt: 1,
        work: async () => undefined,
        hold: (work) => work(claim.signal),
        askAgain: async (at) => void askedFor.push(at.getTime() - clock.now().getTime()),
        ...given,
      },
      stopping,
    );
  /** Lets time pass until the job has ended. */
  const throughTime = async (running: Promise<void>): Promise<void> => {
    let over = false;
    void running
      .catch(() => undefined)
      .then(() => {
        over = true;
      });
    while (!over) {
      if (clock.waiting > 0) clock.advance(1_000);
      await new Promise((resolve) => setImmediate(resolve));
    }
    return running;
  };
  return { run, throughTime, claim, askedFor };
};

const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));

test('a job that meets a database that is away goes on when it answers again, and has not failed', async () => {
  let silentFor = 3;
  const { run, throughTime, askedFor } = aRunner(async () => {
    silentFor -= 1;
    if (silentFor >= 0) throw fault;
  });
  let attempts = 0;
  const work = async (): Promise<void> => {
    attempts += 1;
    if (attempts === 1) throw fault;
  };
  await throughTime(run({ work }));
  expect(attempts).toBe(2);
  expect(askedFor).toEqual([]);
});

test('a fault of another kind is the queue’s to repeat, and in the long run comes again twice a minute', async () => {
  const { run, askedFor } = aRunner();
  const work = () => Promise.reject(fault);
  await expect(run({ work, attempt: 4 })).rejects.toBe(fault);
  await run({ work, attempt: 5 });
  expect(askedFor).toEqual([30_000]);
});

test('a job in hand at a shutdown is stopped and handed on at once', async () => {
  const { run, askedFor } = aRunner();
  const stopping = new AbortController();
  const running = run({ work: untilAborted }, stopping.signal);
  stopping.abort();
  await running;
  expect(askedFor).toEqual([0]);
});

test('a job whose claim is lost is stopped, has not failed, and is not asked for again: whoever finds it wakes it', async () => {
  const { run, claim, askedFor } = aRunner();
  const running = run({ work: untilAborted, attempt: 5 });
  claim.abort(new ClaimLostError('cut off'));
  await running;
  expect(askedFor).toEqual([]);
});

test('a job that is over its time again and again comes again twice a minute too', async () => {
  const { run, askedFor } = aRunner();
  const overTime: Partial<JobRun> = { work: untilAborted, deadlineMs: 1 };
  await expect(run({ ...overTime, attempt: 4 })).rejects.toThrow('timeout');
  await run({ ...overTime, attempt: 5 });
  expect(askedFor).toEqual([30_000]);
});

test('a job that does not stop when told holds its place no longer', async () => {
  const { run, throughTime, askedFor } = aRunner();
  const stopping = new AbortController();
  const running = run({ work: () => new Promise(() => undefined) }, stopping.signal);
  stopping.abort();
  await throughTime(running);
  expect(askedFor).toEqual([0]);
});
