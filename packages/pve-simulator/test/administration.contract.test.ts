import { expect, test } from 'vitest';
import { demoSeed, listOf, objectOf, PveClient, startTestSimulator, testSecret, until } from './pve-client.ts';

const vm = '/nodes/pve1/qemu/310';
const password = 'correct horse';
const cluster = {
  ...demoSeed,
  users: [
    ...(demoSeed.users ?? []),
    { userId: 'root@pam', password, acl: [] },
    { userId: 'ops@pve', password, acl: [{ path: '/vms', privileges: ['VM.Audit'] }] },
  ],
  tokens: [...demoSeed.tokens, { tokenId: 'bare@pve!t', secret: testSecret, acl: [] }],
};

/** Somebody who has logged in. */
async function loggedIn(url: string, username: string): Promise<PveClient> {
  const answer = objectOf(await new PveClient(url, null).post('/access/ticket', { username, password }));
  return new PveClient(url, {
    kind: 'ticket',
    ticket: String(answer.ticket),
    csrf: String(answer.CSRFPreventionToken),
  });
}

test('a login gives a ticket that reads alone, and changes things only with its other half', async () => {
  await using simulator = await startTestSimulator({ cluster });
  const pve = new PveClient(simulator.url);
  await pve.cloned(310);
  const login = await new PveClient(simulator.url, null).post('/access/ticket', { username: 'root@pam', password });
  const { ticket, cap } = objectOf(login);
  expect(cap).toMatchObject({ vms: { 'VM.Allocate': 1 }, dc: { 'Sys.Audit': 1 }, mapping: { 'Mapping.Use': 1 } });
  const half = new PveClient(simulator.url, { kind: 'ticket', ticket: String(ticket), csrf: null });
  expect((await half.get(`${vm}/config`)).status).toBe(200);
  expect(await half.put(`${vm}/config`, { cores: '1' })).toMatchObject({
    status: 401,
    reason: 'Permission denied - invalid csrf token',
    text: '',
  });
  const whole = await loggedIn(simulator.url, 'root@pam');
  expect((await whole.put(`${vm}/config`, { args: '-x' })).status).toBe(200);
  const forged = new PveClient(simulator.url, { kind: 'ticket', ticket: `${String(ticket)}x`, csrf: null });
  expect((await forged.get('/version')).reason).toBe('permission denied - invalid PVE ticket');
  const wrong = await new PveClient(simulator.url, null).post('/access/ticket', {
    username: 'root@pam',
    password: 'x',
  });
  expect(wrong).toMatchObject({ status: 401, reason: 'authentication failure', message: 'authentication failure\n' });
});

test('a token is made, expires, gets a new secret and is removed; its user can be locked out', async () => {
  await using simulator = await startTestSimulator({ cluster });
  const root = await loggedIn(simulator.url, 'root@pam');
  const path = '/access/users/ops@pve/token/tmp';
  const asToken = (secret: unknown) => new PveClient(simulator.url, `PVEAPIToken=ops@pve!tmp=${String(secret)}`);
  const { value, info } = objectOf(await root.post(path, { privsep: '0' }));
  expect(info).toEqual({ privsep: 0 });
  expect((await asToken(value).get('/nodes/pve1/qemu/100/config')).status).toBe(200);
  expect((await root.post(path)).errors).toEqual({ tokenid: 'Token already exists.' });
  const renewed = objectOf(await root.put(path, { regenerate: '1' }));
  expect((await asToken(value).get('/version')).status).toBe(401);
  expect((await asToken(renewed.value).get('/version')).status).toBe(200);
  await root.put('/access/users/ops@pve', { enable: '0' });
  expect((await asToken(renewed.value).get('/version')).status).toBe(401);
  await root.put('/access/users/ops@pve', { enable: '1' });
  await root.put(path, { expire: '1' });
  expect((await asToken(renewed.value).get('/version')).status).toBe(401);
  expect((await root.delete(path)).status).toBe(200);
  expect((await root.get(path)).reason).toBe("no such token 'tmp' for user 'ops@pve'");
});

