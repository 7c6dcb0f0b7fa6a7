import { HypervisorError } from '@portal/domain';
import { expect, test } from 'vitest';
import { actionsOf, portalVms, reservationsOf, vmsOf } from './observe-cluster.ts';
import { createStack, engineWith, publishTemplate, type Stack } from './stack.ts';

const dispatched = async (stack: Stack, id: string) => {
  await stack.engine.dispatch(stack.cluster.id, AbortSignal.timeout(10_000));
  return stack.deployment(id);
};

test('a request becomes one tagged, sized, addressed VM in the pool, and every step is on record', async () => {
  await using stack = await createStack();
  const actor = await stack.person('support');
  const { id } = await stack.services.deployments.create(actor, {
    templateId: stack.template.templateId,
    name: 'one',
    vcpus: 2,
    memoryMiB: 2048,
    diskGiB: 12,
  });
  const deployment = await stack.carry(id, ['running']);
  const [vm, ...others] = await portalVms(stack);
  expect(others).toEqual([]);
  expect(vm).toMatchObject({ vmid: deployment.vmid, node: deployment.node, pool: 'support-portal', power: 'running' });
  expect(vm?.config).toMatchObject({ name: 'one', cores: 2, memory: '2048', tags: 'support-portal' });
  expect(vm?.config.description).toContain(id);
  expect(vm?.config.scsi0).toContain('size=12G');
  expect(deployment.addresses).toHaveLength(1);
  const { items } = await stack.services.deployments.steps(actor, id);
  const steps = items.map(({ name, status }) => `${name} ${status}`);
  expect(steps).toEqual([
    'reserve done',
    'place done',
    'clone done',
    'configure done',
    'resize done',
    'start done',
    'address done',
    'ready done',
  ]);
  const actions = await actionsOf(stack, id);
  expect(actions[0]).toBe('deployment.created');
  expect(actions.at(-1)).toBe('deployment.provisioned');
  expect(actions.filter((action) => action === 'deployment.task_started')).toHaveLength(3);
});

test('a VM gets the memory that was asked for, whatever its template reserves for ballooning', async () => {
  await using stack = await createStack();
  await stack.simulator.control.updateConfig(stack.template.sourceVmid, { balloon: 8192 });
  const id = await stack.create(await stack.person());
  const { memoryMiB } = await stack.carry(id, ['running']);
  const [vm] = await portalVms(stack);
  expect(vm?.config).toMatchObject({ memory: String(memoryMiB), balloon: memoryMiB });
});

test('an id that is taken between reserve and clone is left alone, and the next one is used', async () => {
  await using stack = await createStack();
  const id = await stack.create(await stack.person());
  const { vmid } = await dispatched(stack, id);
  await stack.simulator.control.createVm({ vmid: vmid ?? 0, node: 'pve1', name: 'somebody-elses' });
  const deployment = await stack.carry(id, ['running']);
  expect(deployment.vmid).not.toBe(vmid);
  expect(await vmsOf(stack, id)).toHaveLength(1);
  const foreign = (await portalVms(stack)).find((vm) => vm.vmid === vmid);
  expect(foreign?.config.name).toBe('somebody-elses');
  expect(await reservationsOf(stack, id)).toEqual(['blocked', 'reserved']);
});

test('ids that are taken, or used up, are told in the audit trail alone: its owner reads no VMID', async () => {
  await using stack = await createStack({ settings: { vmidMin: 5000, vmidMax: 5001 } });
  const support = await stack.person('support');
  const id = await stack.create(support);
  for (const next of [5000, 5001]) {
    await stack.simulator.control.createVm({ vmid: next, node: 'pve1', name: `somebody-elses-${next}` });
  }
  await dispatched(stack, id);
  expect(await stack.carry(id, ['failed'])).toMatchObject({ failureCode: 'no_vmid_left', vmid: null });
  const later = await stack.create(support);
  await stack.engine.dispatch(stack.cluster.id, AbortSignal.timeout(20_000));
  for (const own of [id, later]) {
    const { statusMessage } = await stack.services.deployments.byId(support, own);
    expect(statusMessage).toMatch(/an administrator has to widen/i);
    const { items } = await stack.services.deployments.steps(support, own);
    expect([statusMessage, ...items.map(({ message }) => message)].join('\n')).not.toMatch(/500[01]/);
  }
  const { rows } = await stack.owner.query(
    `SELECT detail FROM audit_logs WHERE action IN ('deployment.vmid_taken', 'deployment.waiting') ORDER BY at, id`,
  );
  expect(rows).toMatchObject([
    { detail: { taken: expect.any(Number), next: expect.any(Number) } },
    { detail: { choice: { code: 'vmids_used_up', params: { first: 5000, last: 5001 } } } },
  ]);
});

test('an id that is taken after it was confirmed, at the clone itself, is left alone too', async () => {
  await using stack = await createStack();
  const id = await stack.create(await stack.person());
  const { vmid } = await dispatched(stack, id);
  let intruded = false;
  const engine = engineWith(stack, (real) => ({
    clone: async (request, signal) => {
      if (!intruded) await stack.simulator.control.createVm({ vmid: request.vmid, node: 'pve1', name: 'intruder' });
      intruded = true;
      return real.clone(request, signal);
    },
  }));
  const deployment = await stack.carry(id, ['running'], engine);
  expect(deployment.vmid).not.toBe(vmid);
  expect((await portalVms(stack)).find((vm) => vm.vmid === vmid)?.config.name).toBe('intruder');
});

