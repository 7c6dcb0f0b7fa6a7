/** What a destroy looks at first, and what becomes of the volumes. */
import { expect, test } from 'vitest';
import { objectOf, PveClient, startTestSimulator } from './pve-client.ts';

const vm = '/nodes/pve1/qemu/310';

async function withVm() {
  const simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.cloned(310);
  const volumes = async () => (await simulator.control.snapshot()).looseVolumes.map(({ volid }) => volid).toSorted();
  return { simulator, control: simulator.control, pve, volumes, [Symbol.asyncDispose]: () => simulator.close() };
}

test('a clone inherits the protection of its template, and the refusal comes before anything else is looked at', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await simulator.control.updateConfig(9000, { protection: 1 });
  await pve.started(310);
  expect(objectOf(await pve.get(`${vm}/config`))).toMatchObject({ protection: 1 });
  await simulator.control.setHa(310, 'started');
  await simulator.control.lockVm(310, 'backup');
  const refused = await pve.delete(vm);
  expect([refused.status, refused.reason]).toEqual([500, "can't remove VM 310 - protection mode enabled"]);
});

test('protection, HA, replication, running and lock are looked at in this order, the lock in the task alone', async () => {
  await using world = await withVm();
  const { control, pve } = world;
  await pve.exitOf(await pve.post(`${vm}/status/start`));
  await control.setHa(310, 'started');
  await control.setReplication(310, 'pve2');
  await control.lockVm(310, 'backup');
  const reason = async (query = '') => (await pve.delete(`${vm}${query}`)).reason;
  expect(await reason()).toBe('unable to remove VM 310 - used in HA resources and purge parameter not set.');
  await control.setHa(310, null);
  expect(await reason()).toBe("There is a replication job '310-0' for guest '310' - Please remove that first.");
  expect(await reason('?purge=1')).toBe('VM 310 is running - destroy failed');
  await control.setPower(310, 'stopped');
  expect(await pve.exitOf(await pve.delete(`${vm}?purge=1`))).toBe('VM is locked (backup)');
  await control.lockVm(310, 'suspended');
  expect(await pve.exitOf(await pve.delete(`${vm}?purge=1`))).toBe('OK');
});

test('what changes between the answer and the task is met by the task', async () => {
  await using world = await withVm();
  const { control, pve } = world;
  await control.holdLockFile(310);
  const started = await pve.delete(vm);
  await control.updateConfig(310, { protection: 1 });
  await control.releaseLockFile(310);
  expect(await pve.exitOf(started)).toBe("can't remove VM 310 - protection mode enabled");
});

test('a VM of the HA manager is started and stopped by request, and its task ends before that', async () => {
  await using world = await withVm();
  const { control, pve } = world;
  const status = async () => objectOf(await pve.get(`${vm}/status/current`));
  await control.setHa(310, 'stopped');
  const start = await pve.post(`${vm}/status/start`);
  expect(String(start.data)).toContain(':hastart:310:');
  expect(await pve.exitOf(start)).toBe('OK');
  await expect.poll(async () => (await status()).status).toBe('running');
  expect((await status()).ha).toEqual({ managed: 1, state: 'started' });
  const stop = await pve.post(`${vm}/status/stop`);
  expect(String(stop.data)).toContain(':hastop:310:');
  await expect.poll(async () => (await status()).status).toBe('stopped');
  const destroyed = await pve.delete(`${vm}?purge=1`);
  expect(await pve.exitOf(destroyed)).toBe('OK');
  expect(await pve.logOf(destroyed)).toContain('NOTE: removed VM 310 from HA resource configuration.');
});

test('volumes that the configuration does not name are left alone, unless they are asked for', async () => {
  await using world = await withVm();
  const { control, pve, volumes } = world;
  await pve.cloned(311);
  const detached = { storage: 'ceph-vm', name: 'vm-310-disk-7', sizeGiB: 5 };
  await control.addVolume(detached);
  await control.addVolume({ storage: 'local', name: 'vm-310-disk-8', sizeGiB: 5, node: 'pve1' });
  await control.addVolume({ storage: 'ceph-vm', name: 'vm-311-disk-7', sizeGiB: 5 });
  expect(await pve.exitOf(await pve.delete(`${vm}?purge=1`))).toBe('OK');
  const left = ['ceph-vm:vm-310-disk-7', 'ceph-vm:vm-311-disk-7', 'local:310/vm-310-disk-8.qcow2'];
  expect(await volumes()).toEqual(left);
  await pve.cloned(310);
  expect(await pve.exitOf(await pve.delete(`${vm}?purge=1&destroy-unreferenced-disks=1`))).toBe('OK');
  expect(await volumes()).toEqual(['ceph-vm:vm-311-disk-7']);
});

test('and then they are taken from a VM that has them, too', async () => {
  await using world = await withVm();
  const { control, pve } = world;
  await pve.cloned(311);
  await control.updateConfig(311, { scsi1: 'ceph-vm:vm-310-disk-5,size=1G' });
  await pve.exitOf(await pve.delete(`${vm}?destroy-unreferenced-disks=1`));
  expect(await pve.exitOf(await pve.post('/nodes/pve1/qemu/311/status/start'))).toBe(
    "volume 'ceph-vm:vm-310-disk-5' does not exist",
  );
});

test('an unused disk is destroyed with its VM, one that bears another id is not', async () => {
  await using world = await withVm();
  const { control, pve, volumes } = world;
  const disks = { unused0: 'ceph-vm:vm-310-disk-3', scsi1: 'ceph-vm:vm-999-disk-0,size=1G' };
  await control.updateConfig(310, disks);
  await control.holdVolume('ceph-vm:vm-310-disk-3', true);
  expect(await pve.exitOf(await pve.delete(vm))).toBe('WARNINGS: 1');
  expect(await volumes()).toEqual(['ceph-vm:vm-310-disk-3']);
});

test('a disk that cannot be removed is a warning, stays without its VM, and is not overwritten by the next one', async () => {
  await using world = await withVm();
  const { control, pve, volumes } = world;
  const base = 'ceph-vm:base-9000-disk-0/';
  const volume = `${base}vm-310-disk-0`;
  await control.holdVolume(volume, true);
  const destroyed = await pve.delete(`${vm}?purge=1`);
  expect(await pve.exitOf(destroyed)).toBe('WARNINGS: 1');
  const log = await pve.logOf(destroyed);
  expect(log[0]).toBe(
    `WARN: Could not remove disk '${volume}', check manually: rbd rm 'vm-310-disk-0' error: rbd: error: image still has watchers`,
  );
  expect(log.at(-1)).toBe('TASK WARNINGS: 1');
  expect((await control.snapshot()).vms.some(({ vmid }) => vmid === 310)).toBe(false);
  expect(await volumes()).toEqual([volume]);
  await pve.cloned(310);
  expect(objectOf(await pve.get(`${vm}/config`)).scsi0).toMatch(/vm-310-disk-1,/);
});

test('a drive of cloud-init that was left behind makes the next clone of its id fail', async () => {
  await using world = await withVm();
  const { control, pve } = world;
  await control.holdVolume('ceph-vm:vm-310-cloudinit', true);
  expect(await pve.exitOf(await pve.delete(vm))).toBe('WARNINGS: 1');
  await expect(pve.cloned(310)).rejects.toThrow(
    "clone failed: rbd create 'vm-310-cloudinit' error: rbd: create error: (17) File exists",
  );
});
