import { expect, test } from 'vitest';
import { demoSeed, listOf, objectOf, PveClient, startTestSimulator, testSecret, until, upidOf } from './pve-client.ts';

const clonePath = '/nodes/pve1/qemu/9000/clone';
const pooled = { pool: 'support-portal', name: 'golden' };

test('a full clone gets the ownership tag of its call, new identities, and inherits everything else', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  const source = objectOf(await pve.get('/nodes/pve1/qemu/9000/config'));
  await pve.cloned(310, { full: '1', storage: 'ceph-vm', description: 'portal deployment 1' });
  const config = objectOf(await pve.get('/nodes/pve1/qemu/310/config'));
  expect(config).toMatchObject({
    name: 'vm310',
    description: 'portal deployment 1',
    tags: source.tags,
    ciuser: source.ciuser,
    cores: source.cores,
    scsi0: 'ceph-vm:vm-310-disk-0,size=20G',
    ide2: 'ceph-vm:vm-310-cloudinit,media=cdrom,size=4M',
  });
  for (const unique of ['net0', 'smbios1', 'vmgenid', 'digest']) expect(config[unique]).not.toBe(source[unique]);
  expect(config.net0).toMatch(/^virtio=BC:24:11(:[0-9A-F]{2}){3},bridge=vmbr0$/);
  expect(config).not.toHaveProperty('template');
  expect(config).not.toHaveProperty('lock');
});

test('templates clone linked by default, and the base then cannot be destroyed', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.cloned(310);
  const config = objectOf(await pve.get('/nodes/pve1/qemu/310/config'));
  expect(config.scsi0).toBe('ceph-vm:base-9000-disk-0/vm-310-disk-0,size=20G');
  expect(await pve.exitOf(await pve.delete('/nodes/pve1/qemu/9000'))).toBe(
    "base volume 'ceph-vm:base-9000-disk-0' is still in use by linked cloned",
  );
});

test('without a name a clone is a copy of its source', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  expect(await pve.exitOf(await pve.post(clonePath, { newid: '310', pool: 'support-portal' }))).toBe('OK');
  expect(objectOf(await pve.get('/nodes/pve1/qemu/310/config')).name).toBe('Copy-of-VM-tmpl-pbx-asterisk');
});

test('pool rights reach the clone with the end of its task and not before', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await simulator.control.hangTask({ type: 'qmclone' });
  const started = await pve.post(clonePath, { newid: '310', ...pooled });
  await until(async () => (await simulator.control.snapshot()).vms.some((vm) => vm.vmid === 310));
  expect(await pve.get('/nodes/pve1/qemu/310/status/current')).toMatchObject({
    status: 403,
    reason: 'Permission check failed (/vms/310, VM.Audit)',
  });
  await simulator.control.clearFaults();
  expect(await pve.exitOf(started)).toBe('OK');
  expect((await pve.get('/nodes/pve1/qemu/310/status/current')).status).toBe(200);
});

test('while a clone runs it is locked: a synchronous change is refused, a start waits for the lock in vain', async () => {
  await using simulator = await startTestSimulator({ cluster: allRights(), timing: { lockWaitMs: 20 } });
  await simulator.control.hangTask({ type: 'qmclone' });
  const all = new PveClient(simulator.url);
  await all.post(clonePath, { newid: '310', ...pooled });
  await until(async () => (await all.get('/nodes/pve1/qemu/310/status/current')).status === 200);
  expect(objectOf(await all.get('/nodes/pve1/qemu/310/status/current'))).toMatchObject({
    lock: 'clone',
    status: 'stopped',
  });
  expect(await all.put('/nodes/pve1/qemu/310/config', { cores: '1' })).toMatchObject({
    reason: 'VM is locked (clone)',
  });
  expect(await all.exitOf(await all.post('/nodes/pve1/qemu/310/status/start'))).toBe(
    "can't lock file '/var/lock/qemu-server/lock-310.conf' - got timeout",
  );
});

test('a destroy sent during a clone deletes the finished clone', async () => {
  await using simulator = await startTestSimulator({ cluster: allRights(), timing: { lockWaitMs: 5_000 } });
  const pve = new PveClient(simulator.url);
  await simulator.control.hangTask({ type: 'qmclone' });
  const clone = await pve.post(clonePath, { newid: '310', ...pooled });
  await until(async () => (await pve.get('/nodes/pve1/qemu/310/status/current')).status === 200);
  const destroy = await pve.delete('/nodes/pve1/qemu/310');
  await simulator.control.clearFaults();
  expect(await pve.exitOf(clone)).toBe('OK');
  expect(await pve.exitOf(destroy)).toBe('OK');
  expect((await simulator.control.snapshot()).vms.some((vm) => vm.vmid === 310)).toBe(false);
});

