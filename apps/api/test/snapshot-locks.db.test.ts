// A snapshot whose task dies leaves the VM locked: nothing is asked of it until somebody releases the lock, and then it goes on by itself.
import type { GuestRef } from '@portal/domain';
import { createEngine } from '@portal/engine';
import { hourMs } from '@portal/types';
import { expect, test } from 'vitest';
import { ask, begunSnapshot, type Made, running, snapshotsOf, tasksOf, through, vmOf } from './lifecycle.ts';
import { actionsOf, portalVms } from './observe-cluster.ts';
import { createStack, engineWith, type Stack, until } from './stack.ts';

const leftover = 'An administrator has to release the lock; the portal then goes on by itself.';

/** Looked at several times: nothing is asked of a VM that PVE would refuse, and the wait is on record once. */
const waitsForRelease = async (stack: Stack, made: Made, engine = stack.engine): Promise<void> => {
  const look = () => engine.run(made.id, AbortSignal.timeout(20_000));
  const told = async () => (await stack.deployment(made.id)).statusMessage?.endsWith(leftover) === true;
  await until('its owner to read what it waits for', async () => {
    await look();
    return told();
  });
  const rows = (await actionsOf(stack, made.id)).length;
  await stack.simulator.control.clearRequests();
  await look();
  await look();
  expect((await stack.simulator.control.requests()).filter(({ method }) => method !== 'GET')).toEqual([]);
  expect(await actionsOf(stack, made.id)).toHaveLength(rows);
};

/** What `qm unlock` does, which is root's alone. */
const unlock = async (stack: Stack, made: Made): Promise<void> =>
  stack.simulator.control.lockVm((await vmOf(stack, made)).vmid, null);

const diedLocked = async (stack: Stack, made: Made): Promise<void> => {
  await until('the snapshot to have died', async () => (await stack.simulator.control.stats()).tasksRunning === 0);
  expect((await vmOf(stack, made)).config.lock).toBe('snapshot');
};

test('what an interrupted snapshot leaves behind is removed as soon as somebody has released its lock', async () => {
  await using stack = await createStack();
  const made = await running(stack);
  await stack.simulator.control.failTask({ type: 'qmsnapshot', exitstatus: 'unexpected status', times: 1 });
  await ask(stack, made, 'snapshot');
  await waitsForRelease(stack, made);
  expect((await stack.deployment(made.id)).statusMessage).toBe(
    `The VM is locked by a snapshot that the portal started and that was cut short. ${leftover}`,
  );
  const { vmid, node } = await vmOf(stack, made);
  const open = await stack.ports.reader.openProblems('lock_left_behind');
  expect(open.map(({ params }) => params)).toEqual([{ vmid, node, lock: 'snapshot' }]);
  await unlock(stack, made);
  await stack.engine.observe(stack.cluster.id, AbortSignal.timeout(10_000));
  expect(await stack.ports.reader.openProblems('lock_left_behind')).toEqual([]);
  const kept = await stack.carry(made.id, ['running']);
  expect(kept).toMatchObject({ failureCode: 'operation_failed' });
  expect(kept.statusMessage).toContain('The snapshot failed: ');
  expect((await vmOf(stack, made)).snapshots).toEqual([]);
  await through(stack, made, { operation: 'stop', to: 'stopped' });
});

/** Its owner turns to something else while the snapshot is being made; then its task dies and leaves the VM locked. */
const dyingSnapshot = async (stack: Stack): Promise<Made> => {
  const made = await running(stack);
  await stack.simulator.control.failTask({ type: 'qmsnapshot', exitstatus: 'unexpected status', times: 1 });
  await begunSnapshot(stack, made);
  await diedLocked(stack, made);
  return made;
};

test.each(['delete', 'rebuild'] as const)(
  'a %s of a VM that an interrupted snapshot locked leaves it running, and goes on when the lock is released',
  async (action) => {
    await using stack = await createStack();
    const made = await dyingSnapshot(stack);
    // Its own clean-up comes to its end first, since nothing is rebuilt while a snapshot is under way.
    if (action === 'rebuild') await stack.simulator.control.lockVm((await vmOf(stack, made)).vmid, null);
    if (action === 'rebuild') await stack.carry(made.id, ['running']);
    if (action === 'rebuild') await stack.simulator.control.lockVm((await vmOf(stack, made)).vmid, 'snapshot');
    await stack.services.deployments.act(made.actor, { action, id: made.id });
    await waitsForRelease(stack, made);
    expect((await vmOf(stack, made)).power).toBe('running');
    await unlock(stack, made);
    await stack.carry(made.id, [action === 'delete' ? 'deleted' : 'queued']);
    expect(await portalVms(stack)).toEqual([]);
  },
);

