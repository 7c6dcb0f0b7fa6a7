// What the tRPC endpoint promises the portal's own pages and the holders of API tokens, and what it keeps from other pages.
import { DomainError } from '@portal/domain';
import { createTRPCClient, httpBatchLink, httpLink } from '@trpc/client';
import superjson from 'superjson';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type ApiClientError, readApiError } from '../src/client-error.ts';
import type { AppRouter } from '../src/index.ts';
import { templateExample } from '../src/openapi/examples.ts';
import { liveFeedTiming } from '../src/procedure.ts';
import { cookieOf, InMemoryServices, type PersonName, people, resolveToken, tokenOf } from './in-memory-services.ts';
import { PortalHost, portalOrigin } from './portal-host.ts';

const clientOf = (host: PortalHost, who: PersonName | null, extra: Record<string, string> = {}) => {
  const headers = { origin: portalOrigin, ...(who !== null && { cookie: cookieOf(who) }), ...extra };
  const options = { url: `${host.url}/api/trpc`, headers, transformer: superjson };
  return {
    one: createTRPCClient<AppRouter>({ links: [httpLink(options)] }),
    batch: createTRPCClient<AppRouter>({ links: [httpBatchLink(options)] }),
  };
};

const refusalOf = async (call: Promise<unknown>): Promise<ApiClientError | null> =>
  call.then(
    () => null,
    (error: unknown) => readApiError(error),
  );

const stopBody = (id: string) => ({ method: 'POST', body: JSON.stringify({ json: { id } }) });

describe('calls', () => {
  test('a person creates, reads and lists over the typed client', async () => {
    await using host = await PortalHost.start();
    const { one, batch } = clientOf(host, 'sam', { 'idempotency-key': 'submit-1' });
    const created = await one.deployments.create.mutate({ templateId: templateExample.id });
    expect(await one.deployments.create.mutate({ templateId: templateExample.id })).toEqual(created);
    expect(host.memory.calls[0]).toMatchObject({
      principal: { kind: 'user', userId: people.sam.userId },
      address: '192.0.2.7',
      request: { key: 'submit-1' },
    });
    const [list, me] = await Promise.all([batch.deployments.list.query({}), batch.me.get.query()]);
    expect(list.items.map(({ id }) => id)).toEqual([created.id]);
    expect(me.principal.kind).toBe('user');
  });

  test('one idempotency key is not taken for a batch of mutations', async () => {
    await using host = await PortalHost.start();
    const { id } = host.memory.add(people.sam, 'running');
    const { batch } = clientOf(host, 'sam', { 'idempotency-key': 'k' });
    const both = [batch.deployments.stop.mutate({ id }), batch.deployments.delete.mutate({ id })];
    const refusals = await Promise.all(both.map(refusalOf));
    expect(refusals.map((refusal) => refusal?.code)).toEqual(['invalid_input', 'invalid_input']);
    expect(host.memory.calls).toEqual([]);
  });

  test('a change that was held up on its way past its deadline is refused, and a look is not', async () => {
    await using host = await PortalHost.start();
    const { id } = host.memory.add(people.sam, 'running');
    const until = (moment: number) =>
      clientOf(host, 'sam', { 'x-request-deadline': new Date(moment).toISOString() }).one.deployments;
    const late = until(Date.now() - 1);
    expect(await refusalOf(late.stop.mutate({ id }))).toMatchObject({ code: 'conflict' });
    expect(host.memory.calls).toEqual([]);
    expect(await late.byId.query({ id })).toMatchObject({ status: 'running' });
    const inTime = until(Date.now() + 3_600_000);
    expect(await inTime.stop.mutate({ id })).toMatchObject({ status: 'stopping' });
  });
});

