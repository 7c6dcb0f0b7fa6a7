// Cluster and database, compared both ways: what changed outside the portal is written down as the system's act, and what
// nobody accounts for is listed and left alone.
import { HypervisorError } from '@portal/domain';
import { createEngine } from '@portal/engine';
import type { DeploymentStatus } from '@portal/types';
import { describe, expect, test } from 'vitest';
import { auditOf, portalVms } from './observe-cluster.ts';
import { createStack, engineWith, type Stack, until } from './stack.ts';

const patience = () => AbortSignal.timeout(10_000);

const running = async (stack: Stack) => {
  const actor = await stack.person();
  const id = await stack.create(actor);
  const { vmid, node } = await stack.carry(id, ['running']);
  if (vmid === null || node === null) throw new Error('running without a place');
  return { actor, id, vmid, node };
};

const cycle = (stack: Stack) => stack.engine.observe(stack.cluster.id, patience());

const lastObservationOf = async (stack: Stack) => {
  const lastObservation = await stack.database.lastObservations.latest(stack.cluster.id);
  if (lastObservation === null) throw new Error('the cluster has not been looked at');
  return lastObservation;
};

const lastAct = async (stack: Stack, id: string) => (await auditOf(stack, id)).at(-1);

const clusterActs = async (stack: Stack): Promise<{ action: string; detail: unknown }[]> => {
  const { rows } = await stack.owner.query<{ action: string; detail: unknown }>(
    `SELECT action, detail FROM audit_logs WHERE subject_type = 'cluster' AND action <> 'cluster.registered' ORDER BY at, id`,
  );
  return rows;
};

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

describe('what is seen', () => {
  test('a cycle in which nothing changed asks the cluster once and writes nothing', async () => {
    await using stack = await createStack();
    const { id } = await running(stack);
    await cycle(stack);
    const before = await auditOf(stack, id);
    const seen = await lastObservationOf(stack);
    await stack.simulator.control.clearRequests();
    await cycle(stack);
    const asked = await stack.simulator.control.requests();
    expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /api2/json/cluster/resources']);
    expect(await auditOf(stack, id)).toEqual(before);
    expect(await lastObservationOf(stack)).toEqual(seen);
  });

  test('release, nodes, room and the templates that the token can read, with what their configuration says', async () => {
    await using stack = await createStack();
    await stack.simulator.control.setNodeMaintenance('pve2', true);
    await cycle(stack);
    const lastObservation = await lastObservationOf(stack);
    expect(lastObservation).toMatchObject({
      pveVersion: '9.2.11',
      unreachableSince: null,
      orphans: [],
      quarantined: [],
    });
    expect(lastObservation.nodes.map(({ name, maintenance }) => [name, maintenance])).toEqual([
      ['pve1', false],
      ['pve2', true],
      ['pve3', false],
    ]);
    expect(lastObservation.room?.vcpus).toBeGreaterThan(0);
    expect(lastObservation.templates.map(({ vmid }) => vmid)).toEqual([9000, 9001, 9002, 9003, 9004, 9005]);
    expect(lastObservation.templates.find(({ vmid }) => vmid === 9002)?.config).toMatchObject({
      template: true,
      osType: 'win11',
      hasCloudInitDrive: true,
      disks: { scsi0: 64 },
    });
  });

  test('a configuration is read again when the summary of its VM changes', async () => {
    await using stack = await createStack();
    await cycle(stack);
    await stack.simulator.control.resizeVm(9004, { disksGiB: { scsi0: 12 } });
    await stack.simulator.control.clearRequests();
    await cycle(stack);
    const paths = (await stack.simulator.control.requests()).map(({ path }) => path);
    expect(paths.filter((path) => path.endsWith('/config'))).toEqual(['/api2/json/nodes/pve3/qemu/9004/config']);
    const template = (await lastObservationOf(stack)).templates.find(({ vmid }) => vmid === 9004);
    expect(template?.config?.disks).toEqual({ scsi0: 12 });
  });
});

