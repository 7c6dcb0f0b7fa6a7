// What API tokens are made of, and what the database answers of them: until when, from where, and when they were last used.
import { Change, DomainError, tokenActions, tokenEvent, type UserPrincipal } from '@portal/domain';
import { eventually } from '@portal/testing';
import { expect, test } from 'vitest';
import { prismaOf } from '../src/database.ts';
import { parseToken } from '../src/index.ts';
import { isAmong } from '../src/token-addresses.ts';
import { mintToken } from '../src/token-form.ts';
import { createUseWriter } from '../src/token-use-writer.ts';
import { type PortalFixture, portalFixture } from './portal-fixture.ts';
import { from, inSeconds, made, onRecord } from './token-fixture.ts';

test('a token is recognised by its form, and a mistyped one by its checksum', () => {
  const { token, prefix, secretHash } = mintToken();
  expect(token).toMatch(/^ppt_[0-9a-f]{8}_[A-Za-z0-9_-]{43}[0-9A-Za-z]{6}$/);
  expect(parseToken(token)).toEqual({ prefix, secretHash });
  expect(parseToken(token.slice(0, -6))).toEqual({ prefix, secretHash });
  const mistyped = token.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
  for (const wrong of [mistyped, token.slice(0, -1), `${token}0`, token.toUpperCase(), ` ${token}`]) {
    expect(parseToken(wrong)).toBeNull();
  }
});

test.each([
  [[], null, true],
  [['192.0.2.0/24'], '192.0.2.77', true],
  [['192.0.2.0/24'], '192.0.3.1', false],
  [['192.0.2.7'], '192.0.2.7', true],
  [['192.0.2.7/32', '2001:db8::/32'], '2001:db8:1::5', true],
  [['2001:db8::/32'], '2001:db9::5', false],
  [['fe80::/10'], 'fe80::1%eth0', true],
  [['0.0.0.0/0'], '2001:db8::1', false],
  [['192.0.2.0/24'], null, false],
  [['192.0.2.0/24'], 'unknown', false],
] as const)('of %j, %s: %s', (networks, address, allowed) => {
  expect(isAmong(networks, address)).toBe(allowed);
});

test('a token says what it was made for, and ends at its end', async () => {
  await using portal = await portalFixture();
  const sam = await portal.person();
  const { token } = await made(portal, sam, { scopes: ['deployments:create'], expiresAt: inSeconds(3_600) });
  const { tokens } = portal.database;
  expect(await tokens.resolve(token)).toMatchObject({ userId: sam.userId, scopes: ['deployments:create'] });
  expect(await tokens.resolve(token.slice(0, -6))).not.toBeNull();
  const brief = await made(portal, sam, { expiresAt: inSeconds(0.3) });
  await eventually('its end', async () => (await tokens.resolve(brief.token)) === null);
});

test('a token of somebody who is disabled is told of as theirs, and as working no more', async () => {
  await using portal = await portalFixture();
  const sam = await portal.person();
  const { id, token } = await made(portal, sam);
  const { tokens } = portal.database;
  expect((await tokens.byId(id))?.owner).toMatchObject({ id: sam.userId, isDisabled: false });
  await portal.owner.query(`UPDATE users SET disabled_at = now(), disabled_reason = 'Left.' WHERE id = $1`, [
    sam.userId,
  ]);
  expect((await tokens.byId(id))?.owner).toMatchObject({ id: sam.userId, isDisabled: true });
  await eventually('its end', async () => (await tokens.resolve(token)) === null);
});

const watchOfToken = ({ database }: PortalFixture, owner: Omit<UserPrincipal, 'kind' | 'sessionId'>, tokenId: string) =>
  database.signIns.watch({
    principal: { ...owner, kind: 'token', tokenId, tokenName: 'ci', scopes: null },
    address: '192.0.2.7',
  });

test('a live connection ends when its token is no longer for where it comes from, and not before', async () => {
  await using portal = await portalFixture();
  const person = await portal.person();
  const { sessionId: _, ...sam } = person;
  const { id } = await made(portal, person);
  using watch = watchOfToken(portal, sam, id);
  const restrict = (addresses: readonly string[]) =>
    portal.commit(
      Change.of({
        writes: [{ kind: 'apiToken.restrict', id, addresses }],
        events: [tokenEvent(tokenActions.restricted, id)],
      }),
    );
  await restrict(['192.0.2.0/24']);
  using later = watchOfToken(portal, sam, id);
  await restrict(['198.51.100.0/24']);
  for (const { signal } of [watch, later]) {
    await eventually('the end of the watch', () => signal.aborted);
    expect(signal.reason).toMatchObject({ code: 'unauthenticated' });
  }
});

