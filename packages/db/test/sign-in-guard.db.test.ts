// Who is kept from guessing, and who is not kept from working.
import { networkOf } from '@portal/domain';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CLIENT_ADDRESS_HEADER, createAuth } from '../src/auth.ts';
import { createRefusalRecord, refusedByPassword } from '../src/refused-sign-ins.ts';
import { type PortalFixture, portalFixture } from './portal-fixture.ts';

const base = 'http://localhost:3000';
const password = 'correct horse battery';
const wrong = 'a wrong guess altogether';

/** What is counted here is attempts: `auth.db.test.ts` has the passwords as they are kept. */
const passwords = {
  hash: async (plain: string) => `hash of ${plain}`,
  verify: async ({ password: plain, hash }: { password: string; hash: string }) => hash === `hash of ${plain}`,
};

/** For the functions under test it is always the same moment, until a test moves it: however slow the machine is. */
const stoppedClock = `
  CREATE SCHEMA test_clock;
  CREATE TABLE test_clock.reading AS SELECT clock_timestamp() AS at;
  CREATE FUNCTION test_clock.now() RETURNS timestamptz LANGUAGE sql AS 'SELECT at FROM test_clock.reading';
  CREATE FUNCTION test_clock.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS 'SELECT test_clock.now()';
  ALTER FUNCTION portal_admit_sign_in SET search_path = test_clock, pg_catalog, public, pg_temp;
  ALTER FUNCTION portal_settle_sign_in SET search_path = test_clock, pg_catalog, public, pg_temp;
  ALTER FUNCTION portal_forget_sign_ins SET search_path = test_clock, pg_catalog, public, pg_temp;`;

/** Two processes on one database, since any number of them have to agree. */
const setUp = async () => {
  const portal = await portalFixture();
  await portal.owner.query(stoppedClock);
  const secret = 'a secret that signs the cookies of this test';
  const processes = [0, 1].map(() =>
    createAuth({ database: portal.database, secret, baseUrl: base, secureCookies: false, passwords }),
  );
  let turn = 0;
  const attempt = async (email: string, given: string, address: string, headers: Record<string, string> = {}) => {
    turn += 1;
    const auth = processes[turn % processes.length];
    if (auth === undefined) throw new Error('There is no process.');
    const answer = await auth.handler(
      new Request(`${base}/api/auth/sign-in/email`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: base, [CLIENT_ADDRESS_HEADER]: address, ...headers },
        body: JSON.stringify({ email, password: given }),
      }),
    );
    return { status: answer.status, retryAfter: Number(answer.headers.get('retry-after')), text: await answer.text() };
  };
  const statuses = async (times: number, one: (index: number) => ReturnType<typeof attempt>): Promise<number[]> => {
    const all: number[] = [];
    for (let index = 0; index < times; index += 1) all.push((await one(index)).status);
    return all;
  };
  const later = async (time: string): Promise<void> => {
    await portal.owner.query(`UPDATE test_clock.reading SET at = at + interval '${time}'`);
  };
  return {
    ...{ portal, attempt, statuses, later },
    person: () => withPassword(portal, processes[0]),
    [Symbol.asyncDispose]: () => portal[Symbol.asyncDispose](),
  };
};

const withPassword = async (
  portal: PortalFixture,
  auth: ReturnType<typeof createAuth> | undefined,
): Promise<string> => {
  if (auth === undefined) throw new Error('There is no process.');
  const { email, userId } = await portal.person();
  const { internalAdapter, password: hasher } = await auth.$context;
  const account = { providerId: 'credential', accountId: userId, userId, password: await hasher.hash(password) };
  await internalAdapter.linkAccount(account);
  return email;
};

/** The library logs each refusal. */
beforeEach(() => vi.spyOn(console, 'warn').mockImplementation(() => undefined));
afterEach(() => vi.restoreAllMocks());