describe('errors in the browser', () => {
  test('fields, limits, allowed actions and the request id arrive, typed', async () => {
    await using host = await PortalHost.start();
    const { one } = clientOf(host, 'sam', { 'x-request-id': 'r-1' });
    const { id } = host.memory.add(people.sam, 'stopped');
    expect(await refusalOf(one.deployments.extend.mutate({ id, hours: 0 }))).toMatchObject({
      code: 'invalid_input',
      fields: [{ field: 'hours' }],
    });
    expect(await refusalOf(one.deployments.create.mutate({ templateId: templateExample.id, vcpus: 99 }))).toMatchObject(
      {
        code: 'limit_exceeded',
        limits: [{ limit: 16, used: 0, requested: 99 }],
      },
    );
    expect(await refusalOf(one.deployments.stop.mutate({ id }))).toEqual({
      message: 'It cannot be stopped: it is stopped.',
      code: 'transition_refused',
      currentStatus: 'stopped',
      allowedActions: ['start', 'snapshot', 'rollback', 'remove_snapshot', 'extend', 'resize', 'rebuild', 'delete'],
      requestId: 'r-1',
    });
  });

  test('an unexpected error is `internal`, without its message or stack, and is logged with its cause', async () => {
    const cause = new Error('hunter2');
    const fail = async () => {
      throw cause;
    };
    await using host = await PortalHost.start({ services: { ...new InMemoryServices(), me: { get: fail } } });
    const response = await host.trpc('sam', 'me.get');
    const text = await response.text();
    expect(response.status).toBe(500);
    expect(text).toContain('internal');
    expect(text).not.toMatch(/hunter2|stack|\.ts/);
    expect(host.remarks.map(({ fields }) => fields.err)).toEqual([cause]);
    expect(host.remarks[0]?.fields.requestId).toBe(response.headers.get('x-request-id'));
  });

  test('what the edge refuses is told in its own words, alone or in a batch, and not taken for a lost connection', async () => {
    await using host = await PortalHost.start();
    const purpose = 'x'.repeat(70_000);
    const tooLarge = { code: 'payload_too_large', message: 'The body is larger than 64 KiB. Send less.' };
    const { one, batch } = clientOf(host, 'sam');
    for (const client of [one, batch]) {
      const refusal = await refusalOf(client.deployments.create.mutate({ templateId: templateExample.id, purpose }));
      expect(refusal).toMatchObject({ ...tooLarge, requestId: expect.any(String) });
    }
    const long = await refusalOf(one.deployments.list.query({ q: 'x'.repeat(9_000) }));
    expect(long).toMatchObject({ code: 'uri_too_long', message: expect.stringContaining('8 KiB') });
  });

  test('a lost connection is no error of the server’s', () => {
    expect(readApiError(new TypeError('fetch failed'))).toBeNull();
    expect(readApiError(new DomainError('internal'))).toBeNull();
    expect(readApiError(null)).toBeNull();
  });
});

describe('cross-site requests', () => {
  test.each([
    'https://evil.example',
    'null',
    'http://portal.example.com',
    'https://portal.example.com.evil.example',
    '',
  ])('a mutation from the origin %j is refused, and nothing happens', async (origin) => {
    await using host = await PortalHost.start();
    const { id } = host.memory.add(people.sam, 'running');
    const response = await host.trpc('sam', 'deployments.stop', { ...stopBody(id), headers: { origin } });
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('"forbidden"');
    expect(host.memory.rows.get(id)?.status).toBe('running');
  });

  test('a mutation without an origin is refused', async () => {
    await using host = await PortalHost.start();
    const { id } = host.memory.add(people.sam, 'running');
    const headers = { cookie: cookieOf('sam'), 'content-type': 'application/json' };
    const response = await fetch(`${host.url}/api/trpc/deployments.stop`, { ...stopBody(id), headers });
    expect(response.status).toBe(403);
    expect(host.memory.calls).toEqual([]);
  });

  test('a mutation over GET is refused', async () => {
    await using host = await PortalHost.start();
    const { id } = host.memory.add(people.sam, 'running');
    const input = encodeURIComponent(JSON.stringify({ json: { id } }));
    expect((await host.trpc('sam', `deployments.stop?input=${input}`)).status).toBe(405);
    expect(host.memory.calls).toEqual([]);
  });
});

