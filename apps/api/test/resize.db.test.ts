// Another size for a VM that is there, on the simulated cluster: what takes effect at once, what waits for a restart, and what is refused.
import { expect, test } from 'vitest';
import { ask, running, tasksOf, through, vmOf } from './lifecycle.ts';
import { actionsOf } from './observe-cluster.ts';
import { restOf } from './rest-client.ts';
import { createStack, type Stack } from './stack.ts';

const sizeOf = async (stack: Stack, id: string) => {
  const { vcpus, memoryMiB, diskGiB, status, statusReason } = await stack.deployment(id);
  return { vcpus, memoryMiB, diskGiB, status, statusReason };
};

test('the disk of a running VM grows at once; vCPUs and memory wait for a restart here, and the drift cycle leaves them', async () => {
  await using stack = await createStack();
  const made = await running(stack);
  const { deployments } = stack.services;
  await deployments.act(made.actor, { action: 'resize', id: made.id, vcpus: 4, memoryMiB: 2048, diskGiB: 12 });
  await stack.carry(made.id, ['running']);
  const waits = { code: 'resize_waits_for_restart', params: { vcpus: 1, memoryMiB: 1024 } };
  const resized = { vcpus: 4, memoryMiB: 2048, diskGiB: 12, status: 'running' };
  expect(await sizeOf(stack, made.id)).toEqual({ ...resized, statusReason: waits });
  const vm = await vmOf(stack, made);
  expect(vm.config).toMatchObject({ cores: 1, memory: '1024' });
  expect(String(vm.config.scsi0)).toContain('size=12G');
  await stack.engine.observe(stack.cluster.id, AbortSignal.timeout(10_000));
  expect(await sizeOf(stack, made.id)).toEqual({ ...resized, statusReason: waits });

  await through(stack, made, { operation: 'reboot', to: 'running' });
  expect((await vmOf(stack, made)).config).toMatchObject({ cores: 4, memory: '2048' });
  expect(await sizeOf(stack, made.id)).toEqual({ ...resized, statusReason: null });
});

test('a stopped VM has its new size at once, and needs no task for a disk that stays', async () => {
  await using stack = await createStack();
  const made = await running(stack);
  await through(stack, made, { operation: 'stop', to: 'stopped' });
  const before = await tasksOf(stack, 'resize');
  await stack.services.deployments.act(made.actor, { action: 'resize', id: made.id, vcpus: 2 });
  await stack.carry(made.id, ['stopped']);
  expect(await sizeOf(stack, made.id)).toMatchObject({ vcpus: 2, memoryMiB: 1024, statusReason: null });
  expect((await vmOf(stack, made)).config).toMatchObject({ cores: 2 });
  expect(await tasksOf(stack, 'resize')).toBe(before);
});

test('over REST a resize is accepted with its operation, and refused with the figures of what stands in its way', async () => {
  await using stack = await createStack();
  const made = await running(stack);
  const rest = await restOf(stack, made.actor);
  const path = `/deployments/${made.id}/resize`;
  const tooMuch = await rest('POST', path, { body: { vcpus: 9 } });
  expect(tooMuch.status).toBe(422);
  expect(await tooMuch.json()).toMatchObject({ limits: [{ name: 'template.vcpus.max', limit: 4, requested: 9 }] });
  expect((await rest('POST', path, { body: { diskGiB: 9 } })).status).toBe(400);
  expect((await rest('POST', path, { body: {} })).status).toBe(400);
  const accepted = await rest('POST', path, { body: { vcpus: 3 } });
  expect(accepted.status).toBe(202);
  expect(await accepted.json()).toMatchObject({ status: 'resizing', vcpus: 3, operation: { kind: 'resize' } });
  await stack.carry(made.id, ['running']);
});

test('a disk that the cluster does not grow leaves the deployment as large as its VM is, with the reason', async () => {
  await using stack = await createStack();
  const made = await running(stack);
  await stack.simulator.control.failTask({ type: 'resize', exitstatus: 'storage is full', times: 1 });
  await stack.services.deployments.act(made.actor, { action: 'resize', id: made.id, vcpus: 4, diskGiB: 12 });
  await stack.carry(made.id, ['running']);
  const { statusMessage } = await stack.deployment(made.id);
  expect(await sizeOf(stack, made.id)).toMatchObject({ vcpus: 1, memoryMiB: 1024, diskGiB: 10 });
  expect(statusMessage).toContain('The resize failed');
});

test('whoever resizes a VM is held to the limits of its owner', async () => {
  await using stack = await createStack();
  const owner = await stack.person('support');
  const id = await stack.create(owner);
  await stack.carry(id, ['running']);
  const { templateId } = stack.template;
  const { deployments } = stack.services;
  // With the one that runs, all of the 24 vCPUs that support staff may have.
  for (const vcpus of [4, 4, 4, 4, 4, 3]) await deployments.create(owner, { templateId, vcpus });
  const admin = await stack.person('admin');
  await expect(deployments.act(admin, { action: 'resize', id, vcpus: 2 })).rejects.toMatchObject({
    code: 'limit_exceeded',
    details: { limits: [{ name: 'policy.vcpus', source: 'role', limit: 24, used: 24, requested: 1 }] },
  });
});

/** Of somebody whose limit is what they hold. */
const atLimit = async (stack: Stack) => {
  const made = await running(stack);
  const admin = await stack.person('admin');
  const of = made.actor.principal.userId;
  const limited = (measure: 'vcpus' | 'memoryMiB', value: number) =>
    stack.services.limits.create(admin, { subject: 'person', of, measure, value });
  const resized = async (size: { vcpus?: number; memoryMiB?: number }) => {
    await stack.services.deployments.act(made.actor, { action: 'resize', id: made.id, ...size });
    return stack.carry(made.id, ['running', 'stopped']);
  };
  return { made, limited, resized, used: async () => (await stack.services.me.get(made.actor)).usage };
};

