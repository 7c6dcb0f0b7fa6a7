// The facade as Fastify serves it, on a real port. What the facade itself promises is tested in packages/api; here is
// what the mount could spoil: bodies, addresses, refusals in Fastify's own words, and the client's address.
import { connect } from 'node:net';
import { resolveToken, tokenOf } from '@portal/api/testing/people';
import { stubServices } from '@portal/api/testing/services';
import { problemSchema } from '@portal/types';
import { expect, test } from 'vitest';
import { restPlugin } from './rest-plugin.ts';
import { createHttpServer } from './server.ts';

const silent = { info: () => {}, warn: () => {}, error: () => {} };

const start = async (trustedProxyHops = 0) => {
  const { services, calls } = stubServices();
  const forwarders: (string | null)[] = [];
  const onForwarder = (address: string | null) => forwarders.push(address);
  const app = createHttpServer({ log: silent, servesRest: true, trustedProxyHops });
  await app.register(restPlugin, {
    services,
    resolveToken,
    log: silent,
    onForwarder,
    stopping: new AbortController().signal,
  });
  app.get('/healthz', async () => ({ ok: true }));
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const headers = { authorization: `Bearer ${tokenOf('sam')}` };
  const call = (method: string, path: string, init: RequestInit = {}) =>
    fetch(`${url}${path}`, { ...init, method, headers: { ...headers, ...init.headers } });
  return { calls, url, call, forwarders, [Symbol.asyncDispose]: () => app.close() };
};

/** What no HTTP client would send: the request line as it stands. */
const raw = (url: string, text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk) => {
      answer += String(chunk);
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
    socket.write(text);
  });

const expectProblem = async (response: Response, status: number, code: string) => {
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(problemSchema.parse(await response.json()).code).toBe(code);
};

test('a deployment is created with a body and stopped without one', async () => {
  await using host = await start();
  const stopped = await host.call('POST', '/api/deployments/any/stop');
  expect(stopped.status).toBe(202);
  expect(stopped.headers.get('location')).toMatch(/^\/api\/deployments\//);
  const body = JSON.stringify({ templateId: 'x' });
  const headers = { 'content-type': 'application/json' };
  expect((await host.call('POST', '/api/deployments', { body, headers })).status).toBe(202);
  expect(host.calls.map(({ name, input }) => [name, input])).toEqual([
    ['deployments.act', { action: 'stop', id: 'any' }],
    ['deployments.create', { templateId: 'x' }],
  ]);
});

test('what a client has already is not sent again, and HEAD has the same tag', async () => {
  await using host = await start();
  const first = await host.call('GET', '/api/deployments/any');
  const etag = first.headers.get('etag') ?? '';
  const same = await host.call('GET', '/api/deployments/any', { headers: { 'if-none-match': etag } });
  expect([same.status, same.headers.get('etag'), await same.text()]).toEqual([304, etag, '']);
  expect((await host.call('HEAD', '/api/deployments/any')).headers.get('etag')).toBe(etag);
  expect(first.headers.get('vary')).toContain('Authorization');
});

test('the client’s address is the socket’s, whatever a header claims', async () => {
  await using host = await start();
  await host.call('GET', '/api/me', { headers: { 'x-forwarded-for': '203.0.113.9' } });
  expect(host.calls[0]?.actor.address).toBe('127.0.0.1');
});

test('behind proxies of ours it is what the outermost of them wrote, and not what the client did', async () => {
  await using host = await start(1);
  await host.call('GET', '/api/me', { headers: { 'x-forwarded-for': '203.0.113.9, 198.51.100.7' } });
  expect(host.calls[0]?.actor.address).toBe('198.51.100.7');
  expect(host.forwarders).toEqual([null]);
});

test('a peer that forwards without being trusted is told of, whatever it claims to be', async () => {
  await using host = await start();
  await host.call('GET', '/api/me', { headers: { 'x-portal-forwarder': '203.0.113.9' } });
  await host.call('GET', '/api/me', {
    headers: { 'x-portal-forwarder': '203.0.113.9', 'x-forwarded-for': '203.0.113.9' },
  });
  expect(host.forwarders).toEqual([null, '127.0.0.1']);
});

test.each(['nonsense', 'text/plain', ';;;'])('the content type %s is refused in the facade’s words', async (type) => {
  await using host = await start();
  const init = { body: '{}', headers: { 'content-type': type } };
  await expectProblem(await host.call('POST', '/api/deployments', init), 415, 'unsupported_media_type');
});

test('a large body is refused, and the connection stays of use', async () => {
  await using host = await start();
  const init = { body: 'x'.repeat(300_000), headers: { 'content-type': 'application/json' } };
  for (let round = 0; round < 3; round += 1) {
    await expectProblem(await host.call('POST', '/api/deployments', init), 413, 'payload_too_large');
    expect((await host.call('GET', '/api/me')).status).toBe(200);
  }
});

test('a body that nobody reads does not hold up the connection', async () => {
  await using host = await start();
  const init = { body: 'x'.repeat(60_000), headers: { authorization: '' } };
  for (let round = 0; round < 3; round += 1) {
    await expectProblem(await host.call('POST', '/api/deployments', init), 401, 'unauthenticated');
    expect((await host.call('GET', '/api/me')).status).toBe(200);
  }
});

test.each(['/api/deployments/%zz', '/api/%ff', `/api/deployments/${'a'.repeat(2000)}`])(
  'GET %s is a problem document',
  async (path) => {
    await using host = await start();
    const head = 'host: x\r\nconnection: close\r\n';
    const auth = `authorization: Bearer ${tokenOf('sam')}\r\n`;
    const answer = await raw(host.url, `GET ${path} HTTP/1.1\r\n${head}${auth}\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 40[04] /);
    expect(answer).toContain('application/problem+json');
    expect(answer).toContain('x-request-id');
  },
);

test('an address in absolute form, with a host that is none, is no fault of ours', async () => {
  await using host = await start();
  const answer = await raw(host.url, 'GET http://[bad/api/me HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
  expect(answer).toMatch(/^HTTP\/1\.1 40\d /);
});

test('the documentation is served, and what lies beside the facade is untouched', async () => {
  await using host = await start();
  expect((await host.call('GET', '/api/docs')).status).toBe(200);
  expect((await host.call('GET', '/api/docs/swagger-ui-bundle.js')).headers.get('content-length')).toMatch(/^\d{6,}$/);
  expect(await (await host.call('GET', '/healthz')).json()).toEqual({ ok: true });
});
