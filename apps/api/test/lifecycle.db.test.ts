import { systemClock, systemIds } from '@portal/db/system';
import { Change, createEngine, systemActor } from '@portal/domain';
import { expect, test } from 'vitest';
import { ask, noKey, running, tasksOf, through, vmOf } from './lifecycle.ts';
import { actionsOf, portalVms, reservationsOf } from './observe-cluster.ts';
import { createStack, publishTemplate, type Stack, until } from './stack.ts';

const HOUR_MS = 3_600_000;

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
  const clock = { now: () => new Date(Date.now() + 25 * HOUR_MS), wait: systemClock.wait };
  const later = createEngine({ ...stack.ports, clock, ids: systemIds });
  expect(await stack.ports.reader.dueLeases(clock.now(), 10)).toEqual([made.id]);
  await later.leaseDue(made.id);
  await stack.carry(made.id, ['expired'], later);
  expect(await vmOf(stack, made)).toMatchObject({ power: 'stopped' });
});

test('an operation that the cluster refuses leaves the deployment as its VM is, with the reason', async () => {
  await using stack = await createStack();
  const made = await running(stack);
  await stack.simulator.control.failTask({ type: 'qmpause', exitstatus: 'VM 1 qmp command failed', times: 1 });
  const kept = await through(stack, made, { operation: 'suspend', to: 'running' });
  expect(kept.statusMessage).toContain('Suspending it failed: VM 1 qmp command failed');
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

const disableTemplate = ({ database, template: { templateId } }: Stack): Promise<void> =>
  database.unitOfWork.run(systemActor('test'), (tx) =>
    tx.commit(
      Change.of({
        writes: [
          {
            kind: 'template.status',
            row: { templateId, state: 'disabled', reason: 'out of use', setBy: 'admin', changedAt: new Date() },
          },
        ],
        events: [
          {
            action: 'template.disabled',
            subject: { type: 'template', id: templateId },
            outcome: 'succeeded',
            detail: {},
          },
        ],
      }),
    ),
  );

const rebuilt = async (stack: Stack, made: Awaited<ReturnType<typeof running>>) => {
  const before = await stack.deployment(made.id);
  await ask(stack, made, 'rebuild');
  await stack.carry(made.id, ['queued', 'running']);
  const queued = await stack.deployment(made.id);
  const after = await stack.carry(made.id, ['running']);
  return { before, queued, after };
};

test('a rebuild makes another VM under the same id, name, owner and lease, and its snapshots are gone', async () => {
  await using stack = await createStack();
  const made = await running(stack, 'keeps-its-name');
  await through(stack, made, { operation: 'snapshot', to: 'running' });
  const { vmid } = await vmOf(stack, made);
  const { before, queued, after } = await rebuilt(stack, made);
  const { id, name, ownerId, expiresAt, deleteAt, createdAt, templateVersion } = before;
  expect(after).toMatchObject({ id, name, ownerId, expiresAt, deleteAt, createdAt, templateVersion });
  expect(queued).toMatchObject({
    status: 'queued',
    node: null,
    vmid: null,
    addresses: [],
    placedAt: null,
    readyAt: null,
  });
  expect(queued.queuedAt.getTime()).toBeGreaterThan(before.queuedAt.getTime());
  expect(after.readyAt?.getTime()).toBeGreaterThan(before.readyAt?.getTime() ?? Number.POSITIVE_INFINITY);
  expect((await portalVms(stack)).map((vm) => vm.vmid)).toEqual([after.vmid]);
  expect(after.vmid).not.toBe(vmid);
  expect((await reservationsOf(stack, id)).toSorted()).toEqual(['released', 'reserved']);
  expect((await stack.services.snapshots.list(made.actor, id)).items).toEqual([]);
  expect((await stack.services.me.get(made.actor)).usage.deployments).toBe(1);
});

test('a failed deployment is rebuilt, with the template version it has, even where that takes no requests now', async () => {
  await using stack = await createStack();
  const actor = await stack.person('support');
  await stack.simulator.control.failTask({ type: 'qmclone', exitstatus: 'clone failed: no space', times: 1 });
  const made = { actor, id: await stack.create(actor) };
  await stack.carry(made.id, ['failed']);
  await publishTemplate(stack, { ...stack.template, version: 2, name: 'The next one' });
  await disableTemplate(stack);
  const { after } = await rebuilt(stack, made);
  expect(after).toMatchObject({ status: 'running', templateVersion: 1, failureCode: null });
  expect(await portalVms(stack)).toHaveLength(1);
});

test('a rebuild that cannot take the VM down keeps it, and says so; a deletion still works', async () => {
  await using stack = await createStack();
  const made = await running(stack);
  await stack.simulator.control.failTask({ type: 'qmdestroy', exitstatus: 'rbd: error removing image', times: 1 });
  const failed = await through(stack, made, { operation: 'rebuild', to: 'failed' });
  expect(failed).toMatchObject({ failureCode: 'rebuild_failed' });
  expect(failed.statusMessage).toContain('The rebuild failed: rbd: error removing image');
  expect(await reservationsOf(stack, made.id)).toEqual(['reserved']);
  await stack.services.deployments.act(made.actor, 'delete', made.id, noKey);
  await stack.carry(made.id, ['deleted']);
  expect(await portalVms(stack)).toEqual([]);
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
  await stack.services.deployments.act(made.actor, 'delete', made.id, noKey);
  await stack.simulator.control.clearFaults();
  await work;
  await stack.carry(made.id, ['deleted']);
  expect(await portalVms(stack)).toEqual([]);
  expect(await stack.ports.reader.snapshots(made.id)).toEqual([]);
});
