// Signing in with a passkey: which answers are taken, and until when.
import { expect, test } from 'vitest';
import { createPasskeyVerifier } from '../src/passkeys.ts';
import { createPasskeyDevice } from './passkey-device.ts';
import { base, password, recordOf, refusalOf, serve, withoutWarnings } from './signing-in.ts';

withoutWarnings();

test('a passkey signs in without password and code, each answer once, is renamed, and removed with the password', async () => {
  await using at = await serve();
  const { services } = at;
  const { email, userId, actor, device } = await at.passkeyPerson();
  const asked = await at.post('sign-in/passkey-options', {});
  const signed = device.sign((await asked.json()) as Parameters<typeof device.sign>[0]);
  expect((await at.actorOf(await at.withPasskey(signed))).principal.userId).toBe(userId);
  expect((await at.withPasskey(signed)).status).toBe(401);
  const [passkey] = (await services.account.signInMethods(actor)).passkeys;
  expect(passkey).toMatchObject({ name: 'Laptop', lastUsedAt: expect.any(String) });
  const id = passkey?.id ?? '';
  expect(await refusalOf(services.passkeys.remove(actor, { id, password: 'a wrong guess' }))).toBe('password_wrong');
  const other = await at.actorOf(await at.withPassword((await at.person()).email));
  expect(await refusalOf(services.passkeys.remove(other, { id, password }))).toBe('no_such');
  expect(await refusalOf(services.passkeys.rename(other, { id, name: 'Mine' }))).toBe('no_such');
  await services.passkeys.rename(actor, { id, name: 'Old laptop' });
  expect((await services.account.signInMethods(actor)).passkeys).toMatchObject([{ id, name: 'Old laptop' }]);
  await services.passkeys.remove(actor, { id, password });
  at.later(1_000);
  expect((await at.withPasskey(device.sign(services.passkeys.signInOptions()))).status).toBe(401);
  const rows = await recordOf(at.portal, userId);
  expect(rows.map(({ action }) => action)).toEqual([
    'user.account_linked',
    'user.signed_in',
    'user.passkey_added',
    'user.passkey_used',
    'user.signed_in',
    'user.sign_in_refused',
    'user.passkey_renamed',
    'user.passkey_removed',
  ]);
  expect(rows[6]?.detail).toMatchObject({ name: 'Old laptop', from: 'Laptop' });
  expect(rows[5]?.detail).toMatchObject({ name: expect.any(String), code: 'passkey_refused' });
  expect((await at.withPassword(email)).status).toBe(200);
});

test('no other answer is taken: of another site, challenge, device or time, altered, or for what was not asked', async () => {
  await using at = await serve();
  const { services } = at;
  const { actor, device, answer } = await at.passkeyPerson();
  const options = services.passkeys.signInOptions();
  const good = device.sign(options);
  const begun = await services.passkeys.begin(actor, { password });
  const bad = [
    createPasskeyDevice(base).sign(options),
    device.sign({ ...options, rpId: 'evil.example' }),
    device.sign({ ...options, challenge: 'AAAA' }),
    device.sign({ ...options, challenge: begun.challenge }),
    {
      ...good,
      response: { ...good.response, signature: device.sign(services.passkeys.signInOptions()).response.signature },
    },
  ];
  for (const one of bad) {
    const asked = { answer: one, requestId: null, address: null };
    expect(await services.passkeys.signIn(asked)).toBeNull();
  }
  // The same again, and one for another site.
  expect(await refusalOf(services.passkeys.add(actor, { name: 'Twin', answer }))).toBe('passkey_refused');
  const elsewhere = createPasskeyDevice('https://evil.example').make(begun);
  expect(await refusalOf(services.passkeys.add(actor, { name: 'Evil', answer: elsewhere }))).toBe('passkey_refused');
  const other = await at.actorOf(await at.withPassword((await at.person()).email));
  const mine = createPasskeyDevice(base).make(begun);
  expect(await refusalOf(services.passkeys.add(other, { name: 'Theirs', answer: mine }))).toBe('passkey_refused');
  at.later(301_000);
  expect(await services.passkeys.signIn({ answer: good, requestId: null, address: null })).toBeNull();
  expect(await refusalOf(services.passkeys.add(actor, { name: 'Late', answer: mine }))).toBe('passkey_refused');
});

test('answers of a passkey that are wrong wait as guesses at passwords do, and so does the right one after them', async () => {
  await using at = await serve();
  const { services } = at;
  const { device, userId } = await at.passkeyPerson();
  const answer = device.sign(services.passkeys.signInOptions());
  const forged = { ...answer, response: { ...answer.response, signature: answer.response.authenticatorData } };
  for (const one of [forged, forged, forged]) expect((await at.withPasskey(one)).status).toBe(401);
  const waiting = await at.withPasskey(answer);
  expect([waiting.status, Number(waiting.headers.get('retry-after')) > 0]).toEqual([429, true]);
  const codes = (await recordOf(at.portal, userId)).flatMap(({ detail }) => detail.code ?? []);
  expect(codes).toEqual(['passkey_refused', 'too_many_guesses']);
});

test('a disabled person’s passkey signs nobody in, and an administrator removes it with everything of the kind', async () => {
  await using at = await serve();
  const { services, portal } = at;
  const { userId, device } = await at.passkeyPerson();
  await portal.owner.query(`UPDATE users SET disabled_at = now(), disabled_reason = 'Left.' WHERE id = $1`, [userId]);
  expect((await at.withPasskey(device.sign(services.passkeys.signInOptions()))).status).toBe(401);
  const admin = await at.actorOf(await at.withPassword((await at.person({ role: 'admin' })).email));
  expect(await services.people.removeSecondFactor(admin, userId)).toMatchObject({ hasSecondFactor: false });
  expect((await portal.owner.query('SELECT FROM passkeys')).rowCount).toBe(0);
});

test.each([
  ['https://portal.example.com', 'portal.example.com'],
  ['http://localhost:3000', 'localhost'],
  ['http://portal.example.com', undefined],
  ['https://192.0.2.1', undefined],
  ['https://[2001:db8::1]', undefined],
])('at %s browsers have passkeys for %s', (url, domain) => {
  expect(createPasskeyVerifier(url)?.domain).toBe(domain);
});

test('a leaver under a pseudonym has nothing left that they signed in with', async () => {
  await using at = await serve();
  const { services, portal } = at;
  const { userId } = await at.passkeyPerson();
  const admin = await at.actorOf(await at.withPassword((await at.person({ role: 'admin' })).email));
  await services.people.disable(admin, { id: userId, reason: 'Left.' });
  expect(await services.people.pseudonymise(admin, userId)).toMatchObject({ hasSecondFactor: false });
  const { rows } = await portal.owner.query('SELECT FROM passkeys WHERE user_id = $1', [userId]);
  expect(rows).toEqual([]);
});
