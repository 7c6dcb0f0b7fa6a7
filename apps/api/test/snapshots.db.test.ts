import { DomainError, type GuestRef, type Hypervisor } from '@portal/domain';
import { createEngine } from '@portal/engine';
import { expect, test } from 'vitest';
import { ask, firstSnapshot, type Made, running, snapshotsOf, tasksOf, through, vmOf } from './lifecycle.ts';
import { actionsOf, auditOf, portalVms } from './observe-cluster.ts';
import { createStack, engineWith, type Stack, until } from './stack.ts';
import { underKey } from './under-key.ts';

const label = 'before the upgrade';

test('a snapshot bears its owner and its label in PVE; going back to it brings the VM up as it was', async () => {
  await using stack = await createStack();
  const made = await running(stack);
  await through(stack, made, { operation: 'snapshot', to: 'running' });
  const [inPve] = (await vmOf(stack, made)).snapshots;
  expect(inPve?.name).toMatch(/^p[0-9a-f]{32}$/);
  expect(inPve?.description).toBe(`portal-deployment: ${made.id}\n${label}`);
  expect(await snapshotsOf(stack, made)).toMatchObject([{ label, status: 'ready' }]);

  const { vmid, config } = await vmOf(stack, made);
  await stack.simulator.control.updateConfig(vmid, { memory: 4096 });
  const back = await through(stack, made, { operation: 'rollback', to: 'running' });
  expect(back.addresses).toHaveLength(1);
  expect(await vmOf(stack, made)).toMatchObject({ power: 'running', config: { memory: config.memory } });
  expect(await snapshotsOf(stack, made)).toMatchObject([{ status: 'ready' }]);
  const { items } = await stack.services.deployments.steps(made.actor, made.id);
  expect(items.filter(({ operation }) => operation === 'rollback').map(({ name }) => name)).toEqual([
    ...['rollback', 'start', 'address'],
  ]);
});

test('a stopped VM stays stopped when it goes back, and a suspended one is off afterwards', async () => {
  await using stack = await createStack();
  const made = await running(stack);
  await through(stack, made, { operation: 'stop', to: 'stopped' });
  await through(stack, made, { operation: 'snapshot', to: 'stopped' });
  await through(stack, made, { operation: 'rollback', to: 'stopped' });
  await through(stack, made, { operation: 'start', to: 'running' });
  await through(stack, made, { operation: 'suspend', to: 'suspended' });
  expect((await through(stack, made, { operation: 'rollback', to: 'stopped' })).addresses).toEqual([]);
  expect(await vmOf(stack, made)).toMatchObject({ power: 'stopped' });
});

test('removing a snapshot leaves the VM as it is, and frees its place', async () => {
  await using stack = await createStack();
  const made = await running(stack);
  await through(stack, made, { operation: 'snapshot', to: 'running' });
  const { id: snapshotId } = await firstSnapshot(stack, made);
  await through(stack, made, { operation: 'suspend', to: 'suspended' });
  await through(stack, made, { operation: 'remove_snapshot', to: 'suspended' });
  expect((await vmOf(stack, made)).snapshots).toEqual([]);
  expect(await snapshotsOf(stack, made)).toEqual([]);
  const gone = stack.services.snapshots.rollback(made.actor, { id: made.id, snapshotId });
  await expect(gone).rejects.toMatchObject({ code: 'not_found' });
});

const refusalsOf = async (stack: Stack, { id }: Made) =>
  (await auditOf(stack, id)).filter(({ outcome }) => outcome === 'refused').map(({ action }) => action);

test('at the limit a snapshot is refused with the figure, on record; of two at once below it, one wins', async () => {
  await using stack = await createStack();
  const made = await running(stack);
  const { limit } = await stack.services.snapshots.list(made.actor, made.id);
  for (let count = 1; count < limit; count += 1) await through(stack, made, { operation: 'snapshot', to: 'running' });
  const both = await Promise.allSettled([ask(stack, made, 'snapshot'), ask(stack, made, 'snapshot')]);
  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  await stack.carry(made.id, ['running']);
  expect((await vmOf(stack, made)).snapshots).toHaveLength(limit);
  const refused = await ask(stack, made, 'snapshot').catch((error: unknown) => error);
  if (!(refused instanceof DomainError)) throw refused;
  expect(refused.code).toBe('limit_exceeded');
  expect(refused.details.limits).toEqual([{ name: 'cluster.snapshotsPerVm', limit, used: limit, requested: 1 }]);
  expect(await refusalsOf(stack, made)).toEqual(['deployment.snapshot_requested', 'deployment.snapshot_requested']);
});

test('a repeat under the same key makes no second snapshot', async () => {
  await using stack = await createStack();
  const made = await running(stack);
  const { snapshots } = underKey(stack, made.actor, 'twice');
  const create = () => snapshots.create({ id: made.id, label });
  await create();
  await stack.carry(made.id, ['running']);
  await create();
  expect((await stack.deployment(made.id)).status).toBe('running');
  expect(await snapshotsOf(stack, made)).toHaveLength(1);
  const other = snapshots.create({ id: made.id, label: 'another' });
  await expect(other).rejects.toMatchObject({ cause: { code: 'idempotency_key_reused' } });
});

