import { expect, test } from 'vitest';
import { demoSeed, listOf, objectOf, PveClient, startTestSimulator, testSecret, until, upidOf } from './pve-client.ts';

const strangers = {
  ...demoSeed,
  tokens: [
    ...demoSeed.tokens,
    { tokenId: 'portal@pve!second', secret: testSecret, acl: [] },
    { tokenId: 'audit@pve!all', secret: testSecret, acl: [{ path: '/nodes', privileges: ['Sys.Audit'] }] },
  ],
};

function taskPath(upid: string, more = ''): string {
  return `/nodes/${upid.split(':')[1]}/tasks/${encodeURIComponent(upid)}${more}`;
}

test('a running task has no exit status; a finished one says how it ended, to any encoding of its UPID', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await simulator.control.hangTask({ type: 'qmclone' });
  const upid = upidOf(await pve.post('/nodes/pve1/qemu/9000/clone', { newid: '310', pool: 'support-portal' }));
  const running = objectOf(await pve.get(taskPath(upid, '/status')));
  expect(running).toMatchObject({
    status: 'running',
    type: 'qmclone',
    id: '9000',
    user: 'portal@pve',
    tokenid: 'portal',
  });
  expect(running).not.toHaveProperty('exitstatus');
  await simulator.control.clearFaults();
  expect(await pve.exitOf(upid)).toBe('OK');
  expect((await pve.get(`/nodes/pve1/tasks/${upid}/status`)).status).toBe(200);
});

test('an unknown UPID, an unparsable one and one of another node are 400', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  const unknown = 'UPID:pve1:00000054:00095A9F:6B02BB31:qmclone:9000:portal@pve!portal:';
  expect((await pve.get(taskPath(unknown, '/status'))).errors).toEqual({ upid: 'no such task' });
  expect((await pve.get('/nodes/pve1/tasks/UPID:nonsense/status')).errors).toEqual({
    upid: 'unable to parse worker upid',
  });
  const known = upidOf(await pve.post('/nodes/pve1/qemu/9000/clone', { newid: '310', pool: 'support-portal' }));
  expect((await pve.get(`/nodes/pve2/tasks/${encodeURIComponent(known)}/status`)).errors).toEqual({
    upid: 'no such task',
  });
});

test('a second token of the same user is a stranger to a task, an auditor of the node is not', async () => {
  await using simulator = await startTestSimulator({ cluster: strangers });
  const pve = new PveClient(simulator.url);
  const upid = upidOf(await pve.post('/nodes/pve1/qemu/9000/clone', { newid: '310', pool: 'support-portal' }));
  const second = new PveClient(simulator.url, `PVEAPIToken=portal@pve!second=${testSecret}`);
  expect(await second.get(taskPath(upid, '/status'))).toMatchObject({
    status: 403,
    reason: 'Permission check failed (/nodes/pve1, Sys.Audit)',
  });
  const auditor = new PveClient(simulator.url, `PVEAPIToken=audit@pve!all=${testSecret}`);
  expect((await auditor.get(taskPath(upid, '/status'))).status).toBe(200);
  expect((await auditor.delete(taskPath(upid))).reason).toBe('Permission check failed (/nodes/pve1, Sys.Modify)');
});

test('lists show finished tasks; active ones are asked for, and a clone is filed under its source', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await simulator.control.hangTask({ type: 'qmclone' });
  const upid = upidOf(await pve.post('/nodes/pve1/qemu/9000/clone', { newid: '310', pool: 'support-portal' }));
  expect(await pve.get('/nodes/pve1/tasks?vmid=9000')).toMatchObject({ data: [], total: undefined });
  const active = listOf(await pve.get('/nodes/pve1/tasks?source=active&vmid=9000'));
  expect(active).toMatchObject([{ upid, status: 'RUNNING', user: 'portal@pve!portal' }]);
  await simulator.control.clearFaults();
  await pve.exitOf(upid);
  const listed = await pve.get('/nodes/pve1/tasks?vmid=9000&typefilter=qmclone');
  expect(listOf(listed)).toMatchObject([{ upid, status: 'OK', tokenid: 'portal' }]);
  expect(listed.total).toBe(1);
  expect(listOf(await pve.get('/nodes/pve1/tasks?vmid=310'))).toEqual([]);
});

