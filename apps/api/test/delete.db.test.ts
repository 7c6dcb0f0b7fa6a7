import { expect, test } from 'vitest';
import { type Running, running } from './drift.ts';
import { actionsOf, portalVms, reservationsOf, vmsOf } from './observe-cluster.ts';
import { createStack, engineWith, type Stack, until } from './stack.ts';

/** What must hold after a deletion that did not succeed: nothing says that the VM is gone. */
const expectStillHeld = async (stack: Stack, { id, actor }: Running) => {
  expect(await vmsOf(stack, id)).toHaveLength(1);
  expect(await actionsOf(stack, id)).not.toContain('deployment.deleted');
  expect(await reservationsOf(stack, id)).toEqual(['reserved']);
  expect((await stack.services.me.get(actor)).usage.deployments).toBe(1);
};

test('a running VM is stopped and destroyed, its id and quota are given back', async () => {
  await using stack = await createStack();
  const { actor, id } = await running(stack, 'support');
  await stack.services.deployments.act(actor, { action: 'delete', id });
  await stack.carry(id, ['deleted']);
  expect(await portalVms(stack)).toEqual([]);
  expect(await reservationsOf(stack, id)).toEqual(['released']);
  const { usage } = await stack.services.me.get(actor);
  expect(new Set(Object.values(usage))).toEqual(new Set([0]));
});

test('a VM that moved to another node before its deletion is followed and destroyed there', async () => {
  await using stack = await createStack();
  const { actor, id, vmid, node } = await running(stack, 'support');
  const elsewhere = node === 'pve1' ? 'pve2' : 'pve1';
  await stack.simulator.control.moveVm(vmid, elsewhere);
  await stack.services.deployments.act(actor, { action: 'delete', id });
  const deleted = await stack.carry(id, ['deleted']);
  expect(deleted.node).toBe(elsewhere);
  expect(await portalVms(stack)).toEqual([]);
  expect(await actionsOf(stack, id)).toContain('deployment.moved_outside');
});

test('a clean-up that fails is reported, and nothing says that the VM is gone', async () => {
  await using stack = await createStack();
  const made = await running(stack, 'support');
  await stack.simulator.control.failTask({ type: 'qmdestroy', exitstatus: 'rbd: error removing image', times: 1 });
  await stack.services.deployments.act(made.actor, { action: 'delete', id: made.id });
  const failed = await stack.carry(made.id, ['failed', 'deleted']);
  expect(failed).toMatchObject({ status: 'failed', failureCode: 'delete_failed' });
  expect(failed.statusMessage).toContain('rbd: error removing image');
  await expectStillHeld(stack, made);
  await stack.services.deployments.act(made.actor, { action: 'delete', id: made.id });
  await stack.carry(made.id, ['deleted']);
  expect(await portalVms(stack)).toEqual([]);
});

test('a deletion that is refused because the VM runs again stops it and goes on', async () => {
  await using stack = await createStack();
  const { actor, id, vmid } = await running(stack, 'support');
  let restarted = false;
  const engine = engineWith(stack, (real) => ({
    destroy: async (ref, signal) => {
      if (!restarted) await stack.simulator.control.setPower(vmid, 'running');
      restarted = true;
      return real.destroy(ref, signal);
    },
  }));
  await stack.services.deployments.act(actor, { action: 'delete', id });
  await stack.carry(id, ['deleted'], engine);
  expect(restarted).toBe(true);
  expect(await portalVms(stack)).toEqual([]);
});

test('a VM that cannot be stopped is not reported as deleted', async () => {
  await using stack = await createStack();
  const made = await running(stack, 'support');
  await stack.simulator.control.failTask({ type: 'qmstop', exitstatus: 'VM quit failed' });
  await stack.services.deployments.act(made.actor, { action: 'delete', id: made.id });
  const failed = await stack.carry(made.id, ['failed', 'deleted']);
  expect(failed.status).toBe('failed');
  await expectStillHeld(stack, made);
});

test('a VM that does not bear the ownership tag is quarantined, never stopped or destroyed', async () => {
  await using stack = await createStack();
  const { actor, id, vmid } = await running(stack, 'support');
  await stack.simulator.control.updateConfig(vmid, { description: 'somebody made this theirs' });
  await stack.simulator.control.clearRequests();
  await stack.services.deployments.act(actor, { action: 'delete', id });
  const found = await stack.carry(id, ['quarantined', 'deleted']);
  expect(found).toMatchObject({ status: 'quarantined', failureCode: 'stamp_mismatch' });
  expect((await portalVms(stack)).map((vm) => [vm.vmid, vm.power])).toEqual([[vmid, 'running']]);
  const mutations = (await stack.simulator.control.requests()).filter(({ method }) => method !== 'GET');
  expect(mutations).toEqual([]);
});

