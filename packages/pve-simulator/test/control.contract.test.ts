import { expect, test } from 'vitest';
import { remoteControl } from '../src/index.ts';
import { listOf, objectOf, PveClient, startTestSimulator, testSecret } from './pve-client.ts';

const credentials = { tokenId: 'portal@pve!portal', tokenSecret: testSecret };

test('everything that happens behind the back of a client works from another process', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  const control = remoteControl(simulator.url, credentials);
  await pve.cloned(310);

  await control.moveVm(310, 'pve3');
  expect((await pve.get('/nodes/pve1/qemu/310/status/current')).status).toBe(500);
  await control.setPower(310, 'running');
  expect(objectOf(await pve.get('/nodes/pve3/qemu/310/status/current'))).toMatchObject({ status: 'running' });
  await control.updateConfig(310, { name: 'renamed', tags: 'other', serial0: null });
  const config = objectOf(await pve.get('/nodes/pve3/qemu/310/config'));
  expect(config).toMatchObject({ name: 'renamed', tags: 'other' });
  expect(config).not.toHaveProperty('serial0');
  await control.removeVm(310);
  expect((await pve.get('/nodes/pve3/qemu/310/status/current')).status).toBe(403);

  await control.createVm({ vmid: 400, node: 'pve2', name: 'intruder' });
  expect((await pve.get('/cluster/nextid?vmid=400')).errors).toEqual({ vmid: 'VM 400 already exists' });
  await control.setAgent(400, 'nonsense');
  await control.setTiming({ startMs: 1 });
  await control.failTask({ type: 'qmstart', exitstatus: 'no' });
  await control.vanishTask({ type: 'qmstart' });
  await control.hangTask({ type: 'qmstart' });
  await control.addFault({
    match: { path: '/version' },
    when: 'before',
    action: { kind: 'status', status: 503, reason: 'x' },
  });
  expect((await pve.get('/version')).status).toBe(503);
  await control.clearFaults();

  await control.setQuorum(false);
  await control.setNodeOnline('pve2', false);
  const snapshot = await control.snapshot();
  expect(snapshot).toMatchObject({ quorate: false, nodes: [{ online: true }, { name: 'pve2', online: false }, {}] });
  expect(snapshot.vms.find(({ vmid }) => vmid === 400)).toMatchObject({
    agent: 'nonsense',
    config: { name: 'intruder' },
  });
  expect(listOf(await pve.get('/cluster/status'))[0]).toMatchObject({ quorate: 0 });
});

test('the requests that were served can be read back and forgotten', async () => {
  await using simulator = await startTestSimulator();
  const control = remoteControl(simulator.url, credentials);
  const pve = new PveClient(simulator.url);
  await pve.put('/nodes/pve1/qemu/9000/config', { description: 'x', cipassword: 'geheim' });
  await pve.get('/cluster/resources?type=vm');
  expect(await control.requests()).toMatchObject([
    {
      method: 'PUT',
      path: '/api2/json/nodes/pve1/qemu/9000/config',
      parameters: { description: 'x', cipassword: '**********' },
      status: 200,
    },
    { method: 'GET', path: '/api2/json/cluster/resources', parameters: { type: 'vm' }, status: 200 },
  ]);
  await control.clearRequests();
  expect(await control.requests()).toEqual([]);
  expect(await control.stats()).toMatchObject({ requestsServed: 2, vms: 9, tasksRunning: 0 });
});

test('every command can be given from another process', async () => {
  await using simulator = await startTestSimulator();
  for (const name of Object.keys(simulator.control)) {
    const answer = await fetch(`${simulator.url}/simulator/${name}`, {
      method: 'POST',
      headers: { authorization: `PVEAPIToken=portal@pve!portal=${testSecret}` },
      body: '[]',
    });
    expect([name, answer.status]).not.toEqual([name, 404]);
  }
});

test('the control refuses strangers, unknown machines and unknown words', async () => {
  await using simulator = await startTestSimulator();
  await expect(remoteControl(simulator.url, { ...credentials, tokenSecret: 'x' }).snapshot()).rejects.toThrow(
    /API token/,
  );
  await expect(remoteControl(simulator.url, credentials).removeVm(4711)).rejects.toThrow(/no VM 4711/);
  const response = await fetch(`${simulator.url}/simulator/addFault`, {
    method: 'POST',
    headers: { authorization: `PVEAPIToken=portal@pve!portal=${testSecret}` },
    body: JSON.stringify([{ match: {}, when: 'sometime', action: { kind: 'reset' } }]),
  });
  expect(response.status).toBe(400);
});
