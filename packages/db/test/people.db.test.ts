import { createHash } from 'node:crypto';
import { Change, createSetUp, DomainError, type PersonWrite, systemActor, type UserPrincipal } from '@portal/domain';
import { eventually } from '@portal/testing';
import { uuidv7 } from 'uuidv7';
import { expect, test } from 'vitest';
import { CLIENT_ADDRESS_HEADER, createAuth } from '../src/auth.ts';
import { systemClock, systemIds } from '../src/system.ts';
import { type PortalFixture, portalFixture } from './portal-fixture.ts';

const base = 'http://localhost:3000';
const password = 'correct horse battery';

const authOf = ({ database }: PortalFixture) =>
  createAuth({ database, secret: 'signs the cookies of this test', baseUrl: base, secureCookies: false });

const post = async (portal: PortalFixture, path: string, body: object): Promise<number> => {
  const headers = { 'content-type': 'application/json', origin: base, [CLIENT_ADDRESS_HEADER]: '192.0.2.1' };
  const request = new Request(`${base}/api/auth/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  return (await authOf(portal).handler(request)).status;
};

/** Each a change of its own, as the administrator. */
const asAda = async (portal: PortalFixture, ada: UserPrincipal, userId: string, ...writes: readonly PersonWrite[]) => {
  const actor = { principal: ada, requestId: 'request-1', address: '192.0.2.7' };
  for (const write of writes) {
    await portal.database.unitOfWork.run(actor, (tx) => tx.commit(Change.ofPerson(userId, [write])));
  }
};

const disabling = (userId: string): PersonWrite[] => [
  { kind: 'person.disable', userId, reason: 'Left the company.', at: new Date() },
  { kind: 'sessions.end', userId },
];

const recordOf = async ({ owner }: PortalFixture, userId: string) =>
  (
    await owner.query<{ action: string; actor: string; request_id: string; address: string; detail: unknown }>(
      `SELECT action, actor_kind || ':' || actor_name AS actor, request_id, address, detail FROM audit_logs
       WHERE subject_id = $1 ORDER BY id`,
      [userId],
    )
  ).rows;

test('what an administrator does to a person is one row, and says who, in which request and from where', async () => {
  await using portal = await portalFixture();
  const ada = await portal.person({ name: 'Ada', role: 'admin' });
  const team = await portal.team('Voice');
  const id = uuidv7();
  const expiresAt = new Date(Date.now() + 60_000);
  const link = { id: uuidv7(), userId: id, tokenHash: 'a'.repeat(64), expiresAt };
  await asAda(
    portal,
    ada,
    id,
    { kind: 'person.insert', row: { id, name: 'Sam', email: 'sam@example.com', role: 'support', teamId: team.id } },
    { kind: 'passwordLink.insert', row: link },
    { kind: 'person.update', userId: id, to: { role: 'lead', teamId: null } },
    ...disabling(id),
    { kind: 'passwordLinks.useUp', userId: id },
    { kind: 'person.enable', userId: id },
  );
  const rows = await recordOf(portal, id);
  expect(rows.map(({ action }) => action)).toEqual([
    'user.created',
    'user.password_link_made',
    'user.changed',
    'user.disabled',
    'user.password_link_used',
    'user.enabled',
  ]);
  for (const row of rows) {
    expect(row).toMatchObject({ actor: 'user:Ada', request_id: 'request-1', address: '192.0.2.7' });
  }
  expect(rows[2]?.detail).toEqual({ role: { from: 'support', to: 'lead' }, team_id: { from: team.id, to: null } });
  expect(rows[3]?.detail).toMatchObject({ disabled_reason: { from: null, to: 'Left the company.' } });
  expect(JSON.stringify(rows)).not.toContain(link.tokenHash);
});

test('who acts is said for one transaction: on the same connection the next is its own', async () => {
  await using portal = await portalFixture();
  const client = await portal.app.connect();
  const sam = await portal.person();
  const actor = JSON.stringify({ kind: 'token', id: 't', name: 'ci', onBehalfOf: sam.userId });
  await client.query('BEGIN');
  await client.query(`SELECT set_config('portal.actor', $1, true)`, [actor]);
  await client.query(`UPDATE users SET role = 'lead' WHERE id = $1`, [sam.userId]);
  await client.query('COMMIT');
  await client.query(`UPDATE users SET role = 'support' WHERE id = $1`, [sam.userId]);
  client.release();
  expect((await recordOf(portal, sam.userId)).map((row) => row.actor)).toEqual([
    'system:auth',
    'token:ci',
    'system:auth',
  ]);
});

test('whoever is disabled twice, or enabled without having been, was changed by somebody else', async () => {
  await using portal = await portalFixture();
  const ada = await portal.person({ role: 'admin' });
  const { userId } = await portal.person();
  await expect(asAda(portal, ada, userId, { kind: 'person.enable', userId })).rejects.toThrow();
  await asAda(portal, ada, userId, ...disabling(userId));
  await expect(asAda(portal, ada, userId, ...disabling(userId))).rejects.toThrow();
});

test('a disabled person cannot sign in or set a password, and what they hold counts again once they are enabled', async () => {
  await using portal = await portalFixture();
  const ada = await portal.person({ role: 'admin' });
  const sam = await portal.person();
  const { userId, email } = sam;
  const { internalAdapter, password: hasher } = await authOf(portal).$context;
  await internalAdapter.linkAccount({
    providerId: 'credential',
    accountId: userId,
    userId,
    password: await hasher.hash(password),
  });
  const secret = 'A'.repeat(43);
  const hash = createHash('sha256').update(secret).digest('hex');
  const expiresAt = new Date(Date.now() + 60_000);
  await asAda(portal, ada, userId, {
    kind: 'passwordLink.insert',
    row: { id: uuidv7(), userId, tokenHash: hash, expiresAt },
  });
  const token = { id: uuidv7(), userId, name: 'ci', prefix: '89abcdef', secretHash: hash };
  await portal.commit(
    Change.of({
      writes: [{ kind: 'apiToken.insert', row: token }],
      events: [
        { action: 'api_token.created', subject: { type: 'api_token', id: token.id }, outcome: 'succeeded', detail: {} },
      ],
    }),
  );
  const bearer = `ppt_${token.prefix}_${secret}`;
  const { tokens, people, signIns } = portal.database;
  expect(await post(portal, 'sign-in/email', { email, password })).toBe(200);
  const { rows } = await portal.owner.query<{ id: string }>('SELECT id FROM sessions WHERE user_id = $1', [userId]);
  const session = { id: rows[0]?.id ?? '', userId };
  const principal = await tokens.resolve(bearer);
  if (principal === null) throw new Error('The token is not known.');
  using ofToken = signIns.watch({ principal, address: null });
  using ofSession = signIns.watch({ principal: { ...sam, sessionId: session.id }, address: null });

  await asAda(portal, ada, userId, ...disabling(userId));
  for (const { signal } of [ofToken, ofSession]) {
    await eventually('the end of the stream', () => signal.aborted);
    expect(signal.reason).toBeInstanceOf(DomainError);
    expect(signal.reason).toMatchObject({ code: 'unauthenticated' });
  }
  await eventually('the token to count for nothing', async () => (await tokens.resolve(bearer)) === null);
  expect(await people.ofSession(session)).toBeNull();
  expect(await post(portal, 'sign-in/email', { email, password })).toBe(401);
  expect(await post(portal, 'set-password', { token: secret, password: 'another password' })).toBe(404);
  expect((await portal.owner.query('SELECT FROM sessions WHERE user_id = $1', [userId])).rowCount).toBe(0);

  await asAda(portal, ada, userId, { kind: 'person.enable', userId });
  await eventually('the token to count again', async () => (await tokens.resolve(bearer)) !== null);
  expect(await post(portal, 'sign-in/email', { email, password })).toBe(200);
});

test('with the code the first administrator is made, again until the password is set, and never after', async () => {
  await using portal = await portalFixture();
  await portal.person({ name: 'Sam', role: 'support', email: 'sam@example.com' });
  const setUp = createSetUp({ ...portal.database, clock: systemClock, ids: systemIds, code: 'of the log' });
  const visitor = { ...systemActor('set-up'), requestId: 'request-1', address: '192.0.2.7' };
  const ada = { code: 'of the log', name: 'Ada', email: 'ada@example.com' };
  const refused = async (asked: typeof ada) => {
    const outcome = await setUp.begin(visitor, asked).catch((error: unknown) => error);
    return outcome instanceof DomainError ? outcome.reason.code : outcome;
  };
  expect(await setUp.isOpen()).toBe(true);
  expect(await refused({ ...ada, code: 'guessed' })).toBe('set_up_code_wrong');
  expect(await refused({ ...ada, email: 'sam@example.com' })).toBe('email_taken');
  const first = await setUp.begin(visitor, ada);
  const { userId, secret: token } = await setUp.begin(visitor, ada);
  expect(await post(portal, 'set-password', { token: first.secret, password })).toBe(404);
  expect(await post(portal, 'set-password', { token, password })).toBe(200);
  expect(await post(portal, 'sign-in/email', { email: ada.email, password })).toBe(200);
  expect(await setUp.isOpen()).toBe(false);
  expect(await refused({ ...ada, name: 'Eve', email: 'eve@example.com' })).toBe('set_up_shut');
  const [made] = await recordOf(portal, userId);
  expect(made).toMatchObject({ actor: 'system:set-up', request_id: 'request-1', address: '192.0.2.7' });
});
