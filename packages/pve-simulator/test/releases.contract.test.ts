import { expect, test } from 'vitest';
import { demoCluster } from '../src/index.ts';
import { listOf, objectOf, PveClient, startTestSimulator, testSecret, until } from './pve-client.ts';

const vm = '/nodes/pve1/qemu/310';

test.each([
  ['8.4', '8.4.14'],
  ['9.2', '9.2.11'],
] as const)('a cluster of release %s says that it is %s', async (release, version) => {
  await using simulator = await startTestSimulator({ release });
  expect((await new PveClient(simulator.url).get('/version')).data).toMatchObject({ version, release });
});

test('before PVE 8.3 the text of an error stands in the reason phrase alone', async () => {
  const cluster = demoCluster({ tokenSecret: testSecret, pveVersion: '8.2.7' });
  await using simulator = await startTestSimulator({ cluster });
  const pve = new PveClient(simulator.url);
  const faulty = await pve.get('/nodes/pve1/storage/ceph-vm/content?content=nonsense');
  expect(faulty).toMatchObject({ status: 400, reason: 'Parameter verification failed.', message: undefined });
  expect(faulty.errors).toEqual({ content: "invalid format - invalid content type 'nonsense'\n" });
  const forbidden = await pve.get('/nodes/pve1/qemu/100/config');
  expect(forbidden).toMatchObject({ text: '{"data":null}', reason: 'Permission check failed (/vms/100, VM.Audit)' });
  await simulator.control.addFault({ match: {}, when: 'before', action: { kind: 'refuse', as: 'locked' } });
  expect(await pve.get('/version')).toMatchObject({ reason: 'VM is locked (clone)', text: '{"data":null}' });
});

test.each(['8.4', '9.2'] as const)('PVE %s repeats the text of an error in the body', async (release) => {
  await using simulator = await startTestSimulator({ release });
  const text = 'Permission check failed (/vms/100, VM.Audit)';
  const forbidden = await new PveClient(simulator.url).get('/nodes/pve1/qemu/100/config');
  expect(forbidden).toMatchObject({ status: 403, reason: text, message: `${text}\n` });
});

test('PVE 8 asks the agent by VM.Monitor, and has fewer fields', async () => {
  await using simulator = await startTestSimulator({ release: '8.4' });
  const pve = new PveClient(simulator.url);
  await pve.started(310);
  const name = await until(async () => {
    const answer = await pve.get(`${vm}/agent/get-host-name`);
    return answer.status === 200 && answer;
  });
  expect(objectOf(name)).toEqual({ result: { 'host-name': 'vm310' } });
  const held = objectOf(await pve.get('/access/permissions?path=/pool/support-portal'))['/pool/support-portal'];
  expect(held).toHaveProperty(['VM.Monitor']);
  expect(held).not.toHaveProperty(['VM.GuestAgent.Audit']);
  const status = objectOf(await pve.get(`${vm}/status/current`));
  for (const field of ['memhost', 'pressurecpusome']) expect(status).not.toHaveProperty(field);
  const resources = listOf(await pve.get('/cluster/resources'));
  expect(resources.some((entry) => 'memhost' in entry)).toBe(false);
  const types = new Set(resources.map(({ type }) => type));
  expect(types).toContain('sdn');
  expect(types).not.toContain('network');
});

test.each([
  { release: '8.4', says: false },
  { release: '9.2', says: true },
] as const)('the log of a clone names its new id since PVE 9 (release $release)', async ({ release, says }) => {
  await using simulator = await startTestSimulator({ release });
  const pve = new PveClient(simulator.url);
  const body = { newid: '310', name: 'vm310', pool: 'support-portal', full: '1', storage: 'ceph-vm' };
  const clone = await pve.post('/nodes/pve1/qemu/9000/clone', body);
  expect(await pve.exitOf(clone)).toBe('OK');
  const log = await pve.logOf(clone);
  expect(log).toContain('create full clone of drive scsi0 (ceph-vm:base-9000-disk-0)');
  expect(log.some((line) => line.includes('310'))).toBe(says);
});

test('before PVE 9.1.7 the ticket of a console is its password', async () => {
  await using simulator = await startTestSimulator({ release: '8.4' });
  const pve = new PveClient(simulator.url);
  await pve.cloned(310);
  const opened = objectOf(await pve.post(`${vm}/vncproxy`, { websocket: '1' }));
  expect(opened.ticket).toMatch(/^PVEVNC:/);
  expect(opened).not.toHaveProperty('password');
});