test('a clean-up that is cut short itself is said, and the VM can be deleted once the lock is released', async () => {
  await using stack = await createStack();
  const made = await dyingSnapshot(stack);
  await unlock(stack, made);
  await stack.simulator.control.failTask({ type: 'qmdelsnapshot', exitstatus: 'rbd: image is busy', times: 1 });
  await stack.carry(made.id, ['running']);
  expect((await vmOf(stack, made)).config.lock).toBe('snapshot-delete');
  expect(await snapshotsOf(stack, made)).toMatchObject([{ status: 'incomplete' }]);
  await stack.services.deployments.act(made.actor, { action: 'delete', id: made.id });
  await waitsForRelease(stack, made);
  await unlock(stack, made);
  await stack.carry(made.id, ['deleted']);
  expect(await portalVms(stack)).toEqual([]);
});

test('a snapshot whose removal is cut short is no way back any more, and counts until it is removed', async () => {
  await using stack = await createStack();
  const made = await running(stack);
  await through(stack, made, { operation: 'snapshot', to: 'running' });
  await stack.simulator.control.failTask({ type: 'qmdelsnapshot', exitstatus: 'rbd: image is busy', times: 1 });
  await through(stack, made, { operation: 'remove_snapshot', to: 'running' });
  expect(await snapshotsOf(stack, made)).toMatchObject([{ status: 'incomplete' }]);
  await expect(ask(stack, made, 'rollback')).rejects.toMatchObject({ reason: { code: 'snapshot_unfinished' } });
  const of = made.actor.principal.userId;
  const full = { subject: 'person', of, measure: 'snapshots', value: 1 } as const;
  await stack.services.limits.create(await stack.person('admin'), full);
  await expect(ask(stack, made, 'snapshot')).rejects.toMatchObject({ code: 'limit_exceeded' });
  await unlock(stack, made);
  await through(stack, made, { operation: 'remove_snapshot', to: 'running' });
  await through(stack, made, { operation: 'snapshot', to: 'running' });
});

test.each(['stop', 'destroy'] as const)('and so it is where the snapshot comes as late as the %s', async (before) => {
  await using stack = await createStack();
  const made = await running(stack);
  await stack.simulator.control.failTask({ type: 'qmsnapshot', exitstatus: 'unexpected status', times: 1 });
  await ask(stack, made, 'snapshot');
  await stack.services.deployments.act(made.actor, { action: 'delete', id: made.id });
  const names = (await stack.ports.reader.snapshots(made.id)).map(({ name }) => name);
  const engine = engineWith(stack, (real) => ({
    async [before](ref: GuestRef, signal: AbortSignal) {
      const late = names.pop();
      if (late !== undefined) {
        await real.createSnapshot(ref, late, 'before the upgrade', signal);
        await diedLocked(stack, made);
      }
      return real[before](ref, signal);
    },
  }));
  await waitsForRelease(stack, made, engine);
  await unlock(stack, made);
  await stack.carry(made.id, ['deleted'], engine);
  expect(await portalVms(stack)).toEqual([]);
  expect(await tasksOf(stack, 'qmsnapshot')).toBe(1);
});

/** An engine for which an hour passes at a word. */
const hurrying = (stack: Stack) => {
  let aheadMs = 0;
  const clock = { ...stack.ports.clock, now: () => new Date(Date.now() + aheadMs) };
  const anHour = () => {
    aheadMs += hourMs;
  };
  return { engine: createEngine({ ...stack.ports, clock }), anHour };
};

test('a lock that nobody holds any more is waited for however long it takes, and its owner is told whose it is', async () => {
  await using stack = await createStack();
  const made = await running(stack);
  await stack.simulator.control.lockVm((await vmOf(stack, made)).vmid, 'rollback');
  await stack.services.deployments.act(made.actor, { action: 'delete', id: made.id });
  const { engine, anHour } = hurrying(stack);
  await waitsForRelease(stack, made, engine);
  expect((await stack.deployment(made.id)).statusMessage).toBe(
    `The VM is locked by a rollback to a snapshot that somebody else started and that was cut short. ${leftover}`,
  );
  anHour();
  await waitsForRelease(stack, made, engine);
  await unlock(stack, made);
  await stack.carry(made.id, ['deleted'], engine);
});

test('while a backup holds the VM nothing is asked of it; one that holds it for too long is named with a remedy', async () => {
  await using stack = await createStack();
  const made = await running(stack);
  await stack.simulator.control.lockVm((await vmOf(stack, made)).vmid, 'backup');
  await stack.services.deployments.act(made.actor, { action: 'delete', id: made.id });
  await stack.simulator.control.clearRequests();
  const { engine, anHour } = hurrying(stack);
  await engine.run(made.id, AbortSignal.timeout(20_000));
  expect((await stack.deployment(made.id)).statusMessage).toBe(
    'The VM is locked by a backup that the portal did not start. The portal goes on trying.',
  );
  anHour();
  const { statusMessage } = await stack.carry(made.id, ['failed'], engine);
  expect(statusMessage).toBe(
    'The deletion failed: The VM is locked by a backup that the portal did not start. An administrator can say what holds the lock; try again once it is released.',
  );
  expect((await stack.simulator.control.requests()).filter(({ method }) => method !== 'GET')).toEqual([]);
  expect((await vmOf(stack, made)).power).toBe('running');
});
