// Live figures end to end over the real database and the simulator: who reads them, how often the cluster is asked, and what is told
// where it does not answer.
import { type Hypervisor, HypervisorError, type PersonContext } from '@portal/domain';
import { createEngine } from '@portal/engine';
import type { FigureTimeframe } from '@portal/types';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createStack, type Stack, servicesBy, until } from './stack.ts';

const hourSeconds = 3_600;
/** Never fires. */
const unhurried = new AbortController().signal;

let stack: Stack;
let owner: PersonContext;

beforeAll(async () => {
  stack = await createStack();
  owner = await stack.person('admin');
});
afterAll(() => stack[Symbol.asyncDispose]());

const runningVm = async (name: string) => {
  const id = await stack.create(owner, name);
  const { vmid } = await stack.carry(id, ['running']);
  if (vmid === null) throw new Error('a running VM has an id');
  await stack.simulator.control.setUptime(vmid, 2 * hourSeconds);
  return { id, vmid };
};

/** Carries out what is waiting for a worker, until the answer is there. */
const withWorker = async <Answer>(asked: Promise<Answer>, engine = stack.engine): Promise<Answer> => {
  let isOver = false;
  const answer = asked.finally(() => {
    isOver = true;
  });
  await until('the figures to be asked for', async () => isOver || (await waiting()).length > 0);
  for (const payload of await waiting()) await engine.figures(payload, AbortSignal.timeout(10_000));
  await stack.owner.query(`DELETE FROM graphile_worker._private_jobs WHERE key LIKE 'figures:%'`);
  return answer;
};

const waiting = async () => {
  const { rows } = await stack.owner.query<{ payload: { deploymentId: string; timeframe: FigureTimeframe } }>(
    `SELECT payload FROM graphile_worker._private_jobs WHERE key LIKE 'figures:%'`,
  );
  return rows.map(({ payload }) => payload);
};

const callsFor = async (): Promise<number> =>
  (await stack.simulator.control.requests()).filter(({ path }) => path.endsWith('/rrddata')).length;

test('an hour is told by the minute and a day by five, with what was not recorded left open', async () => {
  const { id } = await runningVm('figures-hour');
  const hour = await withWorker(stack.services.figures.read(owner, { id }));
  expect(hour).toMatchObject({ timeframe: 'hour', reason: null, readAt: expect.any(String) });
  expect(hour.points).toHaveLength(60);
  expect(hour.points.every(({ cpuShare }) => cpuShare !== null && cpuShare > 0 && cpuShare < 1)).toBe(true);
  expect(hour.points.at(-1)).toMatchObject({ memoryMiB: 1024, usedMemoryMiB: 409.6 });
  const day = await withWorker(stack.services.figures.read(owner, { id, timeframe: 'day' }));
  expect(day.points).toHaveLength(288);
  expect(day.points[0]).toMatchObject({ cpuShare: null, memoryMiB: null, networkInBytesPerSecond: null });
  expect(day.points.at(-1)?.cpuShare).not.toBeNull();
});

test('many who look at once, in whichever process, cost the cluster one call, and those within half a minute none', async () => {
  const { id } = await runningVm('figures-many');
  const before = await callsFor();
  const elsewhere = servicesBy(stack, stack.ports.clock);
  const all = Array.from({ length: 50 }, (_, n) =>
    (n % 2 === 0 ? stack.services : elsewhere).figures.read(owner, { id }),
  );
  const answers = await withWorker(Promise.all(all));
  expect(new Set(answers.map(({ readAt }) => readAt)).size).toBe(1);
  expect(await callsFor()).toBe(before + 1);
  expect(await stack.services.figures.read(owner, { id })).toEqual(answers[0]);
  expect(await callsFor()).toBe(before + 1);
});

test('a VM that is off has no figures of what it would take, and no zeros in their place', async () => {
  const { id, vmid } = await runningVm('figures-off');
  await stack.simulator.control.setPower(vmid, 'stopped');
  const { points, reason } = await withWorker(stack.services.figures.read(owner, { id }));
  expect(reason).toBeNull();
  expect(new Set(points.map(({ cpuShare }) => cpuShare))).toEqual(new Set([null]));
  expect(new Set(points.map(({ diskReadBytesPerSecond }) => diskReadBytesPerSecond))).toEqual(new Set([null]));
});

test('before there is a VM nobody is asked', async () => {
  const id = await stack.create(owner, 'figures-queued');
  expect(await stack.services.figures.read(owner, { id })).toEqual({
    ...{ timeframe: 'hour', readAt: null, points: [], reason: null },
  });
  expect(await waiting()).toEqual([]);
});

const refusing = (code: 'unreachable' | 'forbidden'): Hypervisor => ({
  ...stack.ports.hypervisors.of(stack.cluster.id),
  guestFigures: () => Promise.reject(new HypervisorError(code, 'no', { maybeDone: false })),
});

test('a cluster that is silent, or a right that is missing, is told as the reason, and what was read before stays', async () => {
  const { id } = await runningVm('figures-silent');
  const first = await withWorker(stack.services.figures.read(owner, { id }));
  for (const [code, minutes] of [
    ['unreachable', 1],
    ['forbidden', 2],
  ] as const) {
    const clock = { ...stack.ports.clock, now: () => new Date(Date.now() + minutes * 60_000) };
    const engine = createEngine({ ...stack.ports, clock, hypervisors: { of: () => refusing(code) } });
    const later = await withWorker(servicesBy(stack, clock).figures.read(owner, { id }), engine);
    expect(later).toMatchObject({ readAt: first.readAt, points: first.points, reason: { code: `pve_${code}` } });
  }
});

test('a cluster that hangs is given up on in time, told as the reason, and not asked again by the next one who looks', async () => {
  const { id } = await runningVm('figures-hanging');
  await stack.simulator.control.addFault({
    ...{ match: { path: '/rrddata$' }, times: 100, when: 'before', action: { kind: 'hang' } },
  });
  await stack.engine.figures({ deploymentId: id, timeframe: 'hour' }, unhurried);
  const before = await callsFor();
  expect(await stack.services.figures.read(owner, { id })).toMatchObject({
    ...{ readAt: null, points: [], reason: { code: 'pve_deadline' } },
  });
  expect(await waiting()).toEqual([]);
  expect(await callsFor()).toBe(before);
  await stack.simulator.control.clearFaults();
});

test('a worker that ends meanwhile keeps no reason for it', async () => {
  const { id } = await runningVm('figures-ended');
  const ended = AbortSignal.abort(new Error('the worker ends'));
  await expect(stack.engine.figures({ deploymentId: id, timeframe: 'hour' }, ended)).rejects.toThrow('the worker ends');
  expect(await stack.database.guestFigures.read(id, 'hour')).toBeNull();
});

test('another VM that has its id by now is not read', async () => {
  const { id, vmid } = await runningVm('figures-foreign');
  await stack.simulator.control.updateConfig(vmid, { description: 'somebody else’s' });
  const before = await callsFor();
  const { points, reason } = await withWorker(stack.services.figures.read(owner, { id }));
  expect({ points, code: reason?.code }).toEqual({ points: [], code: 'pve_guest_missing' });
  expect(await callsFor()).toBe(before);
});

test('whoever may not see the VM does not see its figures either', async () => {
  const { id } = await runningVm('figures-hidden');
  const stranger = await stack.person('support');
  await expect(stack.services.figures.read(stranger, { id })).rejects.toMatchObject({ code: 'not_found' });
});