describe('people at work', () => {
  test('an office signs in from one address as often as it likes: successes never count', async () => {
    await using portal = await setUp();
    const people = await Promise.all(Array.from({ length: 2 }, () => portal.person()));
    const all = await Promise.all(
      people.map((email) => portal.statuses(6, () => portal.attempt(email, password, '192.0.2.1'))),
    );
    expect(new Set(all.flat())).toEqual(new Set([200]));
  });

  test('one person signs in from one address any number of times at once, and nobody guesses the faster for it', async () => {
    await using portal = await setUp();
    const [email, guessed] = await Promise.all([portal.person(), portal.person()]);
    const atOnce = (who: string, given: string) =>
      Promise.all(Array.from({ length: 8 }, () => portal.attempt(who, given, '192.0.2.1')));
    expect((await atOnce(email, password)).map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
    const guesses = await atOnce(guessed, wrong);
    expect(guesses.map(({ status }) => status).toSorted()).toEqual([401, 401, 401, 429, 429, 429, 429, 429]);
  });

  test('whoever mistyped twice and then signs in has nothing to wait for, then or later', async () => {
    await using portal = await setUp();
    const email = await portal.person();
    for (let day = 0; day < 3; day += 1) {
      expect(await portal.statuses(2, () => portal.attempt(email, wrong, '192.0.2.1'))).toEqual([401, 401]);
      expect((await portal.attempt(email, password, '192.0.2.1')).status).toBe(200);
    }
  });

  test('an address that signed in to the account before is let in while others guess at it, and others wait 3 seconds at most', async () => {
    await using portal = await setUp();
    const email = await portal.person();
    expect((await portal.attempt(email, password, '192.0.2.1')).status).toBe(200);
    await Promise.all(Array.from({ length: 12 }, (_, n) => portal.attempt(email, wrong, `198.51.100.${n}`)));
    expect((await portal.attempt(email, password, '192.0.2.1')).status).toBe(200);
    const elsewhere = await portal.attempt(email, password, '203.0.113.7');
    expect(elsewhere).toMatchObject({ status: 429, retryAfter: 3 });
    await portal.later('2 seconds');
    expect(await portal.attempt(email, password, '203.0.113.7')).toMatchObject({ status: 429, retryAfter: 1 });
    await portal.later('1 second');
    expect((await portal.attempt(email, password, '203.0.113.7')).status).toBe(200);
  });
});

describe('whoever guesses', () => {
  test('waits longer and longer at one account, whatever address is claimed in a header, and even with the right password', async () => {
    await using portal = await setUp();
    const email = await portal.person();
    const guess = (given = wrong) =>
      portal.attempt(email, given, '192.0.2.1', { 'x-forwarded-for': `198.51.100.${Math.random()}` });
    expect(await portal.statuses(3, () => guess())).toEqual([401, 401, 401]);
    const waits: number[] = [];
    for (let round = 0; round < 10; round += 1) {
      const refused = await guess(password);
      expect(refused.status).toBe(429);
      waits.push(refused.retryAfter);
      await portal.later(`${refused.retryAfter} seconds`);
      expect((await guess()).status).toBe(401);
    }
    expect(waits).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 900, 900]);
  });

  test('meets the same at an account that does not exist', async () => {
    await using portal = await setUp();
    const known = await portal.person();
    const answers = async (email: string, address: string) => {
      const all: unknown[] = [];
      for (let index = 0; index < 4; index += 1) all.push(await portal.attempt(email, wrong, address));
      return all;
    };
    expect(await answers('nobody@example.com', '192.0.2.1')).toEqual(await answers(known, '192.0.2.2'));
  });

  test('gets five of thirty guesses in, made at once from thirty addresses', async () => {
    await using portal = await setUp();
    const email = await portal.person();
    const all = await Promise.all(
      Array.from({ length: 30 }, (_, n) => portal.attempt(email, wrong, `198.51.100.${n}`)),
    );
    expect(all.filter(({ status }) => status === 401)).toHaveLength(5);
    const refused = all.filter(({ status }) => status !== 401);
    expect(refused.every(({ status, retryAfter }) => status === 429 && retryAfter === 3)).toBe(true);
  });

  test('gets no further than the ceiling of one address, whatever accounts are tried; others are not held up', async () => {
    await using portal = await setUp();
    const email = await portal.person();
    const admitted = async (account: number, address: string): Promise<boolean> => {
      const { rows } = await portal.portal.app.query('SELECT portal_admit_sign_in($1, $2) AS wait', [
        account.toString(16).padStart(64, '0'),
        address,
      ]);
      return rows[0].wait === 0;
    };
    let letIn = 0;
    for (let account = 0; account < 210; account += 1) letIn += (await admitted(account, '192.0.2.1')) ? 1 : 0;
    expect(letIn).toBe(200);
    expect((await portal.attempt(email, password, '192.0.2.1')).status).toBe(429);
    expect((await portal.attempt(email, password, '192.0.2.2')).status).toBe(200);
  });
});