test('errors, limit and start narrow a list without changing its total', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.cloned(310);
  for (const disk of ['scsi5', 'scsi6', 'scsi7']) {
    await pve.exitOf(await pve.put('/nodes/pve1/qemu/310/resize', { disk, size: '40G' }));
  }
  const failed = await pve.get('/nodes/pve1/tasks?errors=1&limit=2&start=1');
  expect(listOf(failed).map(({ status }) => status)).toEqual([
    "disk 'scsi6' does not exist",
    "disk 'scsi5' does not exist",
  ]);
  expect(failed.total).toBe(3);
});

test('a log is read in pages of 50 and ends with the outcome', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  const clone = await pve.post('/nodes/pve1/qemu/9000/clone', { newid: '310', pool: 'support-portal' });
  await pve.exitOf(clone);
  const page = await pve.get(taskPath(upidOf(clone), '/log?start=1&limit=1'));
  expect(listOf(page)).toEqual([{ n: 2, t: 'create full clone of drive ide2 (ceph-vm:vm-9000-cloudinit)' }]);
  const log = await pve.logOf(clone);
  expect(page.total).toBe(log.length);
  expect(log.at(-1)).toBe('TASK OK');
});

test('stopping a finished task is no error', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  const clone = await pve.post('/nodes/pve1/qemu/9000/clone', { newid: '310', pool: 'support-portal' });
  await pve.exitOf(clone);
  expect(await pve.delete(taskPath(upidOf(clone)))).toMatchObject({ status: 200, data: null });
});

test('a failed task ends with the ordered text and undoes what it began', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await simulator.control.failTask({ type: 'qmclone', vmid: 310, exitstatus: 'clone failed: no space left' });
  const other = await pve.post('/nodes/pve1/qemu/9000/clone', { newid: '311', pool: 'support-portal' });
  const clone = await pve.post('/nodes/pve1/qemu/9000/clone', { newid: '310', pool: 'support-portal' });
  expect(await pve.exitOf(other)).toBe('OK');
  expect(await pve.exitOf(clone)).toBe('clone failed: no space left');
  expect((await pve.logOf(clone)).at(-1)).toBe('TASK ERROR: clone failed: no space left');
  expect((await simulator.control.snapshot()).vms.map(({ vmid }) => vmid)).not.toContain(310);
  await pve.cloned(310);
});

test('a task with warnings has had its effect', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await simulator.control.failTask({ type: 'qmclone', exitstatus: 'WARNINGS: 1' });
  const clone = await pve.post('/nodes/pve1/qemu/9000/clone', { newid: '310', pool: 'support-portal' });
  expect(await pve.exitOf(clone)).toBe('WARNINGS: 1');
  expect((await pve.logOf(clone)).at(-1)).toBe('TASK WARNINGS: 1');
  expect((await pve.get('/nodes/pve1/qemu/310/status/current')).status).toBe(200);
});

test('warnings stand in the log, and a start whose secure boot rests on old certificates has one', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.cloned(310);
  const start = async () => {
    const started = await pve.post('/nodes/pve1/qemu/310/status/start');
    return { exit: await pve.exitOf(started), log: await pve.logOf(started) };
  };
  await simulator.control.updateConfig(310, { efidisk0: 'ceph-vm:vm-310-disk-9,efitype=4m,pre-enrolled-keys=1' });
  const warned = await start();
  expect(warned.exit).toBe('WARNINGS: 1');
  expect(warned.log).toContain("WARN: EFI disk without 'ms-cert=2023k' option, suggesting that not all UEFI 2023");
  await simulator.control.setPower(310, 'stopped');
  const log = ['WARN: one', 'WARN: another'];
  await simulator.control.updateConfig(310, { efidisk0: null });
  await simulator.control.failTask({ type: 'qmstart', exitstatus: 'WARNINGS: 2', log });
  expect(await start()).toMatchObject({ exit: 'WARNINGS: 2', log: expect.arrayContaining(log) });
});

test('a vanished task works, but nobody finds it', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await simulator.control.vanishTask({ type: 'qmclone' });
  const upid = upidOf(await pve.post('/nodes/pve1/qemu/9000/clone', { newid: '310', pool: 'support-portal' }));
  expect((await pve.get(taskPath(upid, '/status'))).errors).toEqual({ upid: 'no such task' });
  await until(async () => (await pve.get('/nodes/pve1/qemu/310/status/current')).status === 200);
  expect(listOf(await pve.get('/nodes/pve1/tasks'))).toEqual([]);
});
