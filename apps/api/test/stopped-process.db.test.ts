import { createClaims } from '@portal/db';
import type { Log } from '@portal/domain';
import { silentLog } from '@portal/testing';
import { expect, test } from 'vitest';
import { startWorker } from '../src/worker/worker.ts';
import { vmsOf } from './observe-cluster.ts';
import { startApi } from './process.ts';
import { apiTokenOf } from './rest-client.ts';
import { createStack, type Stack, until } from './stack.ts';
import { readStream } from './stream-reader.ts';

/** As long as whoever stops a process waits before it kills it. */
const drainedWithinMs = 10_000;
/** For a process to start on a busy machine. */
const startMs = 60_000;

const statuses = async ({ deployment }: Stack, ids: readonly string[]): Promise<string[]> =>
  Promise.all(ids.map(async (id) => (await deployment(id)).status));

const clonesUnderWay = async ({ simulator }: Stack): Promise<number> =>
  (await simulator.control.snapshot()).tasks.filter(({ type }) => type === 'qmclone').length;

test('apps/api told to stop takes nothing new, hands on what it has within ten seconds, and the next one goes on', async () => {
  await using stack = await createStack();
  const { control } = stack.simulator;
  const actor = await stack.person();
  await control.hangTask({ type: 'qmclone', times: 2 });
  const inHand = [await stack.create(actor, 'first'), await stack.create(actor, 'second')];
  await using stopped = startApi(stack);
  await until('the clones', async () => (await clonesUnderWay(stack)) === inHand.length, startMs);
  const { authorization } = await apiTokenOf(stack, actor);
  const events = readStream(await fetch(`${await stopped.listening()}/api/events`, { headers: { authorization } }));
  await events.read('id: ');
  const told = performance.now();
  const stopping = stopped.stop();
  await stopped.says('stopping');
  const late = await stack.create(actor, 'late');
  expect(await stopping).toBe(0);
  await events.read(null);
  expect(performance.now() - told).toBeLessThan(drainedWithinMs);
  expect(await statuses(stack, [...inHand, late])).toEqual(['provisioning', 'provisioning', 'queued']);
  const { rows } = await stack.owner.query(`SELECT FROM graphile_worker.jobs WHERE locked_by IS NOT NULL`);
  expect(rows).toEqual([]);
  await using next = startApi(stack);
  await control.clearFaults();
  const all = [...inHand, late];
  const allRun = async () => (await statuses(stack, all)).every((status) => status === 'running');
  await until('all of them to run', allRun, startMs);
  for (const id of all) expect(await vmsOf(stack, id)).toHaveLength(1);
  expect(await clonesUnderWay(stack)).toBe(all.length);
  expect((await fetch(`${await next.listening()}/readyz`)).status).toBe(200);
});

test('a worker that is told to stop while it begins ends all the same', async () => {
  await using stack = await createStack();
  const { ownerUrl } = stack;
  const claims = createClaims({ url: stack.appUrl, log: silentLog, lastsMs: 10_000 });
  const tasks = { 'cluster.dispatch': () => undefined };
  const warnings: string[] = [];
  const log: Log = { ...silentLog, warn: (message) => void warnings.push(message) };
  // More hands than it has connections, which is meant.
  const worker = startWorker({ ownerUrl, tasks, concurrency: 40, claims, recoverEveryMs: 1_000, log });
  await worker.stop();
  expect(warnings).toEqual([]);
  await claims.close();
  // Not those of the tests before, which looked at the jobs too.
  const connections = async () =>
    (
      await stack.owner.query(
        `SELECT query FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%graphile_worker%'
           AND application_name <> 'kept'`,
      )
    ).rows;
  await until('its connections to be closed', async () => (await connections()).length === 0);
});

test('a worker that cannot begin its cycles at once, as while a frozen one holds their rows, begins them when it can', async () => {
  await using stack = await createStack();
  const enqueue = 'FUNCTION portal_enqueue(text, json, timestamptz, int, text, boolean)';
  await stack.owner.query(`REVOKE EXECUTE ON ${enqueue} FROM portal_app`);
  await using worker = startApi(stack, { ROLES: 'worker' });
  await worker.says('the cycles of this worker could not be begun yet');
  await stack.owner.query(`GRANT EXECUTE ON ${enqueue} TO portal_app`);
  const observed = async () => (await stack.database.lastObservations.latest(stack.cluster.id)) !== null;
  await until('its cluster to be observed', observed, startMs);
});