test('without quorum nothing is destroyed, and the deletion goes on when it is back', async () => {
  await using stack = await createStack();
  const { actor, id } = await running(stack, 'support');
  await stack.services.deployments.act(actor, { action: 'stop', id });
  await stack.carry(id, ['stopped']);
  await stack.simulator.control.setQuorum(false);
  await stack.simulator.control.clearRequests();
  await stack.services.deployments.act(actor, { action: 'delete', id });
  await stack.engine.run(id, AbortSignal.timeout(10_000));
  expect(await stack.deployment(id)).toMatchObject({
    status: 'deleting',
    statusMessage: expect.stringContaining('The cluster has no quorum'),
  });
  const destroys = (await stack.simulator.control.requests()).filter(({ method }) => method === 'DELETE');
  expect(destroys).toEqual([]);
  await stack.simulator.control.setQuorum(true);
  await stack.carry(id, ['deleted']);
});

test('a right that is missing for a while is named and waited for, and the deletion goes on by itself', async () => {
  await using stack = await createStack();
  const { actor, id } = await running(stack, 'support');
  const { control } = stack.simulator;
  const refuse = { kind: 'refuse', as: 'permission' } as const;
  await control.addFault({ match: { path: '/cluster/status$' }, times: 100_000, when: 'before', action: refuse });
  await stack.services.deployments.act(actor, { action: 'delete', id });
  const told = async () => (await stack.deployment(id)).statusReason;
  await until('the missing right to be named', async () => {
    await stack.engine.run(id, AbortSignal.timeout(10_000));
    return (await told()) !== null;
  });
  const named = { code: 'pve_forbidden', params: { pveMessage: expect.stringContaining('Permission check failed') } };
  expect(await told()).toEqual({ code: 'retrying', params: { cause: named } });
  await stack.engine.run(id, AbortSignal.timeout(10_000));
  expect((await stack.deployment(id)).status).toBe('deleting');
  await control.clearFaults();
  await stack.carry(id, ['deleted']);
});

test('a deletion during the clone waits for its task, and leaves no VM behind', async () => {
  await using stack = await createStack();
  await stack.simulator.control.setTiming({ cloneLinkedMs: 400 });
  const actor = await stack.person();
  const id = await stack.create(actor);
  await stack.engine.dispatch(stack.cluster.id, AbortSignal.timeout(10_000));
  const provisioning = stack.engine.run(id, AbortSignal.timeout(20_000));
  const cloneStarted = async () => (await actionsOf(stack, id)).includes('deployment.task_started');
  await expect.poll(cloneStarted).toBe(true);
  await stack.services.deployments.act(actor, { action: 'delete', id });
  await provisioning;
  await stack.carry(id, ['deleted']);
  expect(await portalVms(stack)).toEqual([]);
});

test('a request that never got a VM is deleted at once', async () => {
  await using stack = await createStack();
  const actor = await stack.person();
  const id = await stack.create(actor);
  await stack.services.deployments.act(actor, { action: 'delete', id });
  await stack.engine.run(id, AbortSignal.timeout(5_000));
  expect((await stack.deployment(id)).status).toBe('deleted');
});

test('while a node is away, a VM that cannot be found is not taken for deleted', async () => {
  await using stack = await createStack();
  const made = await running(stack, 'support');
  const elsewhere = made.node === 'pve1' ? 'pve2' : 'pve1';
  await stack.simulator.control.moveVm(made.vmid, elsewhere);
  await stack.simulator.control.setNodeOnline(elsewhere, false);
  await stack.services.deployments.act(made.actor, { action: 'delete', id: made.id });
  await stack.engine.run(made.id, AbortSignal.timeout(10_000));
  expect((await stack.deployment(made.id)).status).toBe('deleting');
  await expectStillHeld(stack, made);
  await stack.simulator.control.setNodeOnline(elsewhere, true);
  await stack.carry(made.id, ['deleted']);
  expect(await portalVms(stack)).toEqual([]);
});

type Kept = 'delete' | 'rebuild' | 'rollback';

const askFor = async (stack: Stack, { actor, id }: Running, what: Kept): Promise<void> => {
  if (what !== 'rollback') await stack.services.deployments.act(actor, { action: what, id });
  else {
    const [first] = (await stack.services.snapshots.list(actor, id)).items;
    await stack.services.snapshots.rollback(actor, { id, snapshotId: first?.id ?? '' });
  }
};

