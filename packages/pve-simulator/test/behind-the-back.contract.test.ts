import { expect, test } from 'vitest';
import { type AclEntry, remoteControl } from '../src/index.ts';
import { demoSeed, listOf, objectOf, PveClient, startTestSimulator, testSecret, until, upidOf } from './pve-client.ts';

const credentials = { tokenId: 'portal@pve!portal', tokenSecret: testSecret };
const vm = '/nodes/pve1/qemu/310';
const clonePath = '/nodes/pve1/qemu/9000/clone';

test('a VM is renamed, retagged, resized, converted and put out of its pool by somebody else', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  const control = remoteControl(simulator.url, credentials);
  await pve.started(310);
  await control.renameVm(310, 'other');
  await control.retagVm(310, ['b', 'a']);
  await control.resizeVm(310, { cores: 7, memoryMiB: 3072, disksGiB: { scsi0: 33 } });
  expect(objectOf(await pve.get(`${vm}/config?current=1`))).toMatchObject({
    name: 'other',
    tags: 'b;a',
    cores: 7,
    memory: '3072',
    scsi0: expect.stringMatching(/size=33G$/),
  });
  await control.convertVm(310);
  expect(objectOf(await pve.get(`${vm}/status/current`))).toMatchObject({ template: 1, status: 'stopped' });
  await control.setPool(310, null);
  expect((await pve.get(`${vm}/status/current`)).status).toBe(403);
  await control.setPool(310, 'support-portal');
  expect((await pve.get(`${vm}/status/current`)).status).toBe(200);
});

test('a lock in the configuration is said at once, a held lock file is waited for in vain', async () => {
  await using simulator = await startTestSimulator({ timing: { lockWaitMs: 20 } });
  const pve = new PveClient(simulator.url);
  const control = remoteControl(simulator.url, credentials);
  await pve.cloned(310);
  await control.lockVm(310, 'migrate');
  expect(await pve.exitOf(await pve.post(`${vm}/status/start`))).toBe('VM is locked (migrate)');
  await control.lockVm(310, null);
  await control.holdLockFile(310);
  const timeout = "can't lock file '/var/lock/qemu-server/lock-310.conf' - got timeout";
  expect(await pve.exitOf(await pve.post(`${vm}/status/start`))).toBe(timeout);
  expect((await pve.put(`${vm}/config`, { cores: '1' })).reason).toBe(timeout);
  await control.releaseLockFile(310);
  expect(await pve.exitOf(await pve.post(`${vm}/status/start`))).toBe('OK');
});

test('a full storage shows as full, and full clones to it fail with their exit code, their log saying why', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await simulator.control.setStorageFull('ceph-vm', true);
  const [storage] = listOf(await pve.get('/nodes/pve1/storage?storage=ceph-vm'));
  expect(storage).toMatchObject({ avail: 0, used_fraction: 1 });
  const entries = listOf(await pve.get('/cluster/resources?type=storage'));
  expect(entries.every((entry) => entry.disk === entry.maxdisk)).toBe(true);
  const clone = await pve.post(clonePath, { newid: '310', pool: 'support-portal', full: '1', storage: 'ceph-vm' });
  expect(await pve.exitOf(clone)).toMatch(/^clone failed: copy failed: command '.*' failed: exit code 1$/);
  expect(await pve.logOf(clone)).toContainEqual(expect.stringMatching(/No space left on device$/));
  expect((await pve.get('/cluster/nextid?vmid=310')).status).toBe(200);
  await simulator.control.setStorageFull('ceph-vm', false);
  await pve.cloned(310, { full: '1', storage: 'ceph-vm' });
});

test('a full directory says no more than an exit code; why stands in the log, with paths of the host', async () => {
  const onLocal = { path: '/storage/local', privileges: ['Datastore.AllocateSpace'] };
  const withLocal = <Holder extends { readonly acl: readonly AclEntry[] }>(holder: Holder): Holder => ({
    ...holder,
    acl: [...holder.acl, onLocal],
  });
  const cluster = { ...demoSeed, users: demoSeed.users?.map(withLocal) ?? [], tokens: demoSeed.tokens.map(withLocal) };
  await using simulator = await startTestSimulator({ cluster });
  const pve = new PveClient(simulator.url);
  await simulator.control.setStorageFull('local', true);
  const clone = await pve.post(clonePath, { newid: '310', pool: 'support-portal', full: '1', storage: 'local' });
  expect(await pve.exitOf(clone)).toMatch(
    /zeroinit:\/var\/lib\/vz\/images\/310\/vm-310-disk-0.qcow2' failed: exit code 1$/,
  );
  const log = (await pve.logOf(clone)).join('\n');
  expect(log).toContain("Formatting '/var/lib/vz/images/310/vm-310-disk-0.qcow2', fmt=qcow2");
  expect(log).toMatch(/qemu-img: error while writing at byte \d+: No space left on device/);
});

test('a clone whose worker is killed stays behind, locked and in no pool', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await simulator.control.failTask({ type: 'qmclone', exitstatus: 'unexpected status' });
  expect(await pve.exitOf(await pve.post(clonePath, { newid: '310', pool: 'support-portal' }))).toBe(
    'unexpected status',
  );
  expect((await pve.get(`${vm}/config`)).status).toBe(403);
  const { vms } = await simulator.control.snapshot();
  expect(vms.find(({ vmid }) => vmid === 310)).toMatchObject({ pool: null, config: { lock: 'clone' } });
});

