import { DomainError, type Hypervisor } from '@portal/domain';
import { expect, test } from 'vitest';
import { ask, firstSnapshot, type Made, running, snapshotsOf, tasksOf, through, vmOf } from './lifecycle.ts';
import { auditOf, portalVms } from './observe-cluster.ts';
import { createStack, engineWith, type Stack } from './stack.ts';
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
      ({ status }) => !['ready', 'failed', 'incomplete'].includes(status),
    );
    expect(moving, operation).toEqual([]);
  }
  expect(await portalVms(stack)).toHaveLength(operations.length);
});
