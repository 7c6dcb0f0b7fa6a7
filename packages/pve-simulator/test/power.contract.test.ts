import { expect, test } from 'vitest';
import { listOf, objectOf, PveClient, startTestSimulator, until } from './pve-client.ts';

const vm = '/nodes/pve1/qemu/310';

test('starting what runs, a template or a locked guest fails in the task, not in the answer', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.started(310);
  expect(await pve.exitOf(await pve.post(`${vm}/status/start`))).toBe('VM 310 already running');
  expect(await pve.exitOf(await pve.post('/nodes/pve1/qemu/9000/status/start'))).toBe(
    "you can't start a vm if it's a template",
  );
  await pve.cloned(311);
  await simulator.control.updateConfig(311, { lock: 'snapshot' });
  expect(await pve.exitOf(await pve.post('/nodes/pve1/qemu/311/status/start'))).toBe('VM is locked (snapshot)');
});

test('stopping and shutting down a stopped guest succeed', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.cloned(310);
  for (const verb of ['stop', 'shutdown']) {
    expect(await pve.exitOf(await pve.post(`${vm}/status/${verb}`))).toBe('OK');
  }
});

test.each(['reboot', 'reset', 'suspend', 'resume'])('%s of a stopped guest is refused at once', async (verb) => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.cloned(310);
  expect(await pve.post(`${vm}/status/${verb}`)).toMatchObject({ status: 500, reason: 'VM 310 not running' });
});

test('a shutdown that is given up fails, and the guest goes down later', async () => {
  await using simulator = await startTestSimulator({ timing: { shutdownMs: 300 } });
  const pve = new PveClient(simulator.url);
  await pve.started(310);
  const exit = await pve.exitOf(await pve.post(`${vm}/status/shutdown`, { timeout: '0' }));
  expect(exit).toBe('VM quit/powerdown failed - got timeout');
  expect(objectOf(await pve.get(`${vm}/status/current`)).status).toBe('running');
  await until(async () => objectOf(await pve.get(`${vm}/status/current`)).status === 'stopped');
});

test('forceStop kills the guest after the time-out', async () => {
  await using simulator = await startTestSimulator({ timing: { shutdownMs: 60_000 } });
  const pve = new PveClient(simulator.url);
  await pve.started(310);
  expect(await pve.exitOf(await pve.post(`${vm}/status/shutdown`, { timeout: '0', forceStop: '1' }))).toBe('OK');
  expect(objectOf(await pve.get(`${vm}/status/current`)).status).toBe('stopped');
});

test('a waiting shutdown holds the lock: a plain stop fails, one that overrules it works', async () => {
  await using simulator = await startTestSimulator({ timing: { lockWaitMs: 20 } });
  const pve = new PveClient(simulator.url);
  await pve.started(310);
  await simulator.control.hangTask({ type: 'qmshutdown' });
  const shutdown = await pve.post(`${vm}/status/shutdown`);
  await until(async () =>
    (await simulator.control.snapshot()).tasks.some((task) => task.type === 'qmshutdown' && task.phase === 'working'),
  );
  expect(await pve.exitOf(await pve.post(`${vm}/status/stop`))).toBe(
    "can't lock file '/var/lock/qemu-server/lock-310.conf' - got timeout",
  );
  expect(await pve.exitOf(await pve.post(`${vm}/status/stop`, { 'overrule-shutdown': '1' }))).toBe('OK');
  expect(await pve.exitOf(shutdown)).toBe('received interrupt');
});

test('a reboot task ends when the guest is down; it comes up by itself', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.started(310);
  expect(await pve.exitOf(await pve.post(`${vm}/status/reboot`))).toBe('OK');
  await until(async () => objectOf(await pve.get(`${vm}/status/current`)).status === 'running');
  await simulator.control.setTiming({ startMs: 60_000 });
  expect(await pve.exitOf(await pve.post(`${vm}/status/reboot`))).toBe('OK');
  expect(objectOf(await pve.get(`${vm}/status/current`)).status).toBe('stopped');
});

