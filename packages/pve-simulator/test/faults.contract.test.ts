import { expect, test } from 'vitest';
import { remoteControl } from '../src/index.ts';
import { objectOf, PveClient, startTestSimulator, testSecret, until } from './pve-client.ts';

const clonePath = '/nodes/pve1/qemu/9000/clone';
const body = { newid: '310', name: 'golden', pool: 'support-portal' };
const exists = async (simulator: Awaited<ReturnType<typeof startTestSimulator>>) =>
  (await simulator.control.snapshot()).vms.some(({ vmid }) => vmid === 310);

test('a fault before refuses without effect, and only as often as ordered', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  const action = { kind: 'status', status: 596, reason: 'Connection timed out' } as const;
  await simulator.control.addFault({ match: { method: 'POST', path: '/clone$' }, times: 2, when: 'before', action });
  for (const _ of [1, 2]) {
    expect(await pve.post(clonePath, body)).toMatchObject({ status: 596, reason: 'Connection timed out', text: '' });
  }
  expect(await exists(simulator)).toBe(false);
  expect(await pve.exitOf(await pve.post(clonePath, body))).toBe('OK');
});

test('a fault after loses the answer and keeps the effect', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await simulator.control.addFault({
    match: { path: '^/nodes/pve1/qemu/9000/clone$' },
    when: 'after',
    action: { kind: 'reset' },
  });
  await expect(pve.post(clonePath, body)).rejects.toThrow();
  await until(() => exists(simulator));
  expect((await simulator.control.requests()).map(({ status }) => status)).toEqual([0]);
});

test('nth picks the request that is hit', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  const action = {
    kind: 'status',
    status: 500,
    reason: 'no',
    body: '{"data":null}',
    contentType: 'application/json',
  } as const;
  await simulator.control.addFault({ match: { path: '/version', nth: 2 }, when: 'before', action });
  const statuses: number[] = [];
  for (const _ of [1, 2, 3]) statuses.push((await pve.get('/version')).status);
  expect(statuses).toEqual([200, 500, 200]);
});

test('a hang leaves the request without an answer until its time is over', async () => {
  await using simulator = await startTestSimulator();
  await simulator.control.addFault({ match: {}, when: 'before', action: { kind: 'hang', ms: 20 } });
  await expect(new PveClient(simulator.url).get('/version')).rejects.toThrow();
});

test('a hang without end does not keep the simulator from closing', async () => {
  const simulator = await startTestSimulator();
  await simulator.control.addFault({ match: {}, when: 'before', action: { kind: 'hang' } });
  const asked = new PveClient(simulator.url).get('/version').catch(() => 'torn down');
  await until(async () => (await simulator.control.requests()).length === 1);
  await simulator.close();
  expect(await asked).toBe('torn down');
});

test('answers arrive late, slowly, as a page, empty, or cut', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  const fault = (action: Parameters<typeof simulator.control.addFault>[0]['action']) =>
    simulator.control.addFault({ match: { path: '/version' }, when: 'after', action });
  await fault({ kind: 'delay', ms: 30 });
  const before = performance.now();
  expect((await pve.get('/version')).status).toBe(200);
  expect(performance.now() - before).toBeGreaterThanOrEqual(25);
  await fault({ kind: 'slowBody', ms: 20 });
  expect(objectOf(await pve.get('/version')).release).toBe('9.2');
  await fault({ kind: 'html' });
  expect(await pve.get('/version')).toMatchObject({ status: 200, contentType: 'text/html' });
  await fault({ kind: 'empty' });
  await expect(pve.get('/version')).rejects.toThrow();
  await fault({ kind: 'truncate' });
  await expect(pve.get('/version')).rejects.toThrow();
  expect((await pve.get('/version')).status).toBe(200);
});

test.each([
  ['authentication', 401, 'Authentication failed!', null],
  ['permission', 403, 'Permission check failed', 'Permission check failed\n'],
  ['locked', 500, 'VM is locked (clone)', 'VM is locked (clone)\n'],
  ['lockTimeout', 500, "can't lock file '/var/lock/qemu-server/lock-9000.conf' - got timeout", /got timeout\n$/],
  ['noQuorum', 500, 'cluster not ready - no quorum?', /quorum/],
  ['noRoute', 595, 'No route to host', null],
  ['connectionRefused', 595, 'Connection refused', null],
  ['timedOut', 596, 'Connection timed out', null],
  ['proxyFault', 599, 'Too many redirections', null],
] as const)('a refusal that is ordered as %s looks as PVE makes it: %d %s', async (as, status, reason, message) => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await simulator.control.addFault({ match: { method: 'POST' }, when: 'before', action: { kind: 'refuse', as } });
  const answer = await pve.post(clonePath, body);
  expect(answer).toMatchObject({ status, reason });
  if (message === null) expect(answer.text).toBe('');
  else expect(answer.message).toMatch(message);
  expect(await exists(simulator)).toBe(false);
});

test('a port that refuses connections cuts those it has, and opens again under its number', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await simulator.control.addFault({ match: {}, when: 'before', action: { kind: 'hang' } });
  const cut = pve.get('/version').catch(() => 'cut');
  await until(async () => (await simulator.control.requests()).length === 1);
  await simulator.control.refuseConnections();
  expect(await cut).toBe('cut');
  await expect(pve.get('/version')).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  await simulator.control.acceptConnections();
  expect((await pve.get('/version')).status).toBe(200);
});

test('an outage that is ordered from another process ends by itself', async () => {
  await using simulator = await startTestSimulator();
  const control = remoteControl(simulator.url, { tokenId: 'portal@pve!portal', tokenSecret: testSecret });
  await expect(control.refuseConnections()).rejects.toThrow(/forMs/);
  await control.refuseConnections({ forMs: 400 });
  const pve = new PveClient(simulator.url);
  await expect(pve.get('/version')).rejects.toThrow();
  await until(async () => (await pve.get('/version').catch(() => null))?.status === 200);
});

test('clearing the faults lets a hung task go on', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await simulator.control.hangTask({ type: 'qmclone' });
  const clone = await pve.post(clonePath, body);
  await until(() => exists(simulator));
  await simulator.control.clearFaults();
  expect(await pve.exitOf(clone)).toBe('OK');
});
