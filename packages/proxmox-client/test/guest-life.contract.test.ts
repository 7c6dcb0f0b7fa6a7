import { demoPool } from '@portal/pve-simulator';
import { describe, expect, test } from 'vitest';
import { codeOf } from './error-code.ts';
import { ended, makeGuest, startCluster } from './simulated-cluster.ts';
import { soon } from './soon.ts';

const template = { node: 'pve3', vmid: 9004 };

test('a VM is cloned, configured, grown, started, found by its address, stopped and destroyed', async () => {
  await using cluster = await startCluster();
  const { hypervisor } = cluster;
  const guest = { node: 'pve1', vmid: 5001 };
  const description = 'portal=0198a2c0-aaaa-7000-8000-000000000001; Grüße & 100 %\nzweite Zeile';
  const upid = await hypervisor.clone(
    {
      ...{ source: template, vmid: guest.vmid, name: 'lab-4711', description, pool: demoPool },
      ...{ target: guest.node, full: { storage: 'ceph-vm' } },
    },
    soon(),
  );
  expect(await ended(hypervisor, upid)).toEqual({
    state: 'succeeded',
    exitStatus: 'OK',
    warned: false,
    onlyAsked: false,
  });

  const request = {
    cores: 3,
    memoryMiB: 3072,
    balloonMiB: null,
    tags: ['portal', 'lab'],
    cloudInit: { user: 'ada', password: null, sshKeys: [], network: 'dhcp' as const },
  };
  await hypervisor.configure(guest, request, soon());
  expect((await ended(hypervisor, await hypervisor.resize(guest, 'scsi0', 21, soon()))).state).toBe('succeeded');
  const config = await hypervisor.guestConfig(guest, soon());
  expect(config).toMatchObject({
    name: 'lab-4711',
    description,
    tags: ['lab', 'portal'],
    cores: 3,
    memoryMiB: 3072,
    template: false,
    agentEnabled: true,
    disks: { scsi0: 21 },
    hasCloudInitDrive: true,
  });

  expect((await ended(hypervisor, await hypervisor.start(guest, soon()))).state).toBe('succeeded');
  expect(await hypervisor.guestStatus(guest, soon())).toEqual({ power: 'running', lock: null, name: 'lab-4711' });
  await expect
    .poll(() => hypervisor.guestInterfaces(guest, soon()).catch(() => []), { timeout: 10_000 })
    .toEqual([{ mac: config.macs[0], addresses: [expect.stringMatching(/^10\.20\./)] }]);

  expect(await codeOf(hypervisor.destroy(guest, soon()))).toBe('guest_running');
  expect((await ended(hypervisor, await hypervisor.shutdown(guest, 30, soon()))).state).toBe('succeeded');
  expect((await hypervisor.guestStatus(guest, soon())).power).toBe('stopped');
  expect((await ended(hypervisor, await hypervisor.destroy(guest, soon()))).state).toBe('succeeded');
  expect((await hypervisor.observe(soon())).guests.map(({ vmid }) => vmid)).not.toContain(guest.vmid);
});

describe('a task', () => {
  test('that failed gives its reason in the code that a refusal would have', async () => {
    await using cluster = await startCluster();
    const { hypervisor, simulator } = cluster;
    const guest = await makeGuest(hypervisor, 5002);
    await ended(hypervisor, await hypervisor.start(guest, soon()));
    expect(await ended(hypervisor, await hypervisor.start(guest, soon()))).toEqual({
      state: 'failed',
      exitStatus: 'VM 5002 already running',
      reason: 'guest_running',
    });
    await simulator.control.failTask({ type: 'qmstop', vmid: 5002, exitstatus: 'WARNINGS: 2' });
    expect(await ended(hypervisor, await hypervisor.stop(guest, soon()))).toMatchObject({ state: 'succeeded' });
  });

  test('whose clone found its id taken says so, whether at once or at its end', async () => {
    await using cluster = await startCluster();
    const { hypervisor, simulator } = cluster;
    // Until its worker has begun, nothing of a clone is there for another to find.
    await simulator.control.setTiming({ workerForkMs: 250 });
    const request = {
      source: template,
      vmid: 5003,
      name: 'a',
      description: 'x',
      pool: demoPool,
      target: null,
      full: null,
    };
    const upids = await Promise.all([hypervisor.clone(request, soon()), hypervisor.clone(request, soon())]);
    const ends = await Promise.all(upids.map((upid) => ended(hypervisor, upid)));
    expect(ends.map((end) => (end.state === 'failed' ? end.reason : 'made')).sort()).toEqual(['made', 'vmid_taken']);
    expect(await codeOf(hypervisor.clone(request, soon()))).toBe('vmid_taken');
  });

  test('that nobody knows is missing, which says nothing of its VM', async () => {
    await using cluster = await startCluster();
    const { hypervisor, simulator } = cluster;
    const guest = await makeGuest(hypervisor, 5004);
    await simulator.control.vanishTask({ type: 'qmstart', vmid: 5004 });
    const upid = await hypervisor.start(guest, soon());
    expect(await codeOf(hypervisor.task(upid, soon()))).toBe('task_missing');
    expect(await codeOf(hypervisor.task('UPID:nonsense', soon()))).toBe('invalid_request');
  });

  test('shows the last lines of its log, and is listed under its VM', async () => {
    await using cluster = await startCluster();
    const { hypervisor } = cluster;
    const since = new Date(Date.now() - 60_000);
    const guest = await makeGuest(hypervisor, 5005);
    const upid = await hypervisor.start(guest, soon());
    await ended(hypervisor, upid);
    const listed = await hypervisor.tasks({ ...guest, since }, soon());
    expect(
      listed.map((task) => ({ upid: task.upid, type: task.type, vmid: task.vmid, running: task.running })),
    ).toEqual([{ upid, type: 'qmstart', vmid: 5005, running: false }]);
    const [clone] = await hypervisor.tasks({ ...template, since }, soon());
    if (clone === undefined) throw new Error('the clone is filed under its source');
    const { lines, newVmid, warnings } = await hypervisor.taskLog(clone.upid, 100, soon());
    expect(lines.at(-1)).toBe('TASK OK');
    expect({ newVmid, warnings }).toEqual({ newVmid: 5005, warnings: [] });
    expect((await hypervisor.taskLog(clone.upid, 1, soon())).lines).toEqual(lines.slice(-1));
    expect((await hypervisor.taskLog(clone.upid, 2, soon())).lines).toEqual(lines.slice(-2));
  });

  test('of a waiting shutdown is ended by a stop', async () => {
    await using cluster = await startCluster();
    const { hypervisor, simulator } = cluster;
    const guest = await makeGuest(hypervisor, 5006);
    await ended(hypervisor, await hypervisor.start(guest, soon()));
    await simulator.control.hangTask({ type: 'qmshutdown', vmid: 5006 });
    const shutdown = await hypervisor.shutdown(guest, 600, soon());
    expect((await ended(hypervisor, await hypervisor.stop(guest, soon()))).state).toBe('succeeded');
    expect((await ended(hypervisor, shutdown)).state).toBe('failed');
  });
});