test('some calls are not for tokens, and nobody else may look at what a token may do', async () => {
  await using simulator = await startTestSimulator({ cluster });
  const portal = new PveClient(simulator.url);
  const body = { userid: 'portal@pve', password: 'newpassword1' };
  expect(await portal.put('/access/password', body)).toMatchObject({
    status: 403,
    reason: expect.stringMatching(/^Permission check failed \(URI '\/access\/password' not available with API token/),
  });
  const foreign = '/access/permissions?userid=portal@pve!portal';
  expect((await (await loggedIn(simulator.url, 'ops@pve')).get(foreign)).reason).toBe(
    'Permission check failed (/access, Sys.Audit)',
  );
  const root = await loggedIn(simulator.url, 'root@pam');
  expect(objectOf(await root.get(foreign))).toHaveProperty(['/pool/support-portal']);
});

test('a token without rights of its own is answered with empty lists', async () => {
  await using simulator = await startTestSimulator({ cluster });
  const bare = new PveClient(simulator.url, `PVEAPIToken=bare@pve!t=${testSecret}`);
  expect(objectOf(await bare.get('/access/permissions'))).toEqual({});
  for (const path of ['/pools', '/nodes/pve1/qemu', '/nodes/pve1/storage', '/cluster/resources?type=vm']) {
    expect(listOf(await bare.get(path))).toEqual([]);
  }
  expect(listOf(await bare.get('/nodes'))).toHaveLength(3);
  expect((await bare.get('/cluster/status')).status).toBe(403);
  expect((await bare.get('/nodes/pve1/time')).status).toBe(403);
});

test('a migration locks its VM, moves it, and needs to be told of one that runs', async () => {
  await using simulator = await startTestSimulator({ cluster });
  const root = await loggedIn(simulator.url, 'root@pam');
  await new PveClient(simulator.url).started(310);
  const migrate = (more = {}) => root.post(`${vm}/migrate`, { target: 'pve2', ...more });
  expect((await migrate()).reason).toBe("can't migrate running VM without --online");
  expect((await root.post(`${vm}/migrate`, { target: 'pve1' })).errors).toEqual({ target: 'target is local node.' });
  expect((await root.post(`${vm}/migrate`, { target: 'pve9' })).reason).toBe("no such cluster node 'pve9'");
  await simulator.control.hangTask({ type: 'qmigrate' });
  const started = await migrate({ online: '1' });
  await until(async () => objectOf(await root.get(`${vm}/status/current`)).lock === 'migrate');
  await simulator.control.clearFaults();
  expect(await root.exitOf(started)).toBe('OK');
  const status = objectOf(await root.get('/nodes/pve2/qemu/310/status/current'));
  expect(status).toMatchObject({ status: 'running' });
  expect(status).not.toHaveProperty('lock');
});

test('a console hands out a ticket, and its task waits in vain', async () => {
  await using simulator = await startTestSimulator({ timing: { consoleWaitMs: 40 } });
  const pve = new PveClient(simulator.url);
  await pve.cloned(310);
  const opened = objectOf(await pve.post(`${vm}/vncproxy`, { websocket: '1' }));
  expect(opened).toMatchObject({ user: 'portal@pve!portal', port: expect.stringMatching(/^59\d\d$/) });
  expect(String(opened.ticket)).toBe(`${String(opened.password)}:${String(opened.ticket).slice(9)}`);
  expect(await pve.exitOf(String(opened.upid))).toBe('connection timed out');
});

test('a VM becomes a template once, when it is off, and its disks become bases', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.started(310);
  expect((await pve.post(`${vm}/template`)).reason).toBe("you can't convert a VM to template if VM is running");
  await pve.exitOf(await pve.post(`${vm}/status/stop`));
  const converted = await pve.post(`${vm}/template`);
  expect(converted.data).toMatch(/:qmtemplate:310:/);
  expect(await pve.exitOf(converted)).toBe('OK');
  expect(objectOf(await pve.get(`${vm}/config`))).toMatchObject({
    template: 1,
    scsi0: 'ceph-vm:base-9000-disk-0/base-310-disk-0,size=20G',
  });
  expect((await pve.post(`${vm}/template`)).reason).toBe("you can't convert a template to a template");
  expect(await pve.exitOf(await pve.post(`${vm}/clone`, { newid: '311', pool: 'support-portal' }))).toBe('OK');
});

test('the volumes of a storage are listed to whoever may change the disks of their owners', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.cloned(310);
  const content = listOf(await pve.get('/nodes/pve1/storage/ceph-vm/content?content=images'));
  expect(content).toContainEqual(
    expect.objectContaining({
      volid: 'ceph-vm:base-9000-disk-0/vm-310-disk-0',
      parent: 'base-9000-disk-0@__base__',
      vmid: 310,
      size: 20 * 1024 ** 3,
    }),
  );
  expect(content.some(({ vmid }) => vmid === 100)).toBe(false);
  const own = listOf(await pve.get('/nodes/pve1/storage/ceph-vm/content?vmid=310'));
  expect(own.map(({ volid }) => volid)).toEqual(['ceph-vm:base-9000-disk-0/vm-310-disk-0', 'ceph-vm:vm-310-cloudinit']);
});
