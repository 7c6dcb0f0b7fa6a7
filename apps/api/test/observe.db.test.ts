// What a look at the cluster sees and writes down, and the orphans among it: listed and left alone.
import { describe, expect, test } from 'vitest';
import { clusterActs, cycle, lastObservationOf, running } from './drift.ts';
import { auditOf } from './observe-cluster.ts';
import { createStack, type Stack, until } from './stack.ts';

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
