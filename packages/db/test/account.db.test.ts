// What a person does with their own account, on the services as the portal puts them together: what others with the same
// person's password, session or token are left with, and what is on record of it.
import { createServices, type DomainError, type PersonContext, type UserPrincipal } from '@portal/domain';
import { closedSender, eventually } from '@portal/testing';
import { uuidv7 } from 'uuidv7';
import { expect, test } from 'vitest';
import { CLIENT_ADDRESS_HEADER, createAuth, createSessionResolver, type SessionLimits } from '../src/auth.ts';
import { createVault, systemClock, systemIds } from '../src/system.ts';
import { type PortalFixture, portalFixture } from './portal-fixture.ts';

const base = 'http://localhost:3000';
const oldPassword = 'correct horse battery';
const newPassword = 'another horse battery';
const chrome = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36';

const serve = async (sessions?: SessionLimits) => {
  const portal = await portalFixture();
  const { database } = portal;
  const secret = 'a secret that signs the cookies of this test';
  const config = { database, secret, baseUrl: base, secureCookies: false, ...(sessions && { sessions }) };
  const auth = createAuth(config);
  const services = createServices({
    ...database,
    words: () => () => '',
    clock: systemClock,
    ids: systemIds,
    vault: createVault(Buffer.alloc(32, 7).toString('base64url')),
    webhookSender: closedSender,
  });
  const resolve = createSessionResolver(auth, config);
  const person = async (): Promise<UserPrincipal> => {
    const made = await portal.person();
    const { internalAdapter, password } = await auth.$context;
    const account = { providerId: 'credential', accountId: made.userId, userId: made.userId };
    await internalAdapter.linkAccount({ ...account, password: await password.hash(oldPassword) });
    return made;
  };
  const attempt = (email: string, password: string, address = '192.0.2.1') =>
    auth.handler(
      new Request(`${base}/api/auth/sign-in/email`, {
        method: 'POST',
        headers: {
          ...{ 'content-type': 'application/json', origin: base, 'user-agent': chrome },
          [CLIENT_ADDRESS_HEADER]: address,
        },
        body: JSON.stringify({ email, password }),
      }),
    );
  const signIn = async (email: string): Promise<{ cookie: Headers; actor: PersonContext }> => {
    const answer = await attempt(email, oldPassword);
    const cookie = new Headers({ cookie: (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '' });
    const principal = await resolve(cookie);
    if (principal === null) throw new Error(`${email} is not signed in: ${answer.status}`);
    return { cookie, actor: { principal, requestId: 'request-1', address: '192.0.2.7' } };
  };
  return {
    ...{ portal, account: services.account, person, attempt, signIn, resolve },
    [Symbol.asyncDispose]: () => portal[Symbol.asyncDispose](),
  };
};

const refusalOf = async (asked: Promise<unknown>): Promise<string> =>
  asked.then(
    () => 'done',
    (error: DomainError) => error.reason.code,
  );

const recordOf = async ({ owner }: PortalFixture, userId: string) =>
  (
    await owner.query<{ action: string; actor: string; request_id: string | null }>(
      `SELECT action, actor_kind || ':' || actor_id AS actor, request_id FROM audit_logs
       WHERE subject_id = $1 AND request_id IS NOT NULL ORDER BY id`,
      [userId],
    )
  ).rows;

test('who changes their password stays, every other session ends, and only the new one signs in', async () => {
  await using at = await serve();
  const { email, userId } = await at.person();
  const [here, there] = [await at.signIn(email), await at.signIn(email)];
  using elsewhere = at.portal.database.signIns.watch(there.actor);
  expect(await at.account.changePassword(here.actor, { oldPassword, newPassword })).toEqual({ ended: 1 });
  await eventually('the other session’s streams to end', () => elsewhere.signal.aborted);
  expect((await at.resolve(here.cookie))?.userId).toBe(userId);
  expect(await at.resolve(there.cookie)).toBeNull();
  expect((await at.attempt(email, oldPassword)).status).toBe(401);
  expect((await at.attempt(email, newPassword)).status).toBe(200);
  const rows = await recordOf(at.portal, userId);
  expect(rows.map(({ action }) => action)).toEqual(['user.account_changed', 'user.signed_out']);
  for (const row of rows) expect(row).toMatchObject({ actor: `user:${userId}`, request_id: 'request-1' });
});

test('a guess at the old password is counted with those at sign-in, and waits like them', async () => {
  await using at = await serve();
  const { email } = await at.person();
  const { actor } = await at.signIn(email);
  const guess = (given: string) => refusalOf(at.account.changePassword(actor, { oldPassword: given, newPassword }));
  for (const number of [1, 2, 3]) expect(await guess(`guess ${number}`)).toBe('password_wrong');
  expect(await guess(oldPassword)).toBe('too_many_guesses');
  expect((await at.attempt(email, oldPassword, '192.0.2.7')).status).toBe(429);
});

test('the same password again, and a person who has none, are refused with the reason', async () => {
  await using at = await serve();
  const { email } = await at.person();
  const { actor } = await at.signIn(email);
  const again = { oldPassword, newPassword: oldPassword };
  expect(await refusalOf(at.account.changePassword(actor, again))).toBe('password_same');
  expect(await at.account.signInMethods(actor)).toMatchObject({ password: true });
  await at.portal.owner.query('DELETE FROM accounts WHERE user_id = $1', [actor.principal.userId]);
  expect(await refusalOf(at.account.changePassword(actor, { oldPassword, newPassword }))).toBe('has_no_password');
  expect(await at.account.signInMethods(actor)).toMatchObject({ password: false });
});

test('a person sees where they are signed in, and ends one session or all others, never another person’s', async () => {
  await using at = await serve();
  const [sam, dana] = [await at.person(), await at.person()];
  const [here, there, third] = [await at.signIn(sam.email), await at.signIn(sam.email), await at.signIn(sam.email)];
  const hers = await at.signIn(dana.email);
  const { items } = await at.account.sessions(here.actor);
  expect(items.map(({ isThis }) => isThis)).toEqual([true, false, false]);
  expect(items[0]).toMatchObject({ device: { browser: 'Chrome', system: 'Linux' }, address: '192.0.2.1' });
  const idOf = ({ actor }: typeof here) => (actor.principal.kind === 'user' ? actor.principal.sessionId : '');
  expect(await refusalOf(at.account.endSession(here.actor, idOf(hers)))).toBe('no_such');
  expect(await refusalOf(at.account.endSession(here.actor, uuidv7()))).toBe('no_such');
  expect(await at.account.endSession(here.actor, idOf(there))).toEqual({ ended: 1 });
  expect(await at.resolve(there.cookie)).toBeNull();
  expect(await at.account.endOtherSessions(here.actor)).toEqual({ ended: 1 });
  expect(await at.resolve(third.cookie)).toBeNull();
  expect((await at.account.sessions(here.actor)).items).toHaveLength(1);
  expect(await at.resolve(hers.cookie)).not.toBeNull();
});

test('a name is changed by its bearer, on record, and no two people have the same one, whatever the case', async () => {
  await using at = await serve();
  const [sam, dana] = [await at.person(), await at.person()];
  const { actor } = await at.signIn(sam.email);
  expect(await refusalOf(at.account.rename(actor, { name: dana.name.toUpperCase() }))).toBe('person_name_taken');
  expect(await at.account.rename(actor, { name: 'Samantha' })).toEqual({ name: 'Samantha' });
  const read = () => at.portal.database.people.ofSession({ id: 'any', userId: sam.userId });
  await eventually('the new name', async () => (await read())?.name === 'Samantha');
  const rows = await recordOf(at.portal, sam.userId);
  expect(rows).toEqual([{ action: 'user.changed', actor: `user:${sam.userId}`, request_id: 'request-1' }]);
});

test('a token does none of it, whatever its owner may', async () => {
  await using at = await serve();
  const { sessionId: _, ...owner } = await at.person();
  const principal = { ...owner, kind: 'token', tokenId: uuidv7(), tokenName: 'ci', scopes: null } as const;
  const actor = { principal, requestId: null, address: null };
  const { account } = at;
  for (const asked of [
    account.signInMethods(actor),
    account.rename(actor, { name: 'Robot' }),
    account.changePassword(actor, { oldPassword, newPassword }),
    account.sessions(actor),
    account.endSession(actor, uuidv7()),
    account.endOtherSessions(actor),
  ]) {
    expect(await refusalOf(asked)).toBe('not_for_tokens');
  }
});

/** As if the session had been begun and last used so many hours ago. */
const age = ({ owner }: PortalFixture, { principal }: PersonContext, begun: number, used: number) =>
  owner.query(
    `UPDATE sessions SET created_at = now() - $2 * interval '1 hour', updated_at = now() - $3 * interval '1 hour'
     WHERE user_id = $1`,
    [principal.userId, begun, used],
  );

test('a session that is used goes on, and ends when it is as old as one can be; one that is not used ends before', async () => {
  await using at = await serve({ idleHours: 2, maxHours: 5 });
  const { email } = await at.person();
  const { cookie, actor } = await at.signIn(email);
  const hoursLeft = async () => {
    const { rows } = await at.portal.owner.query<{ hours: number }>(
      `SELECT (extract(epoch FROM expires_at - now()) / 3600)::float8 AS hours FROM sessions WHERE user_id = $1`,
      [actor.principal.userId],
    );
    return rows[0]?.hours;
  };
  expect(await hoursLeft()).toBeCloseTo(2, 1);
  await at.portal.owner.query(`UPDATE sessions SET expires_at = now() + interval '1 hour'`);
  await at.resolve(cookie);
  expect(await hoursLeft()).toBeCloseTo(1, 1);
  await age(at.portal, actor, 1, 1);
  await at.resolve(cookie);
  expect(await hoursLeft()).toBeCloseTo(2, 1);
  await age(at.portal, actor, 4, 1);
  await at.resolve(cookie);
  expect(await hoursLeft()).toBeCloseTo(1, 1);
  await at.portal.owner.query('UPDATE sessions SET expires_at = now()');
  expect(await at.resolve(cookie)).toBeNull();
});

test('sessions that have run out are cleared away, and on record as that', async () => {
  await using at = await serve();
  const { email, userId } = await at.person();
  await at.signIn(email);
  await at.portal.owner.query(`UPDATE sessions SET expires_at = now() - interval '1 second'`);
  await at.portal.database.forgetSignIns();
  const { rows } = await at.portal.owner.query<{ action: string }>(
    'SELECT action FROM audit_logs WHERE subject_id = $1 ORDER BY id DESC LIMIT 1',
    [userId],
  );
  expect(rows).toEqual([{ action: 'user.session_expired' }]);
  expect((await at.portal.owner.query('SELECT FROM sessions')).rowCount).toBe(0);
});