test('tasks that are pruned are unknown', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.cloned(310);
  const start = await pve.post(`${vm}/status/start`);
  await pve.exitOf(start);
  await simulator.control.forgetTasks({ vmid: 310, type: 'qmclone' });
  expect(listOf(await pve.get('/nodes/pve1/tasks')).map(({ type }) => type)).toEqual(['qmstart']);
  await simulator.control.forgetTasks();
  const gone = await pve.get(`/nodes/pve1/tasks/${encodeURIComponent(upidOf(start))}/status`);
  expect(gone.errors).toEqual({ upid: 'no such task' });
});

test('a node in maintenance is online, and hastate alone tells', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  const nodes = async () => listOf(await pve.get('/cluster/resources?type=node'));
  expect((await nodes()).some((node) => 'hastate' in node)).toBe(false);
  await remoteControl(simulator.url, credentials).setNodeMaintenance('pve2', true);
  expect((await nodes()).map(({ status, hastate }) => [status, hastate])).toEqual([
    ['online', 'online'],
    ['online', 'maintenance'],
    ['online', 'online'],
  ]);
});

test('a clock that is off shows in the time, the tasks and the header of the node that answers', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  const hour = 3_600_000;
  await remoteControl(simulator.url, credentials).setClockSkew('pve1', hour);
  const now = Date.now() / 1000;
  const timeOf = async (node: string) => Number(objectOf(await pve.get(`/nodes/${node}/time`)).time);
  expect((await timeOf('pve1')) - now).toBeGreaterThan(3_590);
  expect(Math.abs((await timeOf('pve2')) - now)).toBeLessThan(10);
  await pve.cloned(310);
  const [task] = listOf(await pve.get('/nodes/pve1/tasks'));
  expect(Number(task?.starttime) - now).toBeGreaterThan(3_590);
  const { headers } = await fetch(`${simulator.url}/api2/json/version`);
  expect(Date.parse(headers.get('date') ?? '') - Date.now()).toBeGreaterThan(hour - 10_000);
});

test('a node that is taken out of the cluster is gone by name, with its machines and its tasks', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.cloned(310);
  await simulator.control.moveVm(310, 'pve3');
  const start = await pve.post('/nodes/pve3/qemu/310/status/start');
  await simulator.control.removeNode('pve3');
  const status = await pve.get(`/nodes/pve3/tasks/${encodeURIComponent(upidOf(start))}/status`);
  expect(status).toMatchObject({ status: 500, reason: expect.stringMatching(/^hostname lookup 'pve3' failed/) });
  expect(listOf(await pve.get('/cluster/resources?type=vm')).some(({ vmid }) => vmid === 310)).toBe(false);
  expect(listOf(await pve.get('/cluster/status')).map(({ name }) => name)).toEqual(['demo', 'pve1', 'pve2']);
});

test('a start of a VM that has moved away begins, and fails in its task', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.cloned(310);
  await simulator.control.moveVm(310, 'pve2');
  expect(await pve.exitOf(await pve.post(`${vm}/status/start`))).toBe(
    "Configuration file 'nodes/pve1/qemu-server/310.conf' does not exist",
  );
  const unfound = "unable to find configuration file for VM 310 on node 'pve1'";
  for (const verb of ['stop', 'shutdown']) {
    expect(await pve.exitOf(await pve.post(`${vm}/status/${verb}`))).toBe(unfound);
  }
  for (const verb of ['reset', 'suspend', 'resume', 'reboot']) {
    expect(await pve.post(`${vm}/status/${verb}`)).toMatchObject({ status: 500, reason: unfound });
  }
});

test('a hung node answers nothing that is for it, and carries it out once it goes on; the others answer', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.cloned(310);
  await simulator.control.moveVm(310, 'pve2');
  await simulator.control.setNodeHung('pve2', true);
  const moved = '/nodes/pve2/qemu/310';
  expect(await pve.get(`${moved}/status/current`)).toMatchObject({ status: 596, text: '' });
  expect(await pve.put(`${moved}/config`, { description: 'late' })).toMatchObject({ status: 596 });
  for (const path of ['/cluster/resources', '/nodes/pve1/qemu/9000/config']) {
    expect((await pve.get(path)).status).toBe(200);
  }
  await simulator.control.setNodeHung('pve2', false);
  await until(async () => objectOf(await pve.get(`${moved}/config`)).description === 'late');
});

test('a hung daemon answers nothing that takes root, and carries it out once it goes on', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.cloned(310);
  await simulator.control.setDaemonHung(true);
  expect((await pve.get('/version')).status).toBe(200);
  expect((await pve.get('/cluster/resources')).status).toBe(200);
  const late = await pve.put(`${vm}/config`, { description: 'late' });
  expect(late).toMatchObject({ status: 596, reason: 'Connection timed out', text: '', contentType: null });
  expect(objectOf(await pve.get(`${vm}/config`))).not.toMatchObject({ description: 'late' });
  await simulator.control.setDaemonHung(false);
  await until(async () => objectOf(await pve.get(`${vm}/config`)).description === 'late');
});
