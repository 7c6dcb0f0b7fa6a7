import { request } from 'node:http';
import { expect, test } from 'vitest';
import { objectOf, PveClient, startTestSimulator, testSecret } from './pve-client.ts';

test.each([
  [null, 'No ticket'],
  ['Bearer abc', 'No ticket'],
  ['PVEAPIToken garbage', 'Authentication failed!'],
  ['PVEAPIToken=portal@pve!portal=wrong', 'Authentication failed!'],
  ['PVEAPIToken=portal@pve!nope=x', 'Authentication failed!'],
  [`PVEAPIToken=portal@pve!portal:${testSecret}`, 'Authentication failed!'],
])('authorization %j is a 401 without a body: %s', async (authorization, reason) => {
  await using simulator = await startTestSimulator();
  const answer = await new PveClient(simulator.url, authorization).get('/version');
  expect(answer).toMatchObject({ status: 401, reason, contentType: null, text: '', connection: 'close' });
});

test('a 401 is held back, and only a 401', async () => {
  await using simulator = await startTestSimulator({ timing: { authFailureDelayMs: 80 } });
  const before = performance.now();
  await new PveClient(simulator.url, null).get('/version');
  expect(performance.now() - before).toBeGreaterThanOrEqual(75);
});

test('the version is what the seed says, and everybody with a token may read it', async () => {
  await using simulator = await startTestSimulator();
  const { data } = await new PveClient(simulator.url).get('/version');
  expect(data).toMatchObject({ version: '9.2.11', release: '9.2' });
});

test('an unknown path and an unknown method on a path are the same 501', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  expect(await pve.get('/nosuch')).toMatchObject({ status: 501, reason: "Method 'GET /nosuch' not implemented" });
  expect(await pve.delete('/version')).toMatchObject({
    status: 501,
    reason: "Method 'DELETE /version' not implemented",
  });
  const patch = await pve.call('PATCH', '/version');
  expect(patch).toMatchObject({ status: 501, reason: "method 'PATCH' not available", contentType: null, text: '' });
});

test('what is not modelled is a 501, never a pretence', async () => {
  await using simulator = await startTestSimulator();
  const answer = await new PveClient(simulator.url).post('/nodes/pve1/qemu/9000/spiceproxy');
  expect(answer.status).toBe(501);
});

test('a DELETE with a body is refused in plain text and has no effect', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.cloned(310);
  const answer = await pve.call('DELETE', '/nodes/pve1/qemu/310', 'purge=1');
  expect(answer).toMatchObject({ status: 501, text: "Unexpected content for method 'DELETE'", contentType: null });
  expect((await pve.get('/nodes/pve1/qemu/310/status/current')).status).toBe(200);
});

test('a body over 512 KiB is refused', async () => {
  await using simulator = await startTestSimulator();
  const answer = await new PveClient(simulator.url).put(
    '/nodes/pve1/qemu/9000/config',
    `description=${'x'.repeat(600_000)}`,
  );
  expect(answer).toMatchObject({ status: 501, text: 'for data too large' });
});

test('a body of another type is a 506, broken JSON a 500, both in plain text', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  const path = '/nodes/pve1/qemu/9000/config';
  expect(await pve.call('PUT', path, 'cores=1', 'text/plain')).toMatchObject({ status: 506, contentType: null });
  expect(await pve.call('PUT', path, '{bad', 'application/json')).toMatchObject({ status: 500, contentType: null });
});

test('JSON bodies are an alternative to forms, true booleans included', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.cloned(310);
  const answer = await pve.put('/nodes/pve1/qemu/310/config', { json: { cores: 1, onboot: true, tags: 'a;b' } });
  expect(answer).toMatchObject({ status: 200, data: null });
  expect(objectOf(await pve.get('/nodes/pve1/qemu/310/config'))).toMatchObject({ cores: 1, onboot: 1, tags: 'a;b' });
});

test('a parameter fault names each parameter and keeps the common reason', async () => {
  await using simulator = await startTestSimulator();
  const answer = await new PveClient(simulator.url).put('/nodes/pve1/qemu/9000/config', 'bogus=1&cores=many');
  expect(answer).toMatchObject({
    status: 400,
    reason: 'Parameter verification failed.',
    message: 'Parameter verification failed.\n',
    errors: {
      bogus: 'property is not defined in schema and the schema does not allow additional properties',
      cores: "type check ('integer') failed - got 'many'",
    },
  });
});

test('rights come before parameters: a fault in a call that is not allowed is a 403', async () => {
  await using simulator = await startTestSimulator();
  const answer = await new PveClient(simulator.url).put('/nodes/pve1/qemu/100/config', 'bogus=1');
  expect(answer.status).toBe(403);
});

test('the reason phrase carries the error, whatever its letters', async () => {
  await using simulator = await startTestSimulator();
  const answer = await new PveClient(simulator.url).get('/k%C3%A4se');
  expect(answer).toMatchObject({ status: 501, reason: "Method 'GET /käse' not implemented" });
});

test('an unencoded property string arrives cut, as a duplicate key', async () => {
  await using simulator = await startTestSimulator();
  const answer = await new PveClient(simulator.url).put('/nodes/pve1/qemu/9000/config', 'net0=virtio,bridge=vmbr0');
  expect(answer.errors?.net0).toBe('invalid format - duplicate key in comma-separated list property: model\n');
});

test('a call for an unreachable node is a bodyless 595, for an unknown one a 500 after a lookup', async () => {
  await using simulator = await startTestSimulator();
  await simulator.control.setNodeOnline('pve2', false);
  const pve = new PveClient(simulator.url);
  const unreachable = await pve.post('/nodes/pve2/qemu/9002/status/start');
  expect(unreachable).toMatchObject({ status: 595, reason: 'No route to host', contentType: null, text: '' });
  const unknown = await pve.get('/nodes/pve9/qemu');
  expect(unknown.status).toBe(500);
  expect(unknown.reason).toMatch(/^hostname lookup 'pve9' failed/);
  expect((await pve.get('/cluster/resources')).status).toBe(200);
});

test('a chunked body is refused as PVE refuses it', async () => {
  await using simulator = await startTestSimulator();
  const status = await new Promise((resolve, reject) => {
    const headers = { authorization: `PVEAPIToken=portal@pve!portal=${testSecret}`, 'transfer-encoding': 'chunked' };
    const sent = request(
      `${simulator.url}/api2/json/nodes/pve1/qemu/9000/config`,
      { method: 'PUT', headers },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      },
    );
    sent.on('error', reject);
    sent.end('cores=1');
  });
  expect(status).toBe(501);
});