test('two clones of one new id both answer 200, and the loser fails in its task', async () => {
  await using simulator = await startTestSimulator({ timing: { workerForkMs: 100 } });
  const pve = new PveClient(simulator.url);
  const answers = await Promise.all(['a', 'b'].map((name) => pve.post(clonePath, { newid: '310', ...pooled, name })));
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  const exits = await Promise.all(answers.map((answer) => pve.exitOf(answer)));
  expect(exits.sort()).toEqual(['OK', 'unable to create VM 310: config file already exists']);
  const later = await pve.post(clonePath, { newid: '310', ...pooled });
  expect(later).toMatchObject({ status: 500, reason: 'unable to create VM 310: config file already exists' });
});

test('clones of one template run beside each other', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  const ids = [310, 311, 312, 313];
  await Promise.all(ids.map((id) => pve.cloned(id)));
  expect(listOf(await pve.get('/nodes/pve1/qemu')).map(({ vmid }) => vmid)).toEqual(expect.arrayContaining(ids));
});

test('a change of the template waits for the clone that reads it', async () => {
  await using simulator = await startTestSimulator({ timing: { lockWaitMs: 20 } });
  const pve = new PveClient(simulator.url);
  await simulator.control.hangTask({ type: 'qmclone' });
  const started = await pve.post(clonePath, { newid: '310', ...pooled });
  await until(async () => (await simulator.control.snapshot()).vms.some((vm) => vm.vmid === 310));
  const change = () => pve.put('/nodes/pve1/qemu/9000/config', { description: 'new' });
  expect((await change()).reason).toBe("can't lock file '/var/lock/qemu-server/lock-9000.conf' - got timeout");
  await simulator.control.clearFaults();
  expect(await pve.exitOf(started)).toBe('OK');
  expect((await change()).status).toBe(200);
});

test('an aborted clone says so and leaves nothing behind', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await simulator.control.hangTask({ type: 'qmclone' });
  const started = await pve.post(clonePath, { newid: '310', ...pooled, full: '1' });
  await until(async () => (await simulator.control.snapshot()).vms.some((vm) => vm.vmid === 310));
  const aborted = await pve.delete(`/nodes/pve1/tasks/${encodeURIComponent(upidOf(started))}`);
  expect(aborted).toMatchObject({ status: 200, data: null });
  expect(await pve.exitOf(started)).toMatch(/^clone failed: copy failed: .*: interrupted by signal$/);
  expect((await simulator.control.snapshot()).vms.some((vm) => vm.vmid === 310)).toBe(false);
});

test('a clone for another node ends there', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.cloned(310, { target: 'pve3' });
  expect((await pve.get('/nodes/pve3/qemu/310/status/current')).status).toBe(200);
  expect(await pve.get('/nodes/pve1/qemu/310/status/current')).toMatchObject({
    status: 500,
    reason: "Configuration file 'nodes/pve1/qemu-server/310.conf' does not exist",
  });
});

test.each([
  [{ newid: '310', name: 'x' }, 403, 'Permission check failed'],
  [{ newid: '310', pool: 'nopool' }, 403, 'Permission check failed'],
  [{ newid: '310', ...pooled, storage: 'ceph-vm' }, 500, "parameter 'storage' not allowed for linked clones"],
  [{ newid: '310', ...pooled, format: 'raw' }, 500, "parameter 'format' not allowed for linked clones"],
  [{ newid: '310', ...pooled, full: '1', storage: 'nostore' }, 500, "storage 'nostore' does not exist"],
  [{ newid: '310', ...pooled, target: 'pve9' }, 500, "no such cluster node 'pve9'"],
  [{ newid: '310', ...pooled, snapname: 'nosnap' }, 500, "snapshot 'nosnap' does not exist"],
  [{ newid: '9001', ...pooled }, 500, 'unable to create VM 9001: config file already exists'],
])('a clone with %j is refused at once: %d %s', async (body, status, reason) => {
  await using simulator = await startTestSimulator();
  expect(await new PveClient(simulator.url).post(clonePath, body)).toMatchObject({ status, reason });
});

test('a machine that is no template cannot be cloned linked', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.cloned(310, { full: '1', storage: 'ceph-vm' });
  const answer = await pve.post('/nodes/pve1/qemu/310/clone', { newid: '311', ...pooled, full: '0' });
  expect(answer.reason).toBe("Linked clone feature is not supported for 'ceph-vm:vm-310-disk-0' (scsi0)");
});

/** The demo cluster for a token that may do everything: what an administrator would see. */
function allRights() {
  const seed = structuredClone(demoSeed);
  const tokens = [{ tokenId: 'portal@pve!portal', secret: testSecret, privilegeSeparation: false, acl: [] }];
  const privileges = [...new Set((seed.users ?? []).flatMap((user) => user.acl).flatMap((entry) => entry.privileges))];
  return { ...seed, tokens, users: [{ userId: 'portal@pve', acl: [{ path: '/', privileges }] }] };
}
