import { expect, test } from 'vitest';
import { demoSeed, listOf, objectOf, PveClient, startTestSimulator, testSecret, until } from './pve-client.ts';

const vm = '/nodes/pve1/qemu/310';
const folder = `${vm}/snapshot`;

async function taken(pve: PveClient, snapname: string, description = ''): Promise<string> {
  return await pve.exitOf(await pve.post(folder, { snapname, description }));
}

async function names(pve: PveClient): Promise<unknown[]> {
  return listOf(await pve.get(folder)).map(({ name }) => name);
}

test('snapshots are listed with their parents, and the present is always the last of them', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.cloned(310);
  expect(await names(pve)).toEqual(['current']);
  const started = await pve.post(folder, { snapname: 'before', description: 'the first' });
  expect(started.data).toMatch(/:qmsnapshot:310:/);
  expect(await pve.exitOf(started)).toBe('OK');
  expect(await pve.logOf(started)).toEqual([
    "snapshotting 'drive-scsi0' (ceph-vm:base-9000-disk-0/vm-310-disk-0)",
    'TASK OK',
  ]);
  expect(await taken(pve, 'after')).toBe('OK');
  expect(listOf(await pve.get(folder))).toMatchObject([
    { name: 'before', description: 'the first', vmstate: 0, snaptime: expect.any(Number) },
    { name: 'after', description: '', parent: 'before' },
    { name: 'current', parent: 'after', running: 0, digest: expect.stringMatching(/^[0-9a-f]{40}$/) },
  ]);
  expect(objectOf(await pve.get(`${vm}/config`))).toMatchObject({ parent: 'after' });
});

test('a rollback brings back what was, stops a guest that runs, and leaves the description alone', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.started(310);
  await pve.put(`${vm}/config`, { tags: 'early' });
  await taken(pve, 'before');
  await pve.put(`${vm}/config`, { tags: 'late', name: 'late', description: 'tagged' });
  await pve.exitOf(await pve.put(`${vm}/resize`, { disk: 'scsi0', size: '40G' }));
  const rolled = await pve.post(`${folder}/before/rollback`);
  expect(await pve.exitOf(rolled)).toBe('OK');
  expect(objectOf(await pve.get(`${vm}/status/current`)).status).toBe('stopped');
  expect(objectOf(await pve.get(`${vm}/config`))).toMatchObject({
    name: 'vm310',
    tags: 'early',
    description: 'tagged',
    parent: 'before',
    scsi0: expect.stringMatching(/size=20G$/),
  });
});

test('a rollback that starts the guest again does so in a task of its own', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.cloned(310);
  await taken(pve, 'before');
  expect(await pve.exitOf(await pve.post(`${folder}/before/rollback`, { start: '1' }))).toBe('OK');
  await until(async () => objectOf(await pve.get(`${vm}/status/current`)).status === 'running');
  const [start] = listOf(await pve.get('/nodes/pve1/tasks?vmid=310&typefilter=qmstart'));
  expect(start).toMatchObject({ status: 'OK', tokenid: 'portal' });
});

test('a deletion hands its children to its parent', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.cloned(310);
  for (const name of ['s1', 's2', 's3']) await taken(pve, name);
  expect(await pve.exitOf(await pve.delete(`${folder}/s2`))).toBe('OK');
  expect(await pve.exitOf(await pve.delete(`${folder}/s3`))).toBe('OK');
  expect(listOf(await pve.get(folder))).toMatchObject([{ name: 's1' }, { name: 'current', parent: 's1' }]);
});

test('names that are taken, missing or reserved are refused where PVE refuses them', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.cloned(310);
  await taken(pve, 'snap1');
  expect(await taken(pve, 'snap1')).toBe("snapshot name 'snap1' already used");
  const missing = "snapshot 'nosnap' does not exist";
  expect(await pve.exitOf(await pve.delete(`${folder}/nosnap`))).toBe(missing);
  expect(await pve.exitOf(await pve.post(`${folder}/nosnap/rollback`))).toBe(missing);
  expect((await pve.get(`${folder}/nosnap/config`)).reason).toBe(missing);
  expect(await pve.post(folder, { snapname: 'current' })).toMatchObject({
    status: 500,
    reason: "unable to use snapshot name 'current' (reserved name)",
  });
  for (const snapname of ['s', '1bad']) {
    expect((await pve.post(folder, { snapname })).errors).toEqual({
      snapname: `invalid format - invalid configuration ID '${snapname}'\n`,
    });
  }
  expect((await pve.post(folder, {})).errors).toEqual({ snapname: 'property is missing and it is not optional' });
});