test('a live connection ends when its token runs out, though nobody says so', async () => {
  await using portal = await portalFixture();
  const { sessionId: _, ...sam } = await portal.person();
  const { id } = await made(portal, { ...sam, kind: 'user', sessionId: '' }, { expiresAt: inSeconds(0.5) });
  using watch = watchOfToken(portal, sam, id);
  await eventually('the end of the watch', () => watch.signal.aborted);
  expect(watch.signal.reason).toBeInstanceOf(DomainError);
});

test('a token that was rotated works until the overlap ends, and is not rotated twice', async () => {
  await using portal = await portalFixture();
  const sam = await portal.person();
  const { id, token } = await made(portal, sam);
  const replaced = (worksUntil: Date) =>
    portal.commit(
      Change.of({
        writes: [{ kind: 'apiToken.replace', id, at: new Date(), worksUntil }],
        events: [tokenEvent(tokenActions.replaced, id)],
      }),
    );
  await replaced(inSeconds(0.4));
  await expect(replaced(inSeconds(60))).rejects.toMatchObject({ code: 'conflict' });
  await eventually('the end of the overlap', async () => (await portal.database.tokens.resolve(token)) === null);
});

test('from another address it is no token at all, which is on record once a minute', async () => {
  await using portal = await portalFixture();
  const { token } = await made(portal, await portal.person(), { addresses: ['192.0.2.0/24'] });
  const { tokens } = portal.database;
  for (const address of ['203.0.113.9', '203.0.113.9', '203.0.113.9']) {
    expect(await tokens.resolve(token, from(address))).toBeNull();
  }
  expect(await tokens.resolve(token)).toBeNull();
  expect(await tokens.resolve(token, from('192.0.2.9'))).not.toBeNull();
  const rows = async () => onRecord(portal, tokenActions.refusedAddress);
  await eventually('both addresses on record', async () => (await rows()).length >= 2);
  expect((await rows()).map(({ actor, outcome, address }) => [actor, outcome, address])).toEqual(
    expect.arrayContaining([
      ['token:ci', 'refused', '203.0.113.9'],
      ['token:ci', 'refused', null],
    ]),
  );
  expect(await rows()).toHaveLength(2);
});

test('when and from where it was last used is written by itself, and a new address put on record once', async () => {
  await using portal = await portalFixture();
  const { id, token } = await made(portal, await portal.person());
  const { tokens } = portal.database;
  const principal = await tokens.resolve(token, from('192.0.2.1'));
  if (principal === null) throw new Error('the token is not known');
  await eventually('its first use', async () => (await tokens.byId(id))?.lastUsedFrom === '192.0.2.1');
  const write = createUseWriter(prismaOf(portal.database));
  const later = inSeconds(60);
  await write([
    { principal, address: '192.0.2.1', at: later },
    { principal, address: '2001:db8::1', at: inSeconds(30) },
    { principal, address: '2001:db8::2', at: inSeconds(31) },
  ]);
  expect(await tokens.byId(id)).toMatchObject({ lastUsedAt: later, lastUsedFrom: '192.0.2.1' });
  const rows = await onRecord(portal, tokenActions.usedFromNewAddress);
  expect(rows.map(({ actor, detail }) => [actor, detail])).toEqual([
    ['token:ci', { address: '192.0.2.1' }],
    ['token:ci', { address: '2001:db8::/64' }],
  ]);
});

test('of one token a hundred addresses are kept', async () => {
  await using portal = await portalFixture();
  const { token } = await made(portal, await portal.person());
  const principal = await portal.database.tokens.resolve(token);
  if (principal === null) throw new Error('the token is not known');
  const write = createUseWriter(prismaOf(portal.database));
  await write(Array.from({ length: 110 }, (_, n) => ({ principal, address: `192.0.2.${n}`, at: inSeconds(n) })));
  const { rows } = await portal.owner.query(
    'SELECT host(address) AS address FROM api_token_uses ORDER BY last_used_at',
  );
  expect(rows).toHaveLength(100);
  expect(rows[0]).toEqual({ address: '192.0.2.10' });
});

test.each([
  [
    'no end',
    `INSERT INTO api_tokens (id, user_id, name, prefix, secret_hash, scopes) SELECT portal_uuidv7(), id, 'x', '00000000', repeat('a', 64), '{read}' FROM users LIMIT 1`,
  ],
  [
    'no scope at all',
    `INSERT INTO api_tokens (id, user_id, name, prefix, secret_hash, scopes, expires_at) SELECT portal_uuidv7(), id, 'x', '00000000', repeat('a', 64), '{}', now() FROM users LIMIT 1`,
  ],
  ['more addresses than fit', `UPDATE api_tokens SET addresses = array_fill('192.0.2.1'::inet, ARRAY[21])`],
])('the database takes no token with %s', async (_what, statement) => {
  await using portal = await portalFixture();
  await made(portal, await portal.person());
  await expect(portal.owner.query(statement)).rejects.toMatchObject({ code: '23514' });
});
