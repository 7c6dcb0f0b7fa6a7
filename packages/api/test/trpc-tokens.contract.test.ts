// What the tRPC endpoint promises the holders of API tokens: scripts, which have no cookie and no origin.
import { AlreadyDoneError } from '@portal/domain';
import { rendererFor } from '@portal/messages';
import { createTRPCClient, httpBatchLink } from '@trpc/client';
import superjson from 'superjson';
import { expect, test } from 'vitest';
import type { AppRouter } from '../src/index.ts';
import { deploymentExample, templateExample } from '../src/openapi/examples.ts';
import { resolveToken, tokenOf } from './people.ts';
import { PortalHost } from './portal-host.ts';
import { actionRefused, refusingStop, stopBody } from './stub-services.ts';

const { id } = deploymentExample;

const authorization = `Bearer ${tokenOf('sam')}`;
/** A script: no cookie, no origin. */
const script = (host: PortalHost, path: string, init: RequestInit = {}, headers: Record<string, string> = {}) =>
  fetch(`${host.url}/api/trpc/${path}`, {
    ...init,
    headers: { authorization, 'content-type': 'application/json', ...headers },
  });

test('a token acts for its owner from anywhere: no cookie and no origin are asked for', async () => {
  await using host = await PortalHost.start();
  const client = createTRPCClient<AppRouter>({
    links: [httpBatchLink({ url: `${host.url}/api/trpc`, headers: { authorization }, transformer: superjson })],
  });
  await client.deployments.create.mutate({ templateId: templateExample.id });
  expect(host.calls.map(({ actor }) => actor.principal)).toEqual([await resolveToken(tokenOf('sam'))]);
  const [list, me] = await Promise.all([client.deployments.list.query({}), client.me.get.query()]);
  expect(list.items).toHaveLength(1);
  expect(me.principal.kind).toBe('token');
});

test('it decides alone: a cookie beside it is not looked at', async () => {
  await using host = await PortalHost.start();
  const headers = { authorization: `Bearer ${tokenOf('dana')}` };
  expect(await (await host.trpc('sam', 'me.get', { headers })).text()).toContain('dana@example.com');
  await host.trpc('sam', 'deployments.stop', { ...stopBody, headers });
  expect(host.calls.map(({ actor }) => actor.principal.email)).toEqual(['dana@example.com', 'dana@example.com']);
});

test.each([
  ['Bearer token-nobody', 'Bearer realm="portal", error="invalid_token"'],
  ['Bearer a b', 'Bearer realm="portal"'],
  ['bearer', 'Bearer realm="portal"'],
])('%s is refused as REST refuses it, whoever is signed in beside it', async (bad, challenge) => {
  await using host = await PortalHost.start();
  const headers = { authorization: bad };
  const rest = await host.rest(null, 'GET', '/api/me', { headers });
  const problem: unknown = await rest.json();
  for (const [path, init] of [
    ['me.get', {}],
    ['deployments.stop', stopBody],
    ['deployments.onChange', {}],
  ] as const) {
    const answer = await host.trpc('sam', path, { ...init, headers });
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, challenge]);
    expect(rest.headers.get('www-authenticate')).toBe(challenge);
    expect(problem).toMatchObject({ code: 'unauthenticated', detail: expect.any(String) });
    const text = await answer.text();
    expect(text).toContain('"unauthenticated"');
    expect(text).toContain('Sign in, or send a valid API token as a bearer token.');
  }
  expect(host.asked).toEqual([]);
});

test('another scheme is no token: the session counts, and its own origin', async () => {
  await using host = await PortalHost.start();
  const basic = { authorization: 'Basic c2FtOnB3' };
  expect((await host.trpc('sam', 'me.get', { headers: basic })).status).toBe(200);
  const foreign = { ...basic, origin: 'https://evil.example' };
  expect((await host.trpc('sam', 'deployments.stop', { ...stopBody, headers: foreign })).status).toBe(403);
});

test('a mutation over GET, a key and a version for several are refused, and one key names one mutation', async () => {
  await using host = await PortalHost.start();
  const input = encodeURIComponent(JSON.stringify({ json: { id } }));
  expect((await script(host, `deployments.stop?input=${input}`)).status).toBe(405);
  const both = { method: 'POST', body: JSON.stringify({ 0: { json: { id } }, 1: { json: { id } } }) };
  const key = { 'idempotency-key': 'k' };
  expect((await script(host, 'deployments.stop,deployments.delete?batch=1', both, key)).status).toBe(400);
  const version = { 'if-match': '"7"' };
  expect((await script(host, 'deployments.stop,deployments.delete?batch=1', both, version)).status).toBe(400);
  expect(host.asked).toEqual([]);
  await script(host, 'deployments.stop', stopBody, key);
  expect(host.asked).toEqual(['idempotency.begin', 'deployments.act', 'idempotency.finish']);
});

test('a repeat says that it is one, and is not carried out again', async () => {
  const subject = { type: 'deployment', id } as const;
  const earlier = { requestHash: 'any', subject, status: 202, code: null, createdAt: new Date() };
  const begin = () => Promise.reject(new AlreadyDoneError(earlier));
  await using host = await PortalHost.start({ answers: { idempotency: { begin } } });
  const again = await script(host, 'deployments.stop', stopBody, { 'idempotency-key': 'k' });
  expect(again.headers.get('idempotency-replayed')).toBe('true');
  expect(host.asked).toEqual(['idempotency.begin', 'deployments.byId']);
});

test('texts are in the language that the script asks for', async () => {
  await using host = await PortalHost.start({ answers: { deployments: { act: refusingStop } } });
  const refused = await script(host, 'deployments.stop', stopBody, { 'accept-language': 'de' });
  const text = await refused.text();
  expect(text).toContain(rendererFor({ locale: 'de-DE' })(actionRefused));
  expect(text).not.toContain('It cannot be stopped');
  const create = { method: 'POST', body: JSON.stringify({ json: { templateId: 'x', vcpus: 4096 } }) };
  const outside = await script(host, 'deployments.create', create, { 'accept-language': 'de' });
  expect(await outside.text()).toMatch(/Höchstens 1024\..*number_too_large/);
});