test('a snapshot that fails is said and leaves the VM in use; it is no way back, and can be cleared away', async () => {
  await using stack = await createStack();
  const made = await running(stack);
  await stack.simulator.control.failTask({ type: 'qmsnapshot', exitstatus: 'rbd: no space left', times: 1 });
  const kept = await through(stack, made, { operation: 'snapshot', to: 'running' });
  expect(kept.statusMessage).toBe(
    'The snapshot failed: The storage has no space left: “rbd: no space left”. An administrator has to make room on the storage; until then it would fail again.',
  );
  const failed = await firstSnapshot(stack, made);
  expect(failed.status).toBe('failed');
  const back = stack.services.snapshots.rollback(made.actor, { id: made.id, snapshotId: failed.id });
  await expect(back).rejects.toMatchObject({ code: 'conflict' });
  await through(stack, made, { operation: 'remove_snapshot', to: 'running' });
  expect(await tasksOf(stack, 'qmdelsnapshot')).toBe(0);
  expect(await snapshotsOf(stack, made)).toEqual([]);
});

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
  const worker = new AbortController();
  await ask(stack, made, 'snapshot');
  const interrupted = engineWith(stack, (real) => ({
    async createSnapshot(...args) {
      const upid = await real.createSnapshot(...args);
      worker.abort();
      return upid;
    },
  }));
  await interrupted.run(made.id, worker.signal).catch(() => undefined);
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
  await stack.services.deployments.act(made.actor, { action: 'delete', id: made.id });
  await waitsForRelease(stack, made);
  await unlock(stack, made);
  await stack.carry(made.id, ['deleted']);
  expect(await portalVms(stack)).toEqual([]);
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
        await real.createSnapshot(ref, late, label, signal);
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
    aheadMs += 60 * 60_000;
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

test('a way back that the storage refuses keeps the VM and the snapshot, with the reason', async () => {
  await using stack = await createStack();
  const made = await running(stack);
  await through(stack, made, { operation: 'snapshot', to: 'running' });
  const exitstatus = "can't rollback, 'p' is not most recent snapshot";
  await stack.simulator.control.failTask({ type: 'qmrollback', exitstatus, times: 1 });
  await ask(stack, made, 'rollback');
  const kept = await stack.carry(made.id, ['running', 'stopped']);
  expect(kept.statusMessage).toBe(
    `Going back to the snapshot failed: Proxmox VE refused: “${exitstatus}”. Try again; if it fails again, tell an administrator.`,
  );
  expect((await firstSnapshot(stack, made)).status).toBe('ready');
});

test('a snapshot that was removed outside the portal is no way back any more', async () => {
  await using stack = await createStack();
  const made = await running(stack);
  await through(stack, made, { operation: 'snapshot', to: 'running' });
  const real = stack.ports.hypervisors.of(stack.cluster.id);
  const { node, vmid, snapshots } = await vmOf(stack, made);
  const upid = await real.deleteSnapshot({ node, vmid }, snapshots[0]?.name ?? '', false, AbortSignal.timeout(5_000));
  await expect.poll(async () => (await real.task(upid, AbortSignal.timeout(5_000))).state).toBe('succeeded');
  expect((await through(stack, made, { operation: 'rollback', to: 'running' })).statusMessage).toContain(
    'There is no such snapshot',
  );
  expect((await firstSnapshot(stack, made)).status).toBe('failed');
});

/** Everything that would change a VM is written down. */
const watched = (stack: Stack, calls: string[]) => {
  const seen =
    <Args extends unknown[], Result>(name: string, call: (...args: Args) => Result) =>
    (...args: Args): Result => {
      calls.push(name);
      return call(...args);
    };
  return engineWith(stack, (real: Hypervisor) => ({
    stop: seen('stop', real.stop),
    shutdown: seen('shutdown', real.shutdown),
    reset: seen('reset', real.reset),
    suspend: seen('suspend', real.suspend),
    resume: seen('resume', real.resume),
    createSnapshot: seen('createSnapshot', real.createSnapshot),
    rollbackSnapshot: seen('rollbackSnapshot', real.rollbackSnapshot),
    deleteSnapshot: seen('deleteSnapshot', real.deleteSnapshot),
    destroy: seen('destroy', real.destroy),
  }));
};

test('a VM that is somebody else’s is quarantined, and nothing is done to it, whatever was asked', async () => {
  await using stack = await createStack();
  const operations = [
    'reset',
    'suspend',
    'resume',
    'stop',
    'snapshot',
    'rollback',
    'remove_snapshot',
    'rebuild',
  ] as const;
  for (const operation of operations) {
    const made = await running(stack, `foreign-${operation.replace('_', '-')}`);
    await through(stack, made, { operation: 'snapshot', to: 'running' });
    if (operation === 'resume' || operation === 'stop')
      await through(stack, made, { operation: 'suspend', to: 'suspended' });
    const before = await vmOf(stack, made);
    await stack.simulator.control.updateConfig(before.vmid, { description: 'somebody made this theirs' });
    const calls: string[] = [];
    await ask(stack, made, operation);
    const found = await stack.carry(made.id, ['quarantined'], watched(stack, calls));
    expect(found, operation).toMatchObject({ status: 'quarantined', failureCode: 'stamp_mismatch' });
    expect(calls, operation).toEqual([]);
    const { power, paused, snapshots } = before;
    expect(await vmOf(stack, made), operation).toMatchObject({ power, paused, snapshots });
    const moving = (await stack.ports.reader.snapshots(made.id)).filter(
      ({ status }) => !['ready', 'failed'].includes(status),
    );
    expect(moving, operation).toEqual([]);
  }
  expect(await portalVms(stack)).toHaveLength(operations.length);
});