test('a clone whose answer is lost is found again, not asked for twice', async () => {
  await using stack = await createStack();
  await stack.simulator.control.addFault({
    match: { method: 'POST', path: '/clone$' },
    times: 1,
    when: 'after',
    action: { kind: 'reset' },
  });
  const id = await stack.create(await stack.person());
  await stack.carry(id, ['running']);
  expect(await portalVms(stack)).toHaveLength(1);
  const clones = (await stack.simulator.control.requests()).filter(({ path }) => path.endsWith('/clone'));
  expect(clones).toHaveLength(1);
});

test('a storage that is full is named wherever its owner reads of it, with advice that fits and nothing of the hosts', async () => {
  await using stack = await createStack();
  const actor = await stack.person('support');
  const { templateId } = await publishTemplate(stack, { cloneMode: 'full' });
  const { id } = await stack.services.deployments.create(actor, { templateId });
  await dispatched(stack, id);
  // The exit status says `exit code 1`: why, stands in the log alone.
  await stack.simulator.control.setStorageFull('ceph-vm', true);
  const { statusMessage } = await stack.carry(id, ['failed']);
  expect(statusMessage).toMatch(
    /The storage has no space left: “clone failed: copy failed: .* An administrator has to make room/,
  );
  const { services } = stack;
  const read = [
    await services.deployments.byId(actor, id),
    await services.deployments.steps(actor, id),
    await services.audit.list(actor, { subjectId: id }),
  ].map((one) => JSON.stringify(one));
  for (const told of read) {
    expect(told).toContain('The storage has no space left');
    expect(told).not.toMatch(/Rebuild it|\/(?:usr|dev|var|etc)\/|(?:vm|base)-\d+-|UPID|qemu-img: error/);
  }
});

test('a clone that fails says why, keeps the log for administrators, and gives its slot and quota back when deleted', async () => {
  await using stack = await createStack();
  const actor = await stack.person('support');
  await stack.simulator.control.failTask({ type: 'qmclone', exitstatus: 'clone failed: out of space' });
  const id = await stack.create(actor);
  const failed = await stack.carry(id, ['failed']);
  expect(failed).toMatchObject({ failureCode: 'clone_failed', statusMessage: expect.stringContaining('out of space') });
  const { items } = await stack.services.deployments.steps(await stack.person('admin'), id);
  expect(items.at(-1)).toMatchObject({ name: 'clone', status: 'failed' });
  expect(items.at(-1)?.log.join('\n')).toContain('out of space');
  const owned = await stack.services.deployments.steps(actor, id);
  expect(owned.items.at(-1)).toMatchObject({ status: 'failed', upid: null, log: [] });
  await stack.services.deployments.act(actor, { action: 'delete', id });
  await stack.carry(id, ['deleted']);
  expect((await stack.services.me.get(actor)).usage.deployments).toBe(0);
  expect(await reservationsOf(stack, id)).toEqual(['released']);
});

test('a task that ends with warnings has succeeded', async () => {
  await using stack = await createStack();
  await stack.simulator.control.failTask({ type: 'qmstart', exitstatus: 'WARNINGS: 1' });
  const id = await stack.create(await stack.person());
  expect((await stack.carry(id, ['running'])).failureCode).toBeNull();
});

test('while the cluster does not answer, a request waits and says so', async () => {
  await using stack = await createStack();
  const id = await stack.create(await stack.person());
  const engine = engineWith(stack, () => ({
    observe: () => Promise.reject(new HypervisorError('unreachable', 'connection refused', { maybeDone: false })),
  }));
  await expect(engine.dispatch(stack.cluster.id, AbortSignal.timeout(5_000))).rejects.toThrow('connection refused');
  const waiting = await stack.deployment(id);
  const statusMessage = expect.stringMatching(/^Waiting for the cluster, which has not been available since .* UTC\./);
  expect(waiting).toMatchObject({ status: 'queued', statusMessage });
  await stack.carry(id, ['running']);
});

test('no more clones run at once than the storage has slots, and the longest waiting goes first', async () => {
  await using stack = await createStack();
  const actor = await stack.person();
  const ids: string[] = [];
  for (let index = 0; index < 7; index += 1) ids.push(await stack.create(actor, `queued-${index}`));
  await stack.engine.dispatch(stack.cluster.id, AbortSignal.timeout(10_000));
  const statuses = await Promise.all(ids.map(async (id) => (await stack.deployment(id)).status));
  expect(statuses).toEqual([...Array(4).fill('provisioning'), ...Array(3).fill('queued')]);
  const positions = await Promise.all(
    ids.map(async (id) => (await stack.services.deployments.byId(actor, id)).queuePosition),
  );
  expect(positions).toEqual([null, null, null, null, 1, 2, 3]);
});

test('a guest that switches itself off once it was started is told as stopped, not as running', async () => {
  await using stack = await createStack();
  const id = await stack.create(await stack.person());
  const goingDown = engineWith(stack, (real) => ({
    guestInterfaces: async (ref, signal) => {
      await stack.simulator.control.setPower(ref.vmid, 'stopped');
      return real.guestInterfaces(ref, signal);
    },
  }));
  const off = await stack.carry(id, ['running', 'stopped', 'failed'], goingDown);
  expect(off).toMatchObject({ status: 'stopped', failureCode: null, statusMessage: 'The VM did not come up.' });
  await stack.services.deployments.act(await stack.person(), { action: 'start', id });
  await stack.carry(id, ['running']);
});
