// Cluster and database, compared: what changed outside the portal is written down as the system's act.
import { HypervisorError } from '@portal/domain';
import { createEngine } from '@portal/engine';
import type { DeploymentStatus } from '@portal/types';
import { describe, expect, test } from 'vitest';
import { cycle, lastAct, patience, running } from './drift.ts';
import { auditOf, portalVms } from './observe-cluster.ts';
import { createStack, engineWith, type Stack, until } from './stack.ts';

describe('what changed outside the portal shows after one cycle, with the system as actor', () => {
  test('a VM stopped, started, paused and resumed', async () => {
    await using stack = await createStack();
    const { id, vmid, node } = await running(stack);
    const hypervisor = stack.ports.hypervisors.of(stack.cluster.id);
    const settled = async (upid: string) =>
      until('the task', async () => (await hypervisor.task(upid, patience())).state !== 'running');
    const shows = async (status: DeploymentStatus) => {
      await cycle(stack);
      expect((await stack.deployment(id)).status).toBe(status);
      const act = { action: 'deployment.power_changed_outside', actor_kind: 'system' };
      expect(await lastAct(stack, id)).toMatchObject(act);
    };
    await stack.simulator.control.setPower(vmid, 'stopped');
    await shows('stopped');
    await stack.simulator.control.setPower(vmid, 'running');
    await shows('running');
    await settled(await hypervisor.suspend({ node, vmid }, patience()));
    await shows('suspended');
    await settled(await hypervisor.resume({ node, vmid }, patience()));
    await shows('running');
  });

  test('a VM that a backup pauses under its lock is not taken for suspended', async () => {
    await using stack = await createStack();
    const { id, vmid, node } = await running(stack);
    const hypervisor = stack.ports.hypervisors.of(stack.cluster.id);
    const upid = await hypervisor.suspend({ node, vmid }, patience());
    await until('the pause', async () => (await hypervisor.task(upid, patience())).state !== 'running');
    await stack.simulator.control.lockVm(vmid, 'backup');
    await cycle(stack);
    expect((await stack.deployment(id)).status).toBe('running');
  });

  test('a VM moved', async () => {
    await using stack = await createStack();
    const { id, vmid, node } = await running(stack);
    const elsewhere = node === 'pve1' ? 'pve2' : 'pve1';
    await stack.simulator.control.moveVm(vmid, elsewhere);
    await cycle(stack);
    expect(await stack.deployment(id)).toMatchObject({ status: 'running', node: elsewhere });
    expect(await lastAct(stack, id)).toMatchObject({ action: 'deployment.moved_outside', actor_kind: 'system' });
  });

  test('a VM renamed: put on record once, told to its owner, and named here as before', async () => {
    await using stack = await createStack();
    const { id, vmid } = await running(stack);
    const { name } = await stack.deployment(id);
    await stack.simulator.control.renameVm(vmid, 'called-otherwise');
    await cycle(stack);
    const told = await stack.deployment(id);
    expect(told.name).toBe(name);
    expect(told.statusMessage).toContain('called-otherwise');
    expect(await lastAct(stack, id)).toMatchObject({ action: 'deployment.renamed_outside', actor_kind: 'system' });
    const acts = await auditOf(stack, id);
    await cycle(stack);
    expect(await auditOf(stack, id)).toEqual(acts);
    await stack.simulator.control.renameVm(vmid, name);
    await cycle(stack);
    expect(await auditOf(stack, id)).toHaveLength(acts.length + 1);
  });

  test('a VM resized counts at its real size, before and after on record', async () => {
    await using stack = await createStack();
    const { actor, id, vmid } = await running(stack);
    const { vcpus, memoryMiB, diskGiB } = await stack.deployment(id);
    const size = { cores: vcpus + 2, memoryMiB: memoryMiB * 2, disksGiB: { scsi0: diskGiB + 5 } };
    await stack.simulator.control.resizeVm(vmid, size);
    await cycle(stack);
    const grown = { vcpus: vcpus + 2, memoryMiB: memoryMiB * 2, diskGiB: diskGiB + 5 };
    const resized = await stack.deployment(id);
    expect(resized).toMatchObject({ ...grown, status: 'running' });
    expect(resized.statusMessage).toContain(`${vcpus} became ${vcpus + 2} vCPUs`);
    expect((await stack.services.me.get(actor)).usage).toMatchObject({ deployments: 1, ...grown });
    const { rows } = await stack.owner.query<{ detail: unknown }>(
      `SELECT detail FROM audit_logs WHERE action = 'deployment.resized_outside' AND actor_kind = 'system'`,
    );
    expect(rows).toMatchObject([{ detail: { from: { vcpus, memoryMiB, diskGiB }, to: grown } }]);
  });

  test('a VM removed; it has no address any more, and is deleted only by its owner', async () => {
    await using stack = await createStack();
    const { actor, id, vmid } = await running(stack);
    await stack.simulator.control.removeVm(vmid);
    await cycle(stack);
    const lost = await stack.deployment(id);
    expect(lost).toMatchObject({ status: 'failed', failureCode: 'vm_missing', addresses: [] });
    const removed = { action: 'deployment.removed_outside', outcome: 'failed', actor_kind: 'system' };
    expect(await lastAct(stack, id)).toMatchObject(removed);
    await stack.services.deployments.act(actor, { action: 'delete', id });
    await stack.carry(id, ['deleted']);
  });

  test('a VM that lost its ownership tag is quarantined', async () => {
    await using stack = await createStack();
    const { id, vmid } = await running(stack);
    await stack.simulator.control.updateConfig(vmid, { description: 'mine now', tags: 'other' });
    await cycle(stack);
    expect((await stack.deployment(id)).status).toBe('quarantined');
    expect(await portalVms(stack)).toHaveLength(1);
  });
});