interface Recorded {
  readonly subject_id: string;
  readonly address: string | null;
  readonly user_agent: string | null;
  readonly source: string;
  readonly detail: { readonly code: string; readonly name: string; readonly leftOut?: number };
}

const refusals = async ({ owner }: PortalFixture): Promise<readonly Recorded[]> =>
  (
    await owner.query<Recorded>(
      `SELECT subject_id, address, user_agent, source, detail FROM audit_logs
       WHERE action = 'user.sign_in_refused' AND outcome = 'refused' ORDER BY id`,
    )
  ).rows;

describe('what stands on record', () => {
  test('a wrong password, an account that there is not, and one that is shut out, each once a minute and never what was typed', async () => {
    await using portal = await setUp();
    const [known, shut] = [await portal.person(), await portal.person()];
    const { owner } = portal.portal;
    await owner.query(`UPDATE users SET disabled_at = now(), disabled_reason = 'Left.' WHERE email = $1`, [shut]);
    const agent = { 'user-agent': 'curl/8' };
    // One process, and the other.
    for (const given of [wrong, wrong]) await portal.attempt(known, given, '192.0.2.1', agent);
    await portal.attempt(shut, password, '192.0.2.2');
    await portal.attempt('nobody@example.com', wrong, '192.0.2.3');
    // What is no address may be a password in the wrong place.
    await portal.attempt(wrong, wrong, '192.0.2.4');
    const idOf = async (email: string) =>
      (await owner.query<{ id: string }>('SELECT id FROM users WHERE email = $1', [email])).rows[0]?.id;
    const all = await refusals(portal.portal);
    const hash = expect.stringMatching(/^[0-9a-f]{64}$/);
    expect(all.map(({ subject_id, detail }) => [subject_id, detail.code, detail.name])).toEqual([
      [await idOf(known), 'sign_in_wrong', known],
      [await idOf(known), 'sign_in_wrong', known],
      [await idOf(shut), 'person_disabled', shut],
      [hash, 'sign_in_wrong', 'nobody@example.com'],
    ]);
    expect(all[0]).toMatchObject({ address: '192.0.2.1', user_agent: 'curl/8', source: 'portal' });
    expect(JSON.stringify(all)).not.toContain(wrong);
  });

  test('a hundred thousand sign-ins that fail leave a bounded number of rows, which say how many they were', async () => {
    await using portal = await setUp();
    const email = await portal.person();
    for (let more = 0; more < 12; more += 1) await portal.attempt(email, wrong, '192.0.2.1');
    // Two of each kind: the processes remember apart.
    expect(await refusals(portal.portal)).toHaveLength(4);
    let now = new Date('2026-11-28T12:00:00Z');
    const { database } = portal.portal;
    const record = createRefusalRecord(
      database,
      { address: CLIENT_ADDRESS_HEADER, requestId: 'x-request-id' },
      {
        now: () => now,
      },
    );
    const fail = (number: number) => {
      const headers = new Headers({ [CLIENT_ADDRESS_HEADER]: `198.51.${number % 199}.${number % 251}` });
      return record(
        refusedByPassword(database, { code: 'sign_in_wrong', email: `${number % 40_000}@example.com`, headers }),
      );
    };
    for (let number = 0; number < 100_000; number += 1) await fail(number);
    expect(await refusals(portal.portal)).toHaveLength(4 + 101);
    now = new Date(now.getTime() + 60_000);
    for (let number = 200; number < 301; number += 1) await fail(number);
    const gathered = (await refusals(portal.portal)).filter(({ subject_id }) => subject_id === 'many');
    expect(gathered.map(({ detail }) => detail.leftOut)).toEqual([undefined, 99_899]);
  });
});

test('what makes no difference any more is forgotten, and known addresses are not', async () => {
  await using portal = await setUp();
  const email = await portal.person();
  await portal.attempt(email, password, '192.0.2.1');
  await portal.attempt(email, wrong, '192.0.2.2');
  await portal.later('2 days');
  await portal.portal.database.forgetSignIns();
  const { rows } = await portal.portal.owner.query('SELECT address FROM sign_in_places');
  expect(rows).toEqual([{ address: '192.0.2.1' }]);
  expect((await portal.portal.owner.query('SELECT FROM sign_in_buckets')).rows).toHaveLength(0);
});

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:0001:0002::1', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  [null, 'unknown'],
  ['', 'unknown'],
])('an address %s counts as %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});