test('a suspended guest still counts as running, and cannot be shut down', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.started(310);
  expect(await pve.exitOf(await pve.post(`${vm}/status/suspend`))).toBe('OK');
  expect(objectOf(await pve.get(`${vm}/status/current`))).toMatchObject({ status: 'running', qmpstatus: 'paused' });
  expect((await pve.post(`${vm}/status/shutdown`)).reason).toBe('VM is paused - cannot shutdown');
  expect(await pve.exitOf(await pve.post(`${vm}/status/resume`))).toBe('OK');
  expect(objectOf(await pve.get(`${vm}/status/current`))).toMatchObject({ qmpstatus: 'running' });
});

test.each([
  ['start', 'VM 310 already running'],
  ['reset', 'OK'],
  ['suspend', 'OK'],
  ['resume', 'OK'],
  ['stop', 'OK'],
])('%s of a suspended guest ends: %s', async (verb, exit) => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.started(310);
  await pve.exitOf(await pve.post(`${vm}/status/suspend`));
  expect(await pve.exitOf(await pve.post(`${vm}/status/${verb}`))).toBe(exit);
});

test('a suspended guest is neither shut down nor rebooted, unless it may be switched off instead', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.started(310);
  await pve.exitOf(await pve.post(`${vm}/status/suspend`));
  for (const verb of ['shutdown', 'reboot']) {
    expect((await pve.post(`${vm}/status/${verb}`)).reason).toBe('VM is paused - cannot shutdown');
  }
  const [observed] = listOf(await pve.get('/cluster/resources?type=vm')).filter(({ vmid }) => vmid === 310);
  expect(observed).toMatchObject({ status: 'paused' });
  expect(await pve.exitOf(await pve.post(`${vm}/status/shutdown`, { forceStop: '1' }))).toBe('OK');
  expect((await pve.post(`${vm}/status/resume`)).reason).toBe('VM 310 not running');
});

test('a running or protected guest is not destroyed; a locked one fails in its task', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.started(310);
  expect(await pve.delete(vm)).toMatchObject({ status: 500, reason: 'VM 310 is running - destroy failed' });
  await pve.cloned(311);
  await pve.put('/nodes/pve1/qemu/311/config', { protection: '1' });
  expect((await pve.delete('/nodes/pve1/qemu/311')).reason).toBe("can't remove VM 311 - protection mode enabled");
  await pve.put('/nodes/pve1/qemu/311/config', { protection: '0' });
  await simulator.control.updateConfig(311, { lock: 'backup' });
  expect(await pve.exitOf(await pve.delete('/nodes/pve1/qemu/311'))).toBe('VM is locked (backup)');
});

test('after a destroy the rights are gone with the pool', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.cloned(310);
  const destroyed = await pve.delete(`${vm}?purge=1&destroy-unreferenced-disks=1`);
  expect(await pve.exitOf(destroyed)).toBe('OK');
  expect(await pve.logOf(destroyed)).toEqual(['purging VM 310 from related configurations..', 'TASK OK']);
  expect(await pve.delete(vm)).toMatchObject({
    status: 403,
    reason: 'Permission check failed (/vms/310, VM.Allocate)',
  });
});

test('without quorum reads work, starts and clones are refused, and a destroy frees the disks and then fails', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.cloned(310);
  await simulator.control.setQuorum(false);
  expect(listOf(await pve.get('/cluster/status'))).toContainEqual(
    expect.objectContaining({ type: 'cluster', quorate: 0 }),
  );
  expect((await pve.post(`${vm}/status/start`)).reason).toBe('cluster not ready - no quorum?');
  const clone = await pve.post('/nodes/pve1/qemu/9000/clone', { newid: '311', pool: 'support-portal' });
  expect(clone.reason).toBe('cluster not ready - no quorum?');
  const readOnly =
    /^unable to open file '\/etc\/pve\/nodes\/pve1\/qemu-server\/310\.conf\.tmp\.\d+' - Permission denied$/;
  expect((await pve.put(`${vm}/config`, { cores: '1' })).reason).toMatch(readOnly);
  expect(await pve.exitOf(await pve.delete(vm))).toMatch(readOnly);
  expect((await pve.get(`${vm}/status/current`)).status).toBe(200);
  await simulator.control.setQuorum(true);
  expect(await pve.exitOf(await pve.post(`${vm}/status/start`))).toMatch(/^volume '.*' does not exist$/);
});