test('a VM on a node that is away is not taken for removed: its owner is told, once, and again when it is back', async () => {
  await using stack = await createStack();
  const { id, node } = await running(stack);
  await stack.simulator.control.setNodeOnline(node, false);
  await cycle(stack);
  await cycle(stack);
  const away = await stack.deployment(id);
  expect(away.status).toBe('running');
  expect(away.statusMessage).toContain('does not answer');
  await stack.simulator.control.setNodeOnline(node, true);
  await cycle(stack);
  expect(await stack.deployment(id)).toMatchObject({ status: 'running', statusMessage: null });
  const acts = (await auditOf(stack, id)).map(({ action }) => action);
  expect(acts.slice(-2)).toEqual(['deployment.out_of_sight', 'deployment.in_sight_again']);
});

test('a VM that the portal may no longer look at is left as it is, and its owner is told', async () => {
  await using stack = await createStack();
  const { id, vmid } = await running(stack);
  await stack.simulator.control.setPool(vmid, null);
  await cycle(stack);
  const hidden = await stack.deployment(id);
  expect(hidden.status).toBe('running');
  expect(hidden.statusMessage).toContain('cannot see its VM');
  await stack.simulator.control.setPool(vmid, stack.cluster.pool);
  await cycle(stack);
  expect(await stack.deployment(id)).toMatchObject({ status: 'running', statusMessage: null });
});

describe('the addresses of a running VM', () => {
  const agentPath = 'agent/network-get-interfaces$';
  const interfaceOf = (name: string, mac: string, address: string) => ({
    ...{ name, 'hardware-address': mac },
    'ip-addresses': [{ 'ip-address': address, 'ip-address-type': 'ipv4', prefix: 16 }],
  });
  const docker = interfaceOf('docker0', '02:42:ac:11:00:01', '172.17.0.1');
  const answers = (stack: Stack, interfaces: readonly object[], times: number) =>
    stack.simulator.control.addFault({
      match: { path: agentPath },
      times,
      when: 'before',
      action: { kind: 'status', status: 200, reason: 'OK', body: JSON.stringify({ data: { result: interfaces } }) },
    });
  const asks = async (stack: Stack) =>
    (await stack.simulator.control.requests()).filter(({ path }) => path.includes('/agent/')).length;

  test('are never those of a container bridge that is up before the network card has its own', async () => {
    await using stack = await createStack();
    await answers(stack, [docker, { name: 'eth0', 'hardware-address': 'bc:24:11:00:00:01' }], 2);
    const { id } = await running(stack);
    expect(await stack.deployment(id)).toMatchObject({
      addresses: [expect.stringMatching(/^10\.20\./)],
      addressesAreFallback: false,
    });
  });

  test('are read again as long as it runs, a few a cycle, and put on record where they changed', async () => {
    await using stack = await createStack();
    const { id, vmid } = await running(stack);
    const { vms } = await stack.simulator.control.snapshot();
    const mac = /=([0-9A-F:]{17})/.exec(String(vms.find((vm) => vm.vmid === vmid)?.config.net0))?.[1] ?? '';
    await answers(stack, [docker, interfaceOf('eth0', mac, '10.20.9.9')], 1);
    await cycle(stack);
    expect((await stack.deployment(id)).addresses).toEqual(['10.20.9.9']);
    expect(await lastAct(stack, id)).toMatchObject({ action: 'deployment.address_changed', actor_kind: 'system' });
    const acts = await auditOf(stack, id);
    await stack.simulator.control.clearRequests();
    await cycle(stack);
    expect(await asks(stack)).toBe(0);
    // Another worker does not know when they were last read.
    await answers(stack, [docker, interfaceOf('eth0', mac, '10.20.9.9')], 1);
    await createEngine(stack.ports).observe(stack.cluster.id, patience());
    expect(await asks(stack)).toBe(1);
    expect(await auditOf(stack, id)).toEqual(acts);
  });

  test('are marked where none is of its own network cards, and give way to the first that is', async () => {
    await using stack = await createStack();
    const refused = new HypervisorError('rejected', 'Its agent refused.', { maybeDone: false });
    const deaf = engineWith(stack, () => ({ guestInterfaces: () => Promise.reject(refused) }));
    const id = await stack.create(await stack.person());
    expect((await stack.carry(id, ['running'], deaf)).addresses).toEqual([]);
    await answers(stack, [docker], 1);
    await cycle(stack);
    expect(await stack.deployment(id)).toMatchObject({ addresses: ['172.17.0.1'], addressesAreFallback: true });
    await cycle(stack);
    expect(await stack.deployment(id)).toMatchObject({ addressesAreFallback: false });
  });
});
