// Another size for a VM that is there, on the simulated cluster: what takes effect at once, what waits for a restart, and what is refused.
import { expect, test } from 'vitest';
import { running, tasksOf, through, vmOf } from './lifecycle.ts';
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
