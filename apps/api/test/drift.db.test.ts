import { expect, test } from 'vitest';
import { auditOf, portalVms } from './observe-cluster.ts';
import { createStack, type Stack } from './stack.ts';

const running = async (stack: Stack) => {
  const actor = await stack.person();
  const id = await stack.create(actor);
  const { vmid, node } = await stack.carry(id, ['running']);
  if (vmid === null || node === null) throw new Error('running without a place');
  return { actor, id, vmid, node };
};

const cycle = (stack: Stack) => stack.engine.observe(stack.cluster.id, AbortSignal.timeout(10_000));

const lastAct = async (stack: Stack, id: string) => (await auditOf(stack, id)).at(-1);

test('a VM stopped and started outside the portal shows after one cycle, with the system as actor', async () => {
  await using stack = await createStack();
  const { id, vmid } = await running(stack);
  await stack.simulator.control.setPower(vmid, 'stopped');
  await cycle(stack);
  expect((await stack.deployment(id)).status).toBe('stopped');
  expect(await lastAct(stack, id)).toMatchObject({ action: 'deployment.power_changed_outside', actor_kind: 'system' });
  await stack.simulator.control.setPower(vmid, 'running');
  await cycle(stack);
  expect((await stack.deployment(id)).status).toBe('running');
});

test('a VM moved outside the portal shows its new node after one cycle', async () => {
  await using stack = await createStack();
  const { id, vmid, node } = await running(stack);
  const elsewhere = node === 'pve1' ? 'pve2' : 'pve1';
  await stack.simulator.control.moveVm(vmid, elsewhere);
  await cycle(stack);
  expect(await stack.deployment(id)).toMatchObject({ status: 'running', node: elsewhere });
  expect(await lastAct(stack, id)).toMatchObject({ action: 'deployment.moved_outside', actor_kind: 'system' });
});

test('a VM removed outside the portal shows after one cycle, and is deleted only by its owner', async () => {
  await using stack = await createStack();
  const { actor, id, vmid } = await running(stack);
  await stack.simulator.control.removeVm(vmid);
  await cycle(stack);
  expect(await stack.deployment(id)).toMatchObject({ status: 'failed', failureCode: 'vm_missing' });
  expect(await lastAct(stack, id)).toMatchObject({ outcome: 'failed', actor_kind: 'system' });
  await stack.services.deployments.act(actor, 'delete', id, { idempotencyKey: null });
  await stack.carry(id, ['deleted']);
});

test('a VM that cannot be seen while a node is away is not taken for removed', async () => {
  await using stack = await createStack();
  const { id, vmid, node } = await running(stack);
  const elsewhere = node === 'pve1' ? 'pve2' : 'pve1';
  await stack.simulator.control.moveVm(vmid, elsewhere);
  await stack.simulator.control.setNodeOnline(elsewhere, false);
  await cycle(stack);
  expect((await stack.deployment(id)).status).toBe('running');
});

test('a VM that lost its stamp outside the portal is quarantined after one cycle', async () => {
  await using stack = await createStack();
  const { id, vmid } = await running(stack);
  await stack.simulator.control.updateConfig(vmid, { description: 'mine now', tags: 'other' });
  await cycle(stack);
  expect((await stack.deployment(id)).status).toBe('quarantined');
  expect(await portalVms(stack)).toHaveLength(1);
});

test('a cycle in which nothing changed asks the cluster once and writes nothing', async () => {
  await using stack = await createStack();
  const { id } = await running(stack);
  const before = await auditOf(stack, id);
  await stack.simulator.control.clearRequests();
  await cycle(stack);
  const asked = await stack.simulator.control.requests();
  expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /api2/json/cluster/resources']);
  expect(await auditOf(stack, id)).toEqual(before);
});