describe('orphans', () => {
  const stray = { node: 'pve1', disks: [{ key: 'scsi0', storage: 'ceph-vm', sizeGiB: 7 }] };
  const orphansOf = async (stack: Stack) => {
    await cycle(stack);
    return (await stack.services.orphans.list(await stack.person('auditor'))).items;
  };

  test('each kind is listed with age and size and why, on record once, and never touched', async () => {
    await using stack = await createStack();
    const { id, actor } = await running(stack);
    const gone = await stack.create(actor);
    await stack.carry(gone, ['running']);
    await stack.services.deployments.act(actor, { action: 'delete', id: gone });
    await stack.carry(gone, ['deleted']);
    const ownershipTag = (deployment: string) => `Made by hand.\nportal-deployment: ${deployment}`;
    const unknown = '01930000-0000-7000-8000-0000000000ff';
    const { control } = stack.simulator;
    const pool = stack.cluster.pool;
    await control.createVm({ ...stray, vmid: 201, name: 'bare', pool, config: { cores: 3, memory: '3072' } });
    await control.createVm({ ...stray, vmid: 202, name: 'copy', pool, config: { description: ownershipTag(id) } });
    await control.createVm({ ...stray, vmid: 203, name: 'left', pool, config: { description: ownershipTag(gone) } });
    await control.createVm({
      ...stray,
      vmid: 204,
      name: 'alien',
      pool,
      config: { description: ownershipTag(unknown) },
    });
    await control.createVm({ ...stray, vmid: 205, name: 'somebodys', running: true });
    const found = await orphansOf(stack);
    expect(found.map(({ vmid, because }) => [vmid, because]).toSorted()).toEqual([
      [201, 'pool'],
      [202, 'copy'],
      [203, 'left_over'],
      [204, 'stranger'],
    ]);
    const bare = found.find(({ vmid }) => vmid === 201);
    expect(bare).toMatchObject({ name: 'bare', power: 'stopped', vcpus: 3, memoryMiB: 3072, diskGiB: 7 });
    expect(Date.parse(bare?.createdAt ?? '')).toBeGreaterThan(Date.now() - 60_000);
    await cycle(stack);
    expect((await clusterActs(stack)).map(({ action }) => action)).toEqual(Array(4).fill('cluster.orphan_found'));
    await control.removeVm(201);
    expect((await orphansOf(stack)).map(({ vmid }) => vmid)).not.toContain(201);
    expect((await clusterActs(stack)).at(-1)).toMatchObject({ action: 'cluster.orphan_gone', detail: { vmid: 201 } });
    const asked = await control.requests();
    const written = asked.filter(({ method, path }) => method !== 'GET' && /qemu\/20\d/.test(path));
    expect(written).toEqual([]);
  });

  test('a VM being made, at whatever moment it is looked at, is none', async () => {
    await using stack = await createStack();
    const actor = await stack.person();
    await stack.simulator.control.setTiming({ cloneLinkedMs: 300 });
    const id = await stack.create(actor);
    const made = stack.carry(id, ['running']);
    let looks = 0;
    await until('the VM to run, looked at all the while', async () => {
      expect(await orphansOf(stack)).toEqual([]);
      looks += 1;
      return (await stack.deployment(id)).status === 'running';
    });
    await made;
    expect(looks).toBeGreaterThan(2);
    expect(await clusterActs(stack)).toEqual([]);
  });

  test('a VM destroyed by the portal is none, even while the cluster still lists it', async () => {
    await using stack = await createStack();
    const { actor, id } = await running(stack);
    const { control } = stack.simulator;
    await control.setTiming({ resourcesLagMs: 60_000 });
    await stack.services.deployments.act(actor, { action: 'delete', id });
    await stack.carry(id, ['deleted']);
    expect(await orphansOf(stack)).toEqual([]);
  });
});
