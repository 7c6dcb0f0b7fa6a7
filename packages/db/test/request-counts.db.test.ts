// How requests are counted, by several processes in one database, and what is on record of those that were too many.
import { createRateLimitService, type RateLimits } from '@portal/domain';
import { FakeClock, silentLog } from '@portal/testing';
import pg from 'pg';
import { expect, test } from 'vitest';
import { createRequestCounts } from '../src/request-count-writer.ts';
import { blockOf } from '../src/request-counts.ts';
import { portalFixture } from './portal-fixture.ts';
import { from, made, onRecord } from './token-fixture.ts';

test('two processes together let in a limit and a block for each, in a few statements, and begin anew once the window has ended', async () => {
  await using portal = await portalFixture();
  await using resources = new AsyncDisposableStack();
  const pools = [1, 1].map((max) => new pg.Pool({ connectionString: portal.appUrl, max }));
  for (const pool of pools) resources.defer(() => pool.end());
  const max = 200;
  const processes = pools.map((pool) => createRequestCounts(pool, silentLog));
  const admitted = async (): Promise<number> => {
    let number = 0;
    for (let turn = 0; turn < max; turn += 1) {
      for (const { requestCounts } of processes) {
        const [count] = await requestCounts.count([{ subject: 'token:a', max }], 1);
        if (count?.isOver === false) number += 1;
      }
    }
    return number;
  };
  const first = await admitted();
  expect(first).toBeGreaterThanOrEqual(max);
  expect(first).toBeLessThan(max + 2 * blockOf(max));
  for (const { settle } of processes) await settle();
  const counted = await portal.owner.query('SELECT subject, used FROM request_counts');
  expect(counted.rows).toEqual([{ subject: 'token:a', used: first }]);

  await portal.owner.query(`UPDATE request_counts SET ends_at = now() - interval '1 second'`);
  const next = createRequestCounts(portal.app, silentLog);
  expect(await next.requestCounts.count([{ subject: 'token:a', max }], 1)).toMatchObject([{ isOver: false }]);
  await next.settle();
  expect((await portal.owner.query('SELECT used FROM request_counts')).rows).toEqual([{ used: 1 }]);

  await portal.owner.query(`UPDATE request_counts SET ends_at = now() - interval '1 second'`);
  await next.forget();
  expect((await portal.owner.query('SELECT subject FROM request_counts')).rows).toEqual([]);
});

test('too many requests are refused with a reason, and are on record once a minute with how many were left out', async () => {
  await using portal = await portalFixture();
  const owner = await portal.person();
  const { token } = await made(portal, owner);
  const principal = await portal.database.tokens.resolve(token, from('192.0.2.1'));
  if (principal === null) throw new Error('The token is unknown.');
  const clock = new FakeClock();
  const rateLimits: RateLimits = { token: 1, person: 5, address: 2, stream: 1, sign_in: 1 };
  const { unitOfWork, requestCounts } = portal.database;
  const limits = createRateLimitService({ unitOfWork, requestCounts, clock, rateLimits });
  const actor = { principal, ...from('192.0.2.1') };
  const refused = async (asked: ReturnType<typeof limits.ofPerson>) => (await asked).refusal?.reason ?? null;

  expect(await limits.ofPerson(actor, 'request')).toMatchObject({
    policies: [
      { name: 'token', max: 1 },
      { name: 'person', max: 5 },
    ],
    nearest: { name: 'token', remaining: 0 },
    refusal: null,
  });
  const reason = { code: 'too_many_requests', params: { per: 'token', max: 1, seconds: expect.any(Number) } };
  for (let times = 0; times < 3; times += 1) expect(await refused(limits.ofPerson(actor, 'request'))).toEqual(reason);
  clock.advance(60_000);
  expect(await refused(limits.ofPerson(actor, 'request'))).toEqual(reason);
  expect(await onRecord(portal, 'api_token.rate_limited')).toMatchObject([
    { actor: expect.stringMatching(/^token:/), outcome: 'refused', detail: { limit: 'token', max: 1 } },
    { detail: { limit: 'token', max: 1, leftOut: 2 } },
  ]);

  const session = { principal: owner, ...from('192.0.2.1') };
  expect(await refused(limits.ofPerson(session, 'stream'))).toBeNull();
  expect(await refused(limits.ofPerson(session, 'stream'))).toMatchObject({ params: { per: 'stream' } });
  expect(await onRecord(portal, 'user.rate_limited')).toMatchObject([
    { detail: { limit: 'stream', name: owner.name } },
  ]);

  const network = { requestId: 'r-1', address: '2001:db8::1' };
  expect(await refused(limits.ofAddress(network, 'sign_in'))).toBeNull();
  const neighbour = { ...network, address: '2001:db8::2' };
  expect(await refused(limits.ofAddress(neighbour, 'sign_in'))).toMatchObject({ params: { per: 'sign_in' } });
  expect(await onRecord(portal, 'address.rate_limited')).toMatchObject([
    { actor: 'system:rate-limit', address: '2001:db8::2', outcome: 'refused', detail: { limit: 'sign_in', max: 1 } },
  ]);
});