describe('what PVE refuses', () => {
  test('has a code that tells what to do next', async () => {
    await using cluster = await startCluster();
    const { hypervisor, simulator } = cluster;
    const guest = await makeGuest(hypervisor, 5007);
    expect(await codeOf(hypervisor.reboot(guest, 30, soon()))).toBe('guest_not_running');
    expect(await codeOf(hypervisor.guestInterfaces(guest, soon()))).toBe('guest_not_running');
    await ended(hypervisor, await hypervisor.start(guest, soon()));
    await simulator.control.setAgent(5007, 'absent');
    expect(await codeOf(hypervisor.guestInterfaces(guest, soon()))).toBe('agent_unavailable');
    await ended(hypervisor, await hypervisor.stop(guest, soon()));
    await simulator.control.updateConfig(5007, { protection: 1 });
    expect(await codeOf(hypervisor.destroy(guest, soon()))).toBe('protected');
    await simulator.control.updateConfig(5007, { protection: null, lock: 'backup' });
    const request = { cores: 1, memoryMiB: 512, balloonMiB: null, tags: ['portal'], cloudInit: null };
    expect(await codeOf(hypervisor.configure(guest, request, soon()))).toBe('locked');
    expect((await hypervisor.guestStatus(guest, soon())).lock).toBe('backup');
    expect(await codeOf(hypervisor.guestStatus({ node: 'pve3', vmid: 5999 }, soon()))).toBe('forbidden');
    expect(await codeOf(hypervisor.guestConfig({ node: 'pve1', vmid: 100 }, soon()))).toBe('forbidden');
  });

  test('without quorum is no_quorum, and the cluster says that it is not quorate', async () => {
    await using cluster = await startCluster();
    const { hypervisor, simulator } = cluster;
    const guest = await makeGuest(hypervisor, 5008);
    expect((await hypervisor.clusterStatus(soon())).quorate).toBe(true);
    await simulator.control.setQuorum(false);
    expect((await hypervisor.clusterStatus(soon())).quorate).toBe(false);
    expect(await codeOf(hypervisor.start(guest, soon()))).toBe('no_quorum');
    const request = { cores: 1, memoryMiB: 512, balloonMiB: null, tags: ['portal'], cloudInit: null };
    expect(await codeOf(hypervisor.configure(guest, request, soon()))).toBe('no_quorum');
  });
});

describe('the cluster', () => {
  test('is observed in one call, with its VMs, nodes and storages', async () => {
    await using cluster = await startCluster();
    const { hypervisor, simulator } = cluster;
    await makeGuest(hypervisor, 5009);
    await simulator.control.clearRequests();
    const seen = await hypervisor.observe(soon());
    expect((await simulator.control.requests()).map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /api2/json/cluster/resources',
    ]);
    expect(seen.guests.find(({ vmid }) => vmid === 5009)).toMatchObject({
      node: 'pve3',
      pool: demoPool,
      template: false,
    });
    expect(seen.guests.find(({ vmid }) => vmid === 9002)).toMatchObject({
      node: 'pve2',
      power: 'stopped',
      template: true,
    });
    expect(seen.nodes.map(({ name, online }) => ({ name, online }))).toEqual(
      ['pve1', 'pve2', 'pve3'].map((name) => ({ name, online: true })),
    );
    expect(seen.storages.filter(({ name }) => name === 'ceph-vm')).toHaveLength(3);
    for (const storage of seen.storages) expect(storage.totalGiB).toBeGreaterThan(0);
  });

  test('knows its version, and which ids are free', async () => {
    await using cluster = await startCluster();
    const { hypervisor } = cluster;
    expect(await hypervisor.version(soon())).toMatch(/^\d+\.\d+/);
    expect(await hypervisor.nextId(soon())).toBeGreaterThanOrEqual(100);
    expect(await hypervisor.isVmidFree(5999, soon())).toBe(true);
    expect(await hypervisor.isVmidFree(9000, soon())).toBe(false);
    expect(await codeOf(hypervisor.isVmidFree(7, soon()))).toBe('invalid_request');
  });
});