describe('bearer tokens', () => {
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
    const { id } = await client.deployments.create.mutate({ templateId: templateExample.id });
    expect(host.memory.calls.map(({ principal }) => principal)).toEqual([await resolveToken(tokenOf('sam'))]);
    const [list, me] = await Promise.all([client.deployments.list.query({}), client.me.get.query()]);
    expect(list.items.map((vm) => vm.id)).toEqual([id]);
    expect(me.principal.kind).toBe('token');
  });

  test('it decides alone: a cookie beside it is not looked at', async () => {
    await using host = await PortalHost.start();
    const headers = { authorization: `Bearer ${tokenOf('dana')}` };
    expect(await (await host.trpc('sam', 'me.get', { headers })).text()).toContain('dana@example.com');
    const { id } = host.memory.add(people.sam, 'running');
    expect((await host.trpc('sam', 'deployments.stop', { ...stopBody(id), headers })).status).toBe(404);
  });

  test.each([
    ['Bearer token-nobody', 'Bearer realm="portal", error="invalid_token"'],
    ['Bearer a b', 'Bearer realm="portal"'],
    ['bearer', 'Bearer realm="portal"'],
  ])('%s is refused as REST refuses it, whoever is signed in beside it', async (bad, challenge) => {
    await using host = await PortalHost.start();
    const { id } = host.memory.add(people.sam, 'running');
    const headers = { authorization: bad };
    const rest = await host.rest(null, 'GET', '/api/me', { headers });
    const problem: unknown = await rest.json();
    for (const [path, init] of [
      ['me.get', {}],
      ['deployments.stop', stopBody(id)],
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
    expect(host.memory.calls).toEqual([]);
  });

  test('another scheme is no token: the session counts, and its own origin', async () => {
    await using host = await PortalHost.start();
    const { id } = host.memory.add(people.sam, 'running');
    const basic = { authorization: 'Basic c2FtOnB3' };
    expect((await host.trpc('sam', 'me.get', { headers: basic })).status).toBe(200);
    const foreign = { ...basic, origin: 'https://evil.example' };
    expect((await host.trpc('sam', 'deployments.stop', { ...stopBody(id), headers: foreign })).status).toBe(403);
  });

  test('a mutation over GET, If-Match and a key for several are refused, and one key names one mutation', async () => {
    await using host = await PortalHost.start();
    const { id } = host.memory.add(people.sam, 'running');
    const input = encodeURIComponent(JSON.stringify({ json: { id } }));
    expect((await script(host, `deployments.stop?input=${input}`)).status).toBe(405);
    expect((await script(host, 'deployments.stop', stopBody(id), { 'if-match': '"7"' })).status).toBe(400);
    const both = { method: 'POST', body: JSON.stringify({ 0: { json: { id } }, 1: { json: { id } } }) };
    const key = { 'idempotency-key': 'k' };
    expect((await script(host, 'deployments.stop,deployments.delete?batch=1', both, key)).status).toBe(400);
    expect(host.memory.calls).toEqual([]);
    const first = await script(host, 'deployments.stop', stopBody(id), key);
    const again = await script(host, 'deployments.stop', stopBody(id), key);
    expect([first.headers.get('idempotency-replayed'), again.headers.get('idempotency-replayed')]).toEqual([
      null,
      'true',
    ]);
    expect(host.memory.calls).toHaveLength(1);
  });

  test('texts are in the language that the script asks for', async () => {
    await using host = await PortalHost.start();
    const { id } = host.memory.add(people.sam, 'stopped');
    const refused = await script(host, 'deployments.stop', stopBody(id), { 'accept-language': 'de' });
    const text = await refused.text();
    expect(text).toContain(await germanOf(host, id));
    expect(text).not.toContain('It cannot be stopped');
  });
});

/** What REST says of the same refusal. */
const germanOf = async (host: PortalHost, id: string): Promise<string> => {
  const answer = await host.rest('sam', 'POST', `/api/deployments/${id}/stop`, {
    headers: { 'accept-language': 'de' },
  });
  return z.object({ detail: z.string() }).parse(await answer.json()).detail;
};

