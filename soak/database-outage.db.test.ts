// The database is taken away in the middle of many provisions, for as long as it takes until the worker has noticed and
// begun to ask for it, and brought back. `pnpm soak --database-outage 60` does the same for a minute.
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { duplicatesNow, judge, others } from './judge.ts';
import { type Stage, setStage } from './stage.ts';
import { startWorker } from './worker-process.ts';

const provisions = 8;
const request = { templateId: 'debian-13', vcpus: 1, memoryMiB: 512, diskGiB: 10 };

const patienceMs = 120_000;
const lookEveryMs = 50;

/** How many are in each status, of those that live. */
const statuses = async ({ owner }: Stage): Promise<ReadonlyMap<string, number>> => {
  const { rows } = await owner.query<{ status: string; count: number }>(
    `SELECT status, count(*)::int AS count FROM deployments WHERE status <> 'deleted' GROUP BY status`,
  );
  return new Map(rows.map(({ status, count }) => [status, count]));
};

type Counts = Awaited<ReturnType<typeof statuses>>;

const stepsEnded = async ({ owner }: Stage): Promise<number> =>
  (await owner.query('SELECT FROM deployment_steps WHERE ended_at IS NOT NULL')).rowCount ?? 0;

interface Scene {
  readonly stage: Stage;
  readonly worker: ChildProcess;
}

/** As long as something moves: a busy machine may take its time. A worker that has ended moves nothing any more. */
const until = async ({ stage, worker }: Scene, what: string, condition: (counts: Counts) => boolean): Promise<void> => {
  let seen = '';
  let since = Date.now();
  for (let counts = await statuses(stage); !condition(counts); counts = await statuses(stage)) {
    const now = JSON.stringify([[...counts].toSorted(), await stepsEnded(stage)]);
    expect(worker.exitCode, `the worker lives until: ${what}`).toBeNull();
    if (now !== seen) since = Date.now();
    seen = now;
    if (Date.now() - since > patienceMs) throw new Error(`waited in vain for: ${what}; since then ${now}`);
    await wait(lookEveryMs);
  }
};

test('the database gone in the middle of many provisions: all are finished when it is back, by the same worker', async () => {
  await using resources = new AsyncDisposableStack();
  const stage = await setStage(resources);
  const before = await others(stage);
  const ids: string[] = [];
  for (let n = 0; n < provisions; n += 1) {
    ids.push((await stage.services.deployments.create(stage.administrator, request)).id);
  }
  const worker = startWorker({ ...stage.workerEnvironment, LOG_LEVEL: 'warn' });
  resources.defer(async () => {
    worker.kill('SIGKILL');
    await ended;
  });
  const ended = once(worker, 'exit');
  const scene = { stage, worker };
  const noticed = Promise.withResolvers<void>();
  worker.stdout?.on('data', (chunk: Buffer) => {
    if (chunk.toString('utf8').includes('a job waits for the database')) noticed.resolve();
  });

  await until(scene, 'the first VM to run while others are on their way', (counts) => {
    return (counts.get('running') ?? 0) > 0 && (counts.get('provisioning') ?? 0) > 1;
  });
  await stage.stopDatabase();
  await Promise.race([noticed.promise, ended]);
  expect(worker.exitCode, 'the worker lives without its database').toBeNull();
  await stage.startDatabase();

  await until(scene, 'all of them to run', (counts) => counts.get('running') === provisions);
  expect(worker.exitCode).toBeNull();
  const duplicates = new Set(await duplicatesNow(stage));
  for (const id of ids) await stage.services.deployments.act(stage.administrator, { action: 'delete', id });
  await until(scene, 'all of them to be deleted', (counts) => counts.size === 0);
  const verdict = await judge(stage, { duplicates, others: before });
  expect(verdict).toEqual({ lost: 0, leaked: 0, duplicated: 0, stuck: 0, unaudited: 0, harmed: 0 });
}, 600_000);
