import { systemClock, systemIds } from '@portal/db/system';
import { HypervisorError } from '@portal/domain';
import { createEngine } from '@portal/engine';
import { hourMs } from '@portal/types';
import { expect, test } from 'vitest';
import { ask, running, tasksOf, through, vmOf } from './lifecycle.ts';
import { actionsOf, portalVms } from './observe-cluster.ts';
import { createStack, engineWith, leaping, type Stack, until } from './stack.ts';

test('a reset is one hard reset, after which the guest is asked for its address again', async () => {
  await using stack = await createStack();
  const made = await running(stack);
  const reset = await through(stack, made, { operation: 'reset', to: 'running' });
  expect(await tasksOf(stack, 'qmreset')).toBe(1);
  expect(reset.addresses).toHaveLength(1);
  expect(await actionsOf(stack, made.id)).toContain('deployment.reset_requested');
});

test('a suspended VM keeps its memory and its address, and goes on where it was', async () => {
  await using stack = await createStack();
  const made = await running(stack);
  const { addresses } = await stack.deployment(made.id);
  expect((await through(stack, made, { operation: 'suspend', to: 'suspended' })).addresses).toEqual(addresses);
  expect(await vmOf(stack, made)).toMatchObject({ power: 'running', paused: true });
  await through(stack, made, { operation: 'resume', to: 'running' });
  expect(await vmOf(stack, made)).toMatchObject({ power: 'running', paused: false });
});

test('a suspended VM is stopped by its owner and at the end of its lease, though it cannot shut down', async () => {
  await using stack = await createStack();
  const made = await running(stack);
  await through(stack, made, { operation: 'suspend', to: 'suspended' });
  expect((await through(stack, made, { operation: 'stop', to: 'stopped' })).addresses).toEqual([]);
  expect(await vmOf(stack, made)).toMatchObject({ power: 'stopped' });
  await through(stack, made, { operation: 'start', to: 'running' });
  await through(stack, made, { operation: 'suspend', to: 'suspended' });
  const clock = { now: () => new Date(Date.now() + 25 * hourMs), wait: systemClock.wait };
  const later = createEngine({ ...stack.ports, clock, ids: systemIds });
  expect(await stack.ports.reader.dueLeases({ now: clock.now(), limit: 10, warningHours: [] })).toEqual([made.id]);
  await later.leaseDue(made.id);
  await stack.carry(made.id, ['expired'], later);
  expect(await vmOf(stack, made)).toMatchObject({ power: 'stopped' });
});

test('an operation that the cluster refuses leaves the deployment as its VM is, with the reason', async () => {
  await using stack = await createStack();
  const made = await running(stack);
  await stack.simulator.control.failTask({ type: 'qmpause', exitstatus: 'VM 1 qmp command failed', times: 1 });
  const kept = await through(stack, made, { operation: 'suspend', to: 'running' });
  expect(kept.statusMessage).toContain('Suspending it failed: Proxmox VE refused: “VM 1 qmp command failed”');
  await through(stack, made, { operation: 'suspend', to: 'suspended' });
  await stack.simulator.control.setPower((await vmOf(stack, made)).vmid, 'stopped');
  expect((await through(stack, made, { operation: 'resume', to: 'stopped' })).statusMessage).toContain('Resuming it');
});

test('a reset whose task nobody knows any more is not pressed again, and its owner is told', async () => {
  await using stack = await createStack();
  const made = await running(stack);
  await stack.simulator.control.vanishTask({ type: 'qmreset' });
  const kept = await through(stack, made, { operation: 'reset', to: 'running' });
  expect(kept.statusMessage).toContain('nobody can say whether it was done');
  expect(await tasksOf(stack, 'qmreset')).toBe(1);
});

/** The answer to the first such call is lost, and so is a look for its task; PVE carries it out `beforeLook`, if ever. */
const losesFirst = (stack: Stack, name: 'reset' | 'reboot' | 'rollbackSnapshot', beforeLook: number) => {
  const askedAt: number[] = [];
  let looks = 0;
  let late: () => Promise<unknown> = () => Promise.reject(new Error(`${name} was not asked for`));
  const engine = engineWith(stack, (real) => ({
    async [name](...args: readonly unknown[]) {
      askedAt.push(stack.ports.clock.now().getTime());
      const call = () => Reflect.apply(real[name], real, args);
      if (askedAt.length > 1) return call();
      late = call;
      throw new HypervisorError('deadline', 'The cluster did not answer in time.', { maybeDone: true });
    },
    async tasks(filter, signal) {
      looks += 1;
      if (looks === 2) throw new HypervisorError('unreachable', 'The node does not answer.', { maybeDone: false });
      if (looks === beforeLook) await late();
      return real.tasks(filter, signal);
    },
  }));
  return { engine, askedAt: () => askedAt };
};

