// Events over REST: what of the request counts, what the answer says of itself, and that whoever leaves ends it.
import type { PersonContext, Told } from '@portal/domain';
import type { FollowEvents } from '@portal/types';
import { expect, test } from 'vitest';
import { cookieOf } from './people.ts';
import { PortalHost } from './portal-host.ts';

/** Says where it goes on, and then nothing; says when nobody listens any longer. */
const aStream = () => {
  const ended = Promise.withResolvers<void>();
  async function* told({ after = 'none' }: FollowEvents, signal: AbortSignal): AsyncGenerator<Told> {
    yield { kind: 'place', cursor: after };
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    ended.resolve();
  }
  const events = async (_actor: PersonContext, asked: FollowEvents, signal: AbortSignal) => told(asked, signal);
  return { answers: { audit: { events } }, ended: ended.promise };
};

const firstOf = async (response: Response): Promise<string> => {
  const { value } = (await response.body?.getReader().read()) ?? {};
  return new TextDecoder().decode(value);
};

test('it is a stream that nobody on its way keeps or collects, and whoever leaves ends it', async () => {
  const { answers, ended } = aStream();
  await using host = await PortalHost.start({ answers });
  const leaving = new AbortController();
  const response = await host.rest('sam', 'GET', '/api/events', { signal: leaving.signal });
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  expect(await firstOf(response)).toBe('id: none\n\n');
  leaving.abort();
  await ended;
});

test.each([
  ['/api/events?after=1', {}, 'id: 1\n\n'],
  ['/api/events', { 'last-event-id': '2' }, 'id: 2\n\n'],
  ['/api/events?after=1', { 'last-event-id': '' }, 'id: 1\n\n'],
  ['/api/events?after=1', { 'last-event-id': '2' }, 'id: 2\n\n'],
])('%s with %o goes on after %j', async (path, headers, first) => {
  await using host = await PortalHost.start({ answers: aStream().answers });
  const leaving = new AbortController();
  const response = await host.rest('sam', 'GET', path, { headers, signal: leaving.signal });
  expect(await firstOf(response)).toBe(first);
  leaving.abort();
});

test('it counts as a live connection, and is for tokens alone', async () => {
  const counted: string[] = [];
  const standing = {
    policies: [{ name: 'stream' as const, max: 60 }],
    nearest: { name: 'stream' as const, remaining: 59, endsInSeconds: 60 },
    refusal: null,
  };
  const ofPerson = async (_actor: PersonContext, as: 'request' | 'stream') => {
    counted.push(as);
    return standing;
  };
  await using host = await PortalHost.start({ answers: { ...aStream().answers, rateLimits: { ofPerson } } });
  const response = await host.rest('sam', 'HEAD', '/api/events');
  expect([response.status, await response.text()]).toEqual([200, '']);
  expect(counted).toEqual(['stream']);
  expect((await host.rest(null, 'GET', '/api/events', { headers: { cookie: cookieOf('sam') } })).status).toBe(401);
});
