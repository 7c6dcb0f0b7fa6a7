// The log of the task that is under way on a VM, followed over the real database and the simulator.
import type { PersonContext } from '@portal/domain';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createStack, type Stack, until } from './stack.ts';

let stack: Stack;
let admin: PersonContext;

beforeAll(async () => {
  stack = await createStack();
  admin = await stack.person('admin');
});
afterAll(() => stack[Symbol.asyncDispose]());

const isAsked = async (): Promise<boolean> =>
  (await stack.owner.query(`SELECT FROM graphile_worker._private_jobs WHERE key LIKE 'task-log:%'`)).rows.length > 0;

const callsFor = async (): Promise<number> =>
  (await stack.simulator.control.requests()).filter(({ path }) => path.endsWith('/log')).length;

/** Carries out what is waiting for a worker, until the answer is there. */
const read = async (deploymentId: string, known: { readonly upid?: string; readonly after?: number } = {}) => {
  let isOver = false;
  const answer = stack.services.taskLog.read(admin, { id: deploymentId, ...known }).finally(() => {
    isOver = true;
  });
  await until('the log to be asked for', async () => isOver || isAsked());
  if (!isOver) await stack.engine.taskLog({ deploymentId }, AbortSignal.timeout(10_000));
  await stack.owner.query(`DELETE FROM graphile_worker._private_jobs WHERE key LIKE 'task-log:%'`);
  return answer;
};

/** Its clone is under way until this is disposed of. */
const cloning = async (name: string) => {
  await stack.simulator.control.hangTask({ type: 'qmclone' });
  const id = await stack.create(admin, name);
  await stack.engine.dispatch(stack.cluster.id, AbortSignal.timeout(10_000));
  const ended = new AbortController();
  const run = stack.engine.run(id, ended.signal).catch((error: unknown) => error);
  const upidOf = async () => (await stack.database.engine.workInHand(id))?.step?.upid ?? '';
  await until('the clone to begin', async () => (await upidOf()) !== '');
  return {
    ...{ id, upid: await upidOf() },
    [Symbol.asyncDispose]: async () => {
      ended.abort();
      await run;
      await stack.simulator.control.clearFaults();
    },
  };
};

test('the lines so far are told, and later those that are new; many who follow it cost the cluster one call', async () => {
  await using made = await cloning('log-followed');
  const first = await read(made.id);
  expect(first).toMatchObject({ upid: made.upid, from: 0, reason: null });
  expect(first.lines[0]).toMatch(/^creating a clone of VM/);
  const before = await callsFor();
  const known = { upid: made.upid, after: first.lines.length };
  const nothingNew = { ...first, from: known.after, lines: [] };
  expect(await Promise.all([read(made.id, known), read(made.id, known)])).toEqual([nothingNew, nothingNew]);
  expect(await callsFor()).toBeLessThanOrEqual(before + 1);
  const ofAnother = { ...known, upid: `${made.upid}of-before` };
  expect(await read(made.id, ofAnother), 'lines that are known of another task count for nothing').toEqual(first);
});

test('before anything was asked of the cluster there is nothing to follow, and the cluster is not asked', async () => {
  const id = await stack.create(admin, 'log-queued');
  const before = await callsFor();
  expect(await read(id)).toEqual({ upid: null, from: 0, lines: [], reason: null });
  expect(await callsFor()).toBe(before);
});

test('a cluster or a worker that does not tell it is named as the reason, and what was read stays', async () => {
  await using made = await cloning('log-silent');
  const first = await read(made.id);
  await stack.simulator.control.addFault({
    ...{ match: { path: '/log$' }, times: 100, when: 'before', action: { kind: 'hang' } },
  });
  await stack.owner.query(`UPDATE task_logs SET asked_at = asked_at - interval '1 minute'`);
  const silent = { ...first, reason: { code: 'pve_deadline' } };
  const withoutWorker = await stack.services.taskLog.read(admin, { id: made.id });
  expect(withoutWorker, 'no worker is in time').toMatchObject(silent);
  expect(await read(made.id)).toMatchObject(silent);
});

test('it is for administrators and auditors, who alone see what stands in it', async () => {
  await using made = await cloning('log-hidden');
  const { taskLog } = stack.services;
  for (const role of ['support', 'lead', 'template_admin'] as const) {
    await expect(taskLog.read(await stack.person(role), { id: made.id })).rejects.toMatchObject({ code: 'forbidden' });
  }
});