describe('bodies', () => {
  test('more than 64 KiB is a 413 with the request id', async () => {
    await using host = await PortalHost.start();
    const body = JSON.stringify({ json: { templateId: 'x', purpose: 'x'.repeat(65_536) } });
    const response = await host.trpc('sam', 'deployments.create', { method: 'POST', body });
    expect(response.status).toBe(413);
    const text = await response.text();
    expect(text).toContain('payload_too_large');
    expect(text).toContain(response.headers.get('x-request-id'));
  });

  test.each([
    ['{', 400],
    ['{"json":{},"meta":{"values":{"a":["map"]}}}', 400],
    ['7', 400],
  ])('%s is refused with %i', async (body, status) => {
    await using host = await PortalHost.start();
    expect((await host.trpc('sam', 'deployments.create', { method: 'POST', body })).status).toBe(status);
  });
});

describe('live feed', () => {
  /** Reads the stream until the text is there; the runner's own timeout bounds it. */
  const readUntil = async (reader: ReadableStreamDefaultReader<Uint8Array>, wanted: string): Promise<string> => {
    const decoder = new TextDecoder();
    let text = '';
    while (!text.includes(wanted)) {
      const { value, done } = await reader.read();
      if (done) throw new Error(`The stream ended before ${wanted}: ${text}`);
      text += decoder.decode(value, { stream: true });
    }
    return text;
  };

  const open = async (host: PortalHost, input: object, headers: Record<string, string> = {}) => {
    const leave = new AbortController();
    const query = encodeURIComponent(JSON.stringify({ json: input }));
    const path = `deployments.onChange?input=${query}`;
    const response = await host.trpc('sam', path, { signal: leave.signal, headers });
    if (response.body === null) throw new Error('No stream.');
    return { reader: response.body.getReader(), leave, response };
  };

  test('it opens with a cursor before anything has happened, then tells of each change with the next one', async () => {
    await using host = await PortalHost.start();
    const { id } = host.memory.add(people.sam, 'running');
    const { reader, leave, response } = await open(host, {});
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    expect(response.headers.get('x-request-id')).not.toBeNull();
    expect(await readUntil(reader, 'id: 0\n')).toContain('"json":null');
    host.memory.announce(id, 'deployment.stop');
    expect(await readUntil(reader, 'id: 1\n')).toContain(id);
    leave.abort();
    await expect.poll(() => host.memory.listenerCount, { timeout: 10_000 }).toBe(0);
  });

  test.each([
    ['the input', { lastEventId: '41' }, {}],
    ['the browser’s own header', {}, { 'last-event-id': '41' }],
  ])('it goes on after the cursor that %s names', async (_name, input, headers) => {
    await using host = await PortalHost.start();
    const { reader, leave } = await open(host, input, headers);
    await readUntil(reader, 'id: 41\n');
    leave.abort();
  });

  test.each([
    ['nobody', null, 'deployments.onChange', 401, 'unauthenticated'],
    [
      'a cursor that is none',
      'sam',
      'deployments.onChange?input=%7B%22json%22%3A%7B%22lastEventId%22%3A7%7D%7D',
      400,
      'invalid_input',
    ],
    ['an address that is none', 'sam', 'deployments.onNothing', 404, 'not_found'],
  ] as const)('%s gets no stream but a refusal with its status', async (_name, who, path, status, code) => {
    await using host = await PortalHost.start();
    const response = await host.trpc(who, path, { headers: { accept: 'text/event-stream' } });
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).not.toContain('text/event-stream');
    expect(await response.text()).toContain(`"${code}"`);
    expect(host.memory.listenerCount).toBe(0);
  });

  test('a connection cannot outlive the time that a session is trusted for, and never falls silent', () => {
    expect(liveFeedTiming.maxDurationMs).toBeLessThanOrEqual(15 * 60_000);
    expect(liveFeedTiming.reconnectAfterInactivityMs).toBeGreaterThan(2 * liveFeedTiming.pingIntervalMs);
  });
});