const unseen = [
  ['reset', 'reset', 'qmreset'],
  ['reboot', 'reboot', 'qmreboot'],
  ['rollback', 'rollbackSnapshot', 'qmrollback'],
] as const;

test.each(unseen)(
  'a %s whose answer is lost, and that PVE carries out late, is not asked for again',
  async (...row) => {
    const [operation, name, type] = row;
    await using stack = await createStack();
    const made = await running(stack);
    if (operation === 'rollback') await through(stack, made, { operation: 'snapshot', to: 'running' });
    const { engine, askedAt } = losesFirst(stack, name, 4);
    await through(stack, made, { operation, to: 'running', engine });
    expect([askedAt().length, await tasksOf(stack, type)]).toEqual([1, 1]);
  },
);

test('a reset that never reached PVE is asked for again, once a lost call can no longer come', async () => {
  await using stack = await createStack();
  const made = await running(stack);
  const { engine, askedAt } = losesFirst(leaping(stack), 'reset', Number.POSITIVE_INFINITY);
  await through(stack, made, { operation: 'reset', to: 'running', engine });
  const [first = 0, second = 0, ...more] = askedAt();
  expect(second - first).toBeGreaterThan(40_000);
  expect([more, await tasksOf(stack, 'qmreset')]).toEqual([[], 1]);
  // One wait, however often it was looked.
  const waits = (await actionsOf(stack, made.id)).filter((action) => action === 'deployment.waiting');
  expect(waits).toHaveLength(1);
});

test.each([
  ['snapshot', 'qmsnapshot'],
  ['suspend', 'qmpause'],
  ['rebuild', 'qmstop'],
] as const)('a deletion during a %s waits for its task and leaves no VM behind', async (operation, type) => {
  await using stack = await createStack();
  const made = await running(stack);
  await stack.simulator.control.hangTask({ type });
  await ask(stack, made, operation);
  const work = stack.engine.run(made.id, AbortSignal.timeout(20_000));
  const taskStarted = async () => (await tasksOf(stack, type)) > 0;
  await until(`${type} to begin`, taskStarted);
  await stack.services.deployments.act(made.actor, { action: 'delete', id: made.id });
  await stack.simulator.control.clearFaults();
  await work;
  await stack.carry(made.id, ['deleted']);
  expect(await portalVms(stack)).toEqual([]);
  expect(await stack.ports.reader.snapshots(made.id)).toEqual([]);
});

test('a VM under HA has stopped and started when its power says so, not when the HA manager has been told', async () => {
  await using stack = await createStack();
  const made = await running(stack);
  const { control } = stack.simulator;
  await control.setHa((await vmOf(stack, made)).vmid, 'started');
  await control.setTiming({ startMs: 500 });
  await through(stack, made, { operation: 'stop', to: 'stopped' });
  expect(await vmOf(stack, made)).toMatchObject({ power: 'stopped' });
  await through(stack, made, { operation: 'start', to: 'running' });
  expect(await vmOf(stack, made)).toMatchObject({ power: 'running' });
  expect([await tasksOf(stack, 'hastop'), await tasksOf(stack, 'hastart')]).toEqual([1, 1]);
});

test('the HA manager is not told twice while the task of a lost answer runs', async () => {
  await using stack = await createStack();
  const made = await running(stack);
  const { control } = stack.simulator;
  await control.setHa((await vmOf(stack, made)).vmid, 'started');
  await control.hangTask({ type: 'hastop' });
  const deaf = engineWith(stack, (real) => ({
    async shutdown(...asked) {
      await real.shutdown(...asked);
      throw new HypervisorError('deadline', 'The cluster did not answer in time.', { maybeDone: true });
    },
  }));
  await ask(stack, made, 'stop');
  await deaf.run(made.id, AbortSignal.timeout(20_000));
  const work = stack.engine.run(made.id, AbortSignal.timeout(20_000));
  await until('the task to be found', async () => (await stack.ports.reader.workInHand(made.id))?.step?.upid != null);
  await control.clearFaults();
  await work;
  expect(await stack.deployment(made.id)).toMatchObject({ status: 'stopped' });
  expect([await vmOf(stack, made), await tasksOf(stack, 'hastop')]).toMatchObject([{ power: 'stopped' }, 1]);
});