test('the agent answers some time after the start, in the shapes of the guest', async () => {
  await using simulator = await startTestSimulator({ timing: { agentDelayMs: 60_000 } });
  const pve = new PveClient(simulator.url);
  await pve.cloned(310);
  const interfaces = `${vm}/agent/network-get-interfaces`;
  expect((await pve.get(interfaces)).reason).toBe('VM 310 is not running');
  await pve.exitOf(await pve.post(`${vm}/status/start`));
  expect((await pve.get(interfaces)).reason).toBe('QEMU guest agent is not running');
  await simulator.control.setTiming({ agentDelayMs: 1 });
  await pve.exitOf(await pve.post(`${vm}/status/reset`));
  const answer = await until(async () => {
    const tried = await pve.get(interfaces);
    return tried.status === 200 && tried;
  });
  expect(objectOf(answer).result).toMatchObject([
    { name: 'lo' },
    {
      name: 'eth0',
      'ip-addresses': [{ 'ip-address': '10.20.1.62', 'ip-address-type': 'ipv4' }, { 'ip-address-type': 'ipv6' }],
    },
  ]);
  expect(objectOf(await pve.post(`${vm}/agent/ping`))).toEqual({ result: {} });
  const login = { username: 'support', password: 'Abcde-23456' };
  expect(objectOf(await pve.post(`${vm}/agent/set-user-password`, login))).toEqual({ result: {} });
  const tooShort = await pve.post(`${vm}/agent/set-user-password`, { ...login, password: 'abcd' });
  expect(tooShort.status).toBe(400);
  await simulator.control.setAgent(310, 'absent');
  expect((await pve.post(`${vm}/agent/set-user-password`, login)).reason).toBe('QEMU guest agent is not running');
  expect((await pve.post(`${vm}/agent/ping`)).reason).toBe('QEMU guest agent is not running');
  await simulator.control.setAgent(310, 'nonsense');
  expect((await pve.get(interfaces)).status).toBe(200);
});

test('a guest tells of bridges of its own, and of cards that have no more than they give themselves', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.started(310);
  const { net0 } = objectOf(await pve.get('/nodes/pve1/qemu/310/config'));
  const mac = /=([^,]+)/.exec(String(net0))?.[1]?.toLowerCase();
  const docker = { name: 'docker0', mac: '02:42:ac:11:00:01', addresses: [{ address: '172.17.0.1', prefix: 16 }] };
  const tunnel = { name: 'wg0', addresses: [{ address: 'fd00::2', prefix: 64 }] };
  const told = async () => {
    const { data } = await until(async () => {
      const answer = await pve.get('/nodes/pve1/qemu/310/agent/network-get-interfaces');
      return answer.status === 200 && answer;
    });
    return data;
  };
  await simulator.control.setNetwork(310, { cards: 'unaddressed', others: [docker, tunnel] });
  expect(await told()).toMatchObject({
    result: [
      { name: 'lo' },
      { name: 'eth0', 'hardware-address': mac },
      { name: 'docker0', 'hardware-address': docker.mac, 'ip-addresses': [{ 'ip-address': '172.17.0.1' }] },
      { name: 'wg0', 'ip-addresses': [{ 'ip-address': 'fd00::2', 'ip-address-type': 'ipv6', prefix: 64 }] },
    ],
  });
  expect(JSON.stringify(await told())).not.toContain('10.20.');
  await simulator.control.setNetwork(310, { cards: 'link_local', others: [] });
  const linkLocal = [
    { 'ip-address': expect.stringMatching(/^169\.254\./) },
    { 'ip-address': expect.stringMatching(/^fe80:/) },
  ];
  expect(await told()).toMatchObject({ result: [{ name: 'lo' }, { 'ip-addresses': linkLocal }] });
});

test('a guest without the agent option says so', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.started(310);
  await simulator.control.updateConfig(310, { agent: null });
  expect((await pve.post(`${vm}/agent/ping`)).reason).toBe('No QEMU guest agent configured');
});
