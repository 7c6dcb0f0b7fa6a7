// What the tRPC endpoint promises the portal's own pages, and what it keeps from other pages.
import { DomainError } from '@portal/domain';
import { createTRPCClient, httpBatchLink, httpLink } from '@trpc/client';
import superjson from 'superjson';
import { describe, expect, test } from 'vitest';
import { type ApiClientError, readApiError } from '../src/client-error.ts';
import type { AppRouter } from '../src/index.ts';
import { deploymentExample, templateExample } from '../src/openapi/examples.ts';
import { liveFeedTiming } from '../src/trpc.ts';
import { cookieOf, type PersonName, people } from './people.ts';
import { PortalHost, portalOrigin } from './portal-host.ts';
import { actionRefused, refusing, refusingStop, stopBody } from './stub-services.ts';

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

const { id } = deploymentExample;

describe('calls', () => {
  test('a person creates, reads and lists over the typed client', async () => {
    await using host = await PortalHost.start();
    const { one, batch } = clientOf(host, 'sam', { 'idempotency-key': 'submit-1' });
    expect(await one.deployments.create.mutate({ templateId: templateExample.id })).toEqual(deploymentExample);
    expect(host.calls.find(({ name }) => name === 'deployments.create')?.actor).toMatchObject({
      principal: { kind: 'user', userId: people.sam.userId },
      address: '192.0.2.7',
      request: { key: 'submit-1' },
    });
    const [list, me] = await Promise.all([batch.deployments.list.query({}), batch.me.get.query()]);
    expect(list).toEqual({ items: [deploymentExample], nextCursor: null });
    expect(me.principal.kind).toBe('user');
  });

  test('one idempotency key is not taken for a batch of mutations', async () => {
    await using host = await PortalHost.start();
    const { batch } = clientOf(host, 'sam', { 'idempotency-key': 'k' });
    const both = [batch.deployments.stop.mutate({ id }), batch.deployments.delete.mutate({ id })];
    const refusals = await Promise.all(both.map(refusalOf));
    expect(refusals.map((refusal) => refusal?.code)).toEqual(['invalid_input', 'invalid_input']);
    expect(host.asked).toEqual([]);
  });

  test('a change that was held up on its way past its deadline is refused, and a look is not', async () => {
    await using host = await PortalHost.start();
    const until = (moment: number) =>
      clientOf(host, 'sam', { 'x-request-deadline': new Date(moment).toISOString() }).one.deployments;
    const late = until(Date.now() - 1);
    expect(await refusalOf(late.stop.mutate({ id }))).toMatchObject({ code: 'conflict' });
    expect(host.asked).toEqual([]);
    expect(await late.byId.query({ id })).toMatchObject({ id });
    const inTime = until(Date.now() + 3_600_000);
    expect(await inTime.stop.mutate({ id })).toMatchObject({ id });
  });
});

describe('errors in the browser', () => {
  test('fields, limits, allowed actions and the request id arrive, typed', async () => {
    const figure = { name: 'policy.vcpus', limit: 16, used: 0, requested: 99 } as const;
    const create = refusing('limit_exceeded', undefined, { limits: [figure] });
    await using host = await PortalHost.start({ answers: { deployments: { create, act: refusingStop } } });
    const { one } = clientOf(host, 'sam', { 'x-request-id': 'r-1' });
    expect(await refusalOf(one.deployments.extend.mutate({ id, hours: 0 }))).toMatchObject({
      code: 'invalid_input',
      fields: [{ field: 'hours' }],
    });
    expect(await refusalOf(one.deployments.create.mutate({ templateId: templateExample.id }))).toMatchObject({
      code: 'limit_exceeded',
      limits: [figure],
    });
    expect(await refusalOf(one.deployments.stop.mutate({ id }))).toEqual({
      message: 'It cannot be stopped: it is stopped.',
      code: 'transition_refused',
      reason: actionRefused,
      currentStatus: 'stopped',
      allowedActions: ['start', 'delete'],
      requestId: 'r-1',
    });
  });

  test('an unexpected error is `internal`, without its message or stack, and is logged with its cause', async () => {
    const cause = new Error('hunter2');
    await using host = await PortalHost.start({ answers: { me: { get: () => Promise.reject(cause) } } });
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
    const response = await host.trpc('sam', 'deployments.stop', { ...stopBody, headers: { origin } });
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('"forbidden"');
    expect(host.asked).toEqual([]);
  });

  test('a mutation without an origin is refused', async () => {
    await using host = await PortalHost.start();
    const headers = { cookie: cookieOf('sam'), 'content-type': 'application/json' };
    const response = await fetch(`${host.url}/api/trpc/deployments.stop`, { ...stopBody, headers });
    expect(response.status).toBe(403);
    expect(host.asked).toEqual([]);
  });

  test('a mutation over GET is refused', async () => {
    await using host = await PortalHost.start();
    const input = encodeURIComponent(JSON.stringify({ json: { id } }));
    expect((await host.trpc('sam', `deployments.stop?input=${input}`)).status).toBe(405);
    expect(host.asked).toEqual([]);
  });
});

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
    const [announced, left] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    async function* onChange(_actor: unknown, _lastEventId: string | null, signal: AbortSignal) {
      yield { cursor: '0', change: null };
      await announced.promise;
      yield { cursor: '1', change: { deploymentId: id, action: 'deployment.stop', at: '2026-11-22T09:00:00.000Z' } };
      signal.addEventListener('abort', () => left.resolve());
      await left.promise;
    }
    await using host = await PortalHost.start({ answers: { deployments: { onChange } } });
    const { reader, leave, response } = await open(host, {});
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    expect(response.headers.get('x-request-id')).not.toBeNull();
    expect(await readUntil(reader, 'id: 0\n')).toContain('"json":null');
    announced.resolve();
    expect(await readUntil(reader, 'id: 1\n')).toContain(id);
    leave.abort();
    await left.promise;
  });

  test.each([
    ['the input', { lastEventId: '41' }, {}],
    ['the browser’s own header', {}, { 'last-event-id': '41' }],
  ])('it goes on after the cursor that %s names', async (_name, input, headers) => {
    async function* onChange(_actor: unknown, lastEventId: string | null) {
      yield { cursor: lastEventId ?? '0', change: null };
    }
    await using host = await PortalHost.start({ answers: { deployments: { onChange } } });
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
    expect(host.asked).toEqual([]);
  });

  test('a connection cannot outlive the time that a session is trusted for, and one that falls silent is noticed within ten seconds', () => {
    expect(liveFeedTiming.maxDurationMs).toBeLessThanOrEqual(15 * 60_000);
    expect(liveFeedTiming.reconnectAfterInactivityMs).toBeGreaterThan(2 * liveFeedTiming.pingIntervalMs);
    expect(liveFeedTiming.reconnectAfterInactivityMs).toBeLessThan(10_000);
  });
});