test('what shrinks counts until it has shrunk, so that a resize that is cancelled gives back no more than there is', async () => {
  await using stack = await createStack();
  const { made, limited, resized, used } = await atLimit(stack);
  await resized({ vcpus: 4 });
  await limited('vcpus', 4);
  const { deployments } = stack.services;
  await deployments.act(made.actor, { action: 'resize', id: made.id, vcpus: 1 });
  await expect(stack.create(made.actor)).rejects.toMatchObject({ code: 'limit_exceeded' });
  const [open] = (await deployments.operations(made.actor, { id: made.id })).items;
  await deployments.cancel(made.actor, open?.id ?? '');
  await stack.carry(made.id, ['running']);
  expect(await used()).toMatchObject({ deployments: 1, vcpus: 4 });
  await resized({ vcpus: 1 });
  expect(await used()).toMatchObject({ vcpus: 1 });
  await stack.create(made.actor);
});

test('a way back to a snapshot of a larger VM is held to the limits, and what it comes to counts', async () => {
  await using stack = await createStack();
  const { made, limited, resized, used } = await atLimit(stack);
  await through(stack, made, { operation: 'stop', to: 'stopped' });
  await resized({ memoryMiB: 4096 });
  await through(stack, made, { operation: 'snapshot', to: 'stopped' });
  await resized({ memoryMiB: 1024, vcpus: 2 });
  const { id: limit } = await limited('memoryMiB', 2048);
  const { snapshots, limits } = stack.services;
  const [kept] = (await snapshots.list(made.actor, made.id)).items;
  const back = () => snapshots.rollback(made.actor, { id: made.id, snapshotId: kept?.id ?? '' });
  await expect(back()).rejects.toMatchObject({
    details: { limits: [{ name: 'policy.memoryMiB', limit: 2048, used: 1024, requested: 3072 }] },
  });
  await limits.change(await stack.person('admin'), { id: limit, value: 4096 });
  await back();
  expect(await used()).toMatchObject({ memoryMiB: 4096, vcpus: 2 });
  await stack.carry(made.id, ['stopped']);
  expect(await used()).toMatchObject({ memoryMiB: 4096, vcpus: 1 });
});

test('a way back that fails leaves the size of the VM, not that of the snapshot', async () => {
  await using stack = await createStack();
  const { made, resized, used } = await atLimit(stack);
  await through(stack, made, { operation: 'stop', to: 'stopped' });
  await resized({ memoryMiB: 4096 });
  await through(stack, made, { operation: 'snapshot', to: 'stopped' });
  await resized({ memoryMiB: 1024 });
  await stack.simulator.control.failTask({ type: 'qmrollback', exitstatus: 'no space left', times: 1 });
  await through(stack, made, { operation: 'rollback', to: 'stopped' });
  expect(await used()).toMatchObject({ memoryMiB: 1024 });
});

test('a snapshot of a VM that shrinks at its next start keeps the size that it still has', async () => {
  await using stack = await createStack();
  const { made, limited, resized } = await atLimit(stack);
  await through(stack, made, { operation: 'stop', to: 'stopped' });
  await resized({ vcpus: 4 });
  await through(stack, made, { operation: 'start', to: 'running' });
  await resized({ vcpus: 1 });
  await through(stack, made, { operation: 'snapshot', to: 'running' });
  await limited('vcpus', 1);
  const [kept] = (await stack.services.snapshots.list(made.actor, made.id)).items;
  const back = stack.services.snapshots.rollback(made.actor, { id: made.id, snapshotId: kept?.id ?? '' });
  await expect(back).rejects.toMatchObject({ details: { limits: [{ name: 'policy.vcpus', requested: 3 }] } });
});

test('a resize that a refused deletion interrupts leaves the size of the VM, and nobody is told of another', async () => {
  await using stack = await createStack();
  const { made, used } = await atLimit(stack);
  const { deployments } = stack.services;
  await stack.simulator.control.updateConfig((await vmOf(stack, made)).vmid, { protection: 1 });
  await deployments.act(made.actor, { action: 'resize', id: made.id, vcpus: 4 });
  await deployments.act(made.actor, { action: 'delete', id: made.id });
  await stack.carry(made.id, ['running']);
  expect(await used()).toMatchObject({ deployments: 1, vcpus: 1 });
  await stack.engine.observe(stack.cluster.id, AbortSignal.timeout(10_000));
  expect(await actionsOf(stack, made.id)).not.toContain('deployment.resized_outside');
});

test.each(['resize', 'rollback'] as const)(
  'a VM that is gone when a %s is to make it smaller is as large as it was to become',
  async (action) => {
    await using stack = await createStack();
    const { made, resized } = await atLimit(stack);
    await through(stack, made, { operation: 'stop', to: 'stopped' });
    await through(stack, made, { operation: 'snapshot', to: 'stopped' });
    await resized({ memoryMiB: 4096 });
    await stack.simulator.control.removeVm((await vmOf(stack, made)).vmid);
    if (action === 'rollback') await ask(stack, made, action);
    else await stack.services.deployments.act(made.actor, { action, id: made.id, memoryMiB: 1024 });
    expect(await stack.carry(made.id, ['failed'])).toMatchObject({ failureCode: 'vm_missing', memoryMiB: 1024 });
  },
);