test('while a snapshot is taken the VM is locked, and everything that changes it says so at once', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.cloned(310);
  await simulator.control.hangTask({ type: 'qmsnapshot' });
  const started = await pve.post(folder, { snapname: 'before' });
  await until(async () => objectOf(await pve.get(`${vm}/status/current`)).lock === 'snapshot');
  const locked = 'VM is locked (snapshot)';
  expect((await pve.put(`${vm}/config`, { cores: '1' })).reason).toBe(locked);
  expect(await pve.exitOf(await pve.post(`${vm}/status/start`))).toBe(locked);
  expect(await pve.exitOf(await pve.delete(vm))).toBe(locked);
  expect(await taken(pve, 'another')).toBe(locked);
  await simulator.control.clearFaults();
  expect(await pve.exitOf(started)).toBe('OK');
  expect(await pve.exitOf(await pve.post(`${vm}/status/start`))).toBe('OK');
});

test('one that is cut short blocks its VM, whatever force says, until root unlocks it', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.cloned(310);
  await simulator.control.failTask({ type: 'qmsnapshot', exitstatus: 'unexpected status' });
  const started = await pve.post(folder, { snapname: 'before' });
  expect(await pve.exitOf(started)).toBe('unexpected status');
  expect((await pve.logOf(started)).at(-1)).not.toMatch(/^TASK/);
  expect(listOf(await pve.get(folder))[0]).toMatchObject({ name: 'before', snapstate: 'prepare' });
  const locked = 'VM is locked (snapshot)';
  for (const path of [vm, `${folder}/before`, `${folder}/before?force=1`]) {
    expect(await pve.exitOf(await pve.delete(path))).toBe(locked);
  }
  await simulator.control.lockVm(310, null);
  await simulator.control.failTask({ type: 'qmdelsnapshot', exitstatus: 'rbd: image is busy' });
  expect(await pve.exitOf(await pve.delete(`${folder}/before`))).toBe('rbd: image is busy');
  expect(await pve.exitOf(await pve.delete(`${folder}/before?force=1`))).toBe('VM is locked (snapshot-delete)');
  await simulator.control.lockVm(310, null);
  expect(await pve.exitOf(await pve.delete(`${folder}/before?force=1`))).toBe('OK');
  expect(await pve.exitOf(await pve.delete(vm))).toBe('OK');
});

test('one that fails leaves nothing behind', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.cloned(310);
  await simulator.control.failTask({ type: 'qmsnapshot', exitstatus: 'rbd snapshot error' });
  expect(await taken(pve, 'before')).toBe('rbd snapshot error');
  expect(await names(pve)).toEqual(['current']);
  expect(await taken(pve, 'before')).toBe('OK');
});

test('snapshots go with their VM, keep it from becoming a template, and can be cloned in full', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.cloned(310);
  await pve.put(`${vm}/config`, { cores: '4' });
  await taken(pve, 'before');
  await pve.put(`${vm}/config`, { cores: '1' });
  const clone = { newid: '311', pool: 'support-portal', snapname: 'before', name: 'copy' };
  expect(await pve.exitOf(await pve.post(`${vm}/clone`, { ...clone, full: '1' }))).toBe('OK');
  const config = objectOf(await pve.get('/nodes/pve1/qemu/311/config'));
  expect(config).toMatchObject({ cores: 4 });
  expect(config).not.toHaveProperty('parent');
  expect((await pve.post(`${vm}/clone`, { ...clone, newid: '312', full: '0' })).reason).toMatch(
    /^Linked clone feature is not supported for a snapshot of /,
  );
  expect((await pve.post(`${vm}/template`)).reason).toBe('unable to create template, because VM contains snapshots');
  expect(await pve.exitOf(await pve.delete(vm))).toBe('OK');
  await pve.cloned(310);
  expect(await names(pve)).toEqual(['current']);
});

test('the configuration of a snapshot shows the hash of the password, the VM itself never', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.cloned(310);
  await pve.put(`${vm}/config`, { cipassword: 'geheim' });
  await taken(pve, 'before', 'with a password');
  const config = objectOf(await pve.get(`${folder}/before/config`));
  expect(config).toMatchObject({ description: 'with a password', cipassword: expect.stringMatching(/^\$5\$/) });
  expect(objectOf(await pve.get(`${vm}/config?snapshot=before`)).cipassword).toBe('**********');
});

test('rights are per deed: a token without them is refused by name', async () => {
  const acl = [{ path: '/vms', privileges: ['VM.Audit', 'VM.Snapshot.Rollback'] }];
  const tokens = [...demoSeed.tokens, { tokenId: 'ops@pve!t', secret: testSecret, acl }];
  await using simulator = await startTestSimulator({ cluster: { ...demoSeed, tokens } });
  const pve = new PveClient(simulator.url);
  await pve.cloned(310);
  await taken(pve, 'before');
  const other = new PveClient(simulator.url, `PVEAPIToken=ops@pve!t=${testSecret}`);
  expect((await other.post(folder, { snapname: 'mine' })).reason).toBe(
    'Permission check failed (/vms/310, VM.Snapshot)',
  );
  expect(await other.exitOf(await other.post(`${folder}/before/rollback`))).toBe('OK');
});

test('memory is not pretended to be saved', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.started(310);
  expect((await pve.post(folder, { snapname: 'before', vmstate: '1' })).status).toBe(501);
  expect((await pve.post(`${vm}/status/suspend`, { todisk: '1' })).status).toBe(501);
});
