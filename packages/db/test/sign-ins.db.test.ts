import { Change, DomainError, type Person, type UserPrincipal } from '@portal/domain';
import { eventually, silentLog } from '@portal/testing';
import { uuidv7 } from 'uuidv7';
import { expect, test } from 'vitest';
import { createDatabase } from '../src/index.ts';
import { type PortalFixture, portalFixture } from './portal-fixture.ts';

const hour = '1 hour';

const signIn = async ({ owner }: PortalFixture, person: UserPrincipal, lasts = hour): Promise<UserPrincipal> => {
  const sessionId = uuidv7();
  await owner.query('INSERT INTO sessions (id, user_id, token, expires_at) VALUES ($1, $2, $3, now() + $4::interval)', [
    sessionId,
    person.userId,
    sessionId,
    lasts,
  ]);
  return { ...person, sessionId };
};

const endOf = async (signal: AbortSignal): Promise<unknown> => {
  await eventually('the end of the watch', () => signal.aborted);
  return signal.reason instanceof DomainError ? signal.reason.code : signal.reason;
};

const watchOf = ({ database }: Pick<PortalFixture, 'database'>, person: Person) =>
  database.signIns.watch({ principal: person, address: null });

test('it ends when the session is deleted, by whichever process, and nobody else’s does', async () => {
  await using portal = await portalFixture();
  const sam = await signIn(portal, await portal.person());
  const other = await signIn(portal, await portal.person());
  const elsewhere = createDatabase({ url: portal.appUrl, log: silentLog });
  using watch = watchOf(portal, sam);
  using far = watchOf({ database: elsewhere }, sam);
  using others = watchOf(portal, other);
  await portal.app.query('DELETE FROM sessions WHERE id = $1', [sam.sessionId]);
  expect(await endOf(watch.signal)).toBe('unauthenticated');
  expect(await endOf(far.signal)).toBe('unauthenticated');
  await portal.app.query('DELETE FROM sessions WHERE id = $1', [other.sessionId]);
  expect(await endOf(others.signal)).toBe('unauthenticated');
  await elsewhere.close();
});

test('one session of a person ends, and the other goes on', async () => {
  await using portal = await portalFixture();
  const person = await portal.person();
  const [here, there] = [await signIn(portal, person), await signIn(portal, person)];
  using ended = watchOf(portal, here);
  using going = watchOf(portal, there);
  await portal.app.query('DELETE FROM sessions WHERE id = $1', [here.sessionId]);
  expect(await endOf(ended.signal)).toBe('unauthenticated');
  expect(going.signal.aborted).toBe(false);
});

test('it ends when the session runs out, though nobody deletes it', async () => {
  await using portal = await portalFixture();
  const sam = await signIn(portal, await portal.person(), '300 milliseconds');
  using watch = watchOf(portal, sam);
  expect(await endOf(watch.signal)).toBe('unauthenticated');
});

test('it ends at once for a session that there is not', async () => {
  await using portal = await portalFixture();
  using watch = watchOf(portal, await portal.person());
  expect(await endOf(watch.signal)).toBe('unauthenticated');
});

test('it ends when the token is revoked', async () => {
  await using portal = await portalFixture();
  const { sessionId: _, ...owner } = await portal.person();
  const tokenId = uuidv7();
  const row = { id: tokenId, userId: owner.userId, name: 'ci', prefix: '89abcdef', secretHash: '0'.repeat(64) };
  const on = (action: string, writes: Parameters<typeof Change.of>[0]['writes']) =>
    Change.of({
      writes,
      events: [{ action, subject: { type: 'api_token', id: tokenId }, outcome: 'succeeded', detail: {} }],
    });
  await portal.commit(on('api_token.created', [{ kind: 'apiToken.insert', row }]));
  using watch = watchOf(portal, { ...owner, kind: 'token', tokenId, tokenName: 'ci', scopes: null });
  const client = await portal.app.connect();
  await client.query('BEGIN');
  await client.query('UPDATE api_tokens SET revoked_at = now() WHERE id = $1', [tokenId]);
  await client.query(
    `INSERT INTO audit_logs (actor_kind, actor_id, actor_name, action, subject_type, subject_id, outcome)
     VALUES ('system', 'test', 'test', 'api_token.revoked', 'api_token', $1, 'succeeded')`,
    [tokenId],
  );
  await client.query('COMMIT');
  client.release();
  expect(await endOf(watch.signal)).toBe('unauthenticated');
});

test('whose role changes has to connect again, as who they are now', async () => {
  await using portal = await portalFixture();
  const sam = await signIn(portal, await portal.person());
  using watch = watchOf(portal, sam);
  await portal.owner.query(`UPDATE users SET role = 'lead' WHERE id = $1`, [sam.userId]);
  expect(await endOf(watch.signal)).toBe('unavailable');
  using next = watchOf(portal, { ...sam, role: 'lead' });
  await portal.app.query('DELETE FROM sessions WHERE id = $1', [sam.sessionId]);
  expect(await endOf(next.signal)).toBe('unauthenticated');
});

test('what happened while the listener was cut off is found out afterwards', async () => {
  await using portal = await portalFixture();
  const sam = await signIn(portal, await portal.person());
  using watch = watchOf(portal, sam);
  // Deleted without a word: as if its announcement had been lost.
  await portal.owner.query('ALTER TABLE sessions DISABLE TRIGGER USER');
  const listening = async () =>
    (
      await portal.owner.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE application_name = 'portal feed' AND datname = current_database() AND query LIKE '%audit_logs%'`,
      )
    ).rowCount;
  await eventually('the listener to listen', async () => {
    await portal.owner.query('DELETE FROM sessions WHERE id = $1', [sam.sessionId]);
    return ((await listening()) ?? 0) > 0;
  });
  expect(await endOf(watch.signal)).toBe('unauthenticated');
});

test('a watch that is over asks no more', async () => {
  await using portal = await portalFixture();
  const sam = await signIn(portal, await portal.person());
  const watch = watchOf(portal, sam);
  watch[Symbol.dispose]();
  expect(watch.signal.aborted).toBe(true);
  expect(watch.signal.reason).not.toBeInstanceOf(DomainError);
});
