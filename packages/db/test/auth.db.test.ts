import { Change, systemActor } from '@portal/domain';
import { eventually } from '@portal/testing';
import { expect, test } from 'vitest';
import { CLIENT_ADDRESS_HEADER, createAuth } from '../src/auth.ts';
import { parseToken } from '../src/index.ts';
import { type PortalFixture, portalFixture } from './portal-fixture.ts';

const base = 'http://localhost:3000';
const password = 'correct horse battery';

const authOf = ({ database }: PortalFixture, secureCookies = false) =>
  createAuth({ database, secret: 'a secret that signs the cookies of this test', baseUrl: base, secureCookies });

const post = (path: string, body: object, headers: Record<string, string> = {}): Request =>
  new Request(`${base}/api/auth/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: base, [CLIENT_ADDRESS_HEADER]: '192.0.2.1', ...headers },
    body: JSON.stringify(body),
  });

const withPassword = async (portal: PortalFixture) => {
  const person = await portal.person();
  const { internalAdapter, password: hasher } = await authOf(portal).$context;
  await internalAdapter.linkAccount({
    providerId: 'credential',
    accountId: person.userId,
    userId: person.userId,
    password: await hasher.hash(password),
  });
  return person;
};

test('nobody can sign up', async () => {
  await using portal = await portalFixture();
  const request = post('sign-up/email', { name: 'Eve', email: 'eve@example.com', password, role: 'admin' });
  expect((await authOf(portal).handler(request)).ok).toBe(false);
  const { rows } = await portal.owner.query(`SELECT FROM users WHERE email = 'eve@example.com'`);
  expect(rows).toHaveLength(0);
});

test('signing in gives a session that is HttpOnly, SameSite and Secure, and ends with signing out', async () => {
  await using portal = await portalFixture();
  const { email, userId } = await withPassword(portal);
  const auth = authOf(portal, true);
  const response = await auth.handler(post('sign-in/email', { email, password }, { 'user-agent': 'curl/8' }));
  const cookie = response.headers.get('set-cookie') ?? '';
  expect(cookie).toMatch(/HttpOnly/i);
  expect(cookie).toMatch(/SameSite=Lax/i);
  expect(cookie).toMatch(/Secure/i);
  const headers = { cookie: cookie.split(';')[0] ?? '' };
  expect((await auth.api.getSession({ headers: new Headers(headers) }))?.user.id).toBe(userId);
  expect((await auth.handler(post('sign-out', {}, headers))).ok).toBe(true);
  expect(await auth.api.getSession({ headers: new Headers(headers) })).toBeNull();
  const { rows } = await portal.owner.query(
    `SELECT action, user_agent FROM audit_logs WHERE action IN ('user.signed_in', 'user.signed_out') ORDER BY id`,
  );
  expect(rows).toEqual([
    { action: 'user.signed_in', user_agent: 'curl/8' },
    { action: 'user.signed_out', user_agent: 'curl/8' },
  ]);
});

test('a person cannot give themselves a role', async () => {
  await using portal = await portalFixture();
  const { email, userId } = await withPassword(portal);
  const auth = authOf(portal);
  const signedIn = await auth.handler(post('sign-in/email', { email, password }));
  const cookie = (signedIn.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  await auth.handler(post('update-user', { name: 'Still Sam', role: 'admin' }, { cookie }));
  expect((await portal.database.people.ofSession({ id: 'any', userId }))?.role).toBe('support');
});

/** One statement is one transaction: the change has its audit row. */
const onRecord = ({ owner }: PortalFixture, { type, id }: { type: string; id: string }, change: string) =>
  owner.query(
    `WITH changed AS (${change} WHERE id = $2::uuid)
     INSERT INTO audit_logs (actor_kind, actor_id, actor_name, action, subject_type, subject_id, outcome)
     VALUES ('system', 'test', 'test', 'test.changed', $1, $2::text, 'succeeded')`,
    [type, id],
  );

test('whom the portal remembers it reads afresh when they, or their team, have changed', async () => {
  await using portal = await portalFixture();
  const team = await portal.team('Before');
  const { userId } = await portal.person({ team });
  const { people } = portal.database;
  const read = () => people.ofSession({ id: 'any', userId });
  // The listener stands once a word of a change has arrived.
  for (const role of ['lead', 'auditor', 'support'] as const) {
    await read();
    await portal.owner.query('UPDATE users SET role = $2 WHERE id = $1', [userId, role]);
    await eventually(`the role ${role}`, async () => (await read())?.role === role);
  }
  await onRecord(portal, { type: 'team', id: team.id }, `UPDATE teams SET name = 'Renamed'`);
  await eventually('the team’s new name', async () => (await read())?.team?.name === 'Renamed');
});

test('a token speaks for its owner until it is revoked, and only with its whole secret', async () => {
  await using portal = await portalFixture();
  const owner = await portal.person({ role: 'lead' });
  const token = `ppt_89abcdef_${'s'.repeat(43)}`;
  const parsed = parseToken(token);
  if (parsed === null) throw new Error('the token has not the form of one');
  const id = '0199a0a0-0000-7000-8000-000000000009';
  const event = { action: 'api_token.created', subject: { type: 'api_token', id }, outcome: 'succeeded' } as const;
  await portal.database.unitOfWork.run(systemActor('test'), (tx) =>
    tx.commit(
      Change.of({
        writes: [{ kind: 'apiToken.insert', row: { id, userId: owner.userId, name: 'ci', ...parsed } }],
        events: [{ ...event, detail: {} }],
      }),
    ),
  );
  const { tokens } = portal.database;
  const { kind: _kind, sessionId: _session, ...person } = owner;
  expect(await tokens.resolve(token)).toEqual({ ...person, kind: 'token', tokenId: id, tokenName: 'ci', scopes: null });
  for (const wrong of [`${token.slice(0, -1)}t`, token.slice(0, -1), 'ppt_', '', `${token}\0`]) {
    expect(await tokens.resolve(wrong)).toBeNull();
  }
  await onRecord(portal, { type: 'api_token', id }, 'UPDATE api_tokens SET revoked_at = now()');
  await eventually('the end of the token', async () => (await tokens.resolve(token)) === null);
});