test('a VM that somebody has protected is neither stopped nor destroyed nor taken back: its owner is told why', async () => {
  await using stack = await createStack();
  const made = await running(stack, 'support');
  await stack.services.snapshots.create(made.actor, { id: made.id, label: 'before' });
  await stack.carry(made.id, ['running']);
  await stack.simulator.control.updateConfig(made.vmid, { protection: 1 });
  for (const what of ['delete', 'rebuild', 'rollback'] as const) {
    await askFor(stack, made, what);
    await stack.simulator.control.clearRequests();
    const kept = await stack.carry(made.id, ['running', 'failed', 'stopped', 'queued', 'deleted']);
    expect(kept, what).toMatchObject({ status: 'running', failureCode: 'operation_failed' });
    expect(kept.statusMessage, what).toContain('Somebody has protected the VM');
    const mutations = (await stack.simulator.control.requests()).filter(({ method }) => method !== 'GET');
    expect(mutations, what).toEqual([]);
    expect((await portalVms(stack)).map(({ vmid, power }) => [vmid, power])).toEqual([[made.vmid, 'running']]);
  }
  await expectStillHeld(stack, made);
  await stack.simulator.control.updateConfig(made.vmid, { protection: 0 });
  await askFor(stack, made, 'delete');
  await stack.carry(made.id, ['deleted']);
  expect(await portalVms(stack)).toEqual([]);
});

test('the protection of a template is no protection of its clones: they are made without, and can be deleted', async () => {
  await using stack = await createStack();
  await stack.simulator.control.updateConfig(stack.template.sourceVmid, { protection: 1 });
  const { actor, id } = await running(stack, 'support');
  await stack.services.deployments.act(actor, { action: 'delete', id });
  await stack.carry(id, ['deleted']);
  expect(await portalVms(stack)).toEqual([]);
});

test('a task that ends with warnings is done, kept with its log, and a problem', async () => {
  await using stack = await createStack();
  const { actor, id, vmid } = await running(stack, 'support');
  const log = ['WARN: Could not remove disk, check manually'];
  await stack.simulator.control.failTask({ type: 'qmdestroy', exitstatus: 'WARNINGS: 1', log });
  await stack.services.deployments.act(actor, { action: 'delete', id });
  await stack.carry(id, ['deleted']);
  const { items } = await stack.services.deployments.steps(await stack.person('admin'), id);
  expect(items.find(({ name }) => name === 'destroy')).toMatchObject({ status: 'done', message: 'Destroyed.' });
  expect(items.find(({ name }) => name === 'destroy')?.log).toEqual(expect.arrayContaining(log));
  const [open] = await stack.ports.reader.openProblems('task_warnings');
  expect(open).toMatchObject({ subject: { id }, params: { vmid, task: 'destroy', lines: log } });
});

test('a VM that was gone already is not “destroyed”, and no step that is done bears an error', async () => {
  await using stack = await createStack();
  const { actor, id, vmid } = await running(stack, 'support');
  await stack.simulator.control.removeVm(vmid);
  await stack.services.deployments.act(actor, { action: 'delete', id });
  await stack.carry(id, ['deleted']);
  const { items } = await stack.services.deployments.steps(actor, id);
  const told = items.filter(({ operation }) => operation === 'delete').map(({ name, message }) => [name, message]);
  expect(told).toEqual([
    ['confirm', 'Its node does not show the VM.'],
    ['destroy', 'The VM no longer exists in the cluster.'],
  ]);
});

test('a VM that somebody else removed under the portal’s own destruction is not “destroyed” by the portal', async () => {
  await using stack = await createStack();
  const { actor, id, vmid } = await running(stack, 'support');
  const missing = `Configuration file 'nodes/pve1/qemu-server/${vmid}.conf' does not exist`;
  await stack.simulator.control.failTask({ type: 'qmdestroy', exitstatus: missing });
  const engine = engineWith(stack, (real) => ({
    destroy: async (ref, signal) => {
      const upid = await real.destroy(ref, signal);
      await stack.simulator.control.removeVm(vmid);
      return upid;
    },
  }));
  await stack.services.deployments.act(actor, { action: 'delete', id });
  await stack.carry(id, ['deleted'], engine);
  const { items } = await stack.services.deployments.steps(actor, id);
  const last = items.find(({ name }) => name === 'destroy');
  expect(last).toMatchObject({ status: 'done', message: 'The VM no longer exists in the cluster.' });
});
