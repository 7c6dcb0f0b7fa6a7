// The second step of signing in with a password, on the services and the sign-in as the portal puts them together: who is let in with which
// code, how often, and what is on record of it.
import {
  createServices,
  type DomainError,
  type Passwords,
  type PersonContext,
  type UserPrincipal,
} from '@portal/domain';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Auth, CLIENT_ADDRESS_HEADER, createAuth, createSessionResolver } from '../src/auth.ts';
import { codeAt, stepAt } from '../src/one-time-codes.ts';
import { createPasskeyVerifier } from '../src/passkeys.ts';
import { createVault, systemClock, systemIds } from '../src/system.ts';
import { createPasskeyDevice } from './passkey-device.ts';
import { type PortalFixture, portalFixture } from './portal-fixture.ts';

const base = 'http://localhost:3000';
const password = 'correct horse battery';

/** What comes after the password is tested here: `account.db.test.ts` has passwords as they are kept. */
const hasher = {
  hash: async (plain: string) => `hash of ${plain}`,
  verify: async (given: { password: string; hash: string }) => given.hash === `hash of ${given.password}`,
};
const passwords: Passwords = {
  isSet: async () => true,
  check: async (given) => ({ kind: given.password === password ? 'right' : 'wrong' }),
  hash: hasher.hash,
};

const cookiesOf = (answer: Response): string =>
  answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');

const serve = async () => {
  const portal = await portalFixture();
  const { database } = portal;
  let now = new Date();
  const services = createServices({
    ...database,
    passwords,
    words: () => () => '',
    clock: { ...systemClock, now: () => now },
    ids: systemIds,
    vault: createVault(Buffer.alloc(32, 7).toString('base64url')),
    passkeyVerifier: createPasskeyVerifier(base),
  });
  const secret = 'a secret that signs the cookies of this test';
  const config = { database, secret, baseUrl: base, secureCookies: false, passwords: hasher };
  const auth = createAuth({ ...config, codes: services.secondFactor, passkeys: services.passkeys });
  const withoutCodes = createAuth({ ...config, codes: null });
  const resolve = createSessionResolver(auth, config);
  const { internalAdapter } = await auth.$context;
  const person = async (given: Partial<UserPrincipal> = {}) => {
    const made = await portal.person(given);
    const account = { providerId: 'credential', accountId: made.userId, userId: made.userId };
    await internalAdapter.linkAccount({ ...account, password: await hasher.hash(password) });
    return made;
  };
  const post = (path: string, body: object, given: { cookie?: string; address?: string; auth?: Auth } = {}) =>
    (given.auth ?? auth).handler(
      new Request(`${base}/api/auth/${path}`, {
        method: 'POST',
        headers: {
          ...{ 'content-type': 'application/json', origin: base, cookie: given.cookie ?? '' },
          [CLIENT_ADDRESS_HEADER]: given.address ?? '192.0.2.1',
        },
        body: JSON.stringify(body),
      }),
    );
  const withPassword = (email: string, given: Parameters<typeof post>[2] = {}) =>
    post('sign-in/email', { email, password }, given);
  const actorOf = async (answer: Response): Promise<PersonContext> => {
    const principal = await resolve(new Headers({ cookie: cookiesOf(answer) }));
    if (principal === null) throw new Error(`Nobody is signed in: ${answer.status}`);
    return { principal, requestId: 'request-1', address: '192.0.2.1' };
  };
  /** Of the step that many steps from now. */
  const code = (of: string, steps = 0) => codeAt(of, stepAt(now) + steps);
  /** With an authenticator app that a code has confirmed, and half a minute later. */
  const protectedPerson = async () => {
    const { email, userId } = await person();
    const actor = await actorOf(await withPassword(email));
    const { secret: ofApp, address } = await services.secondFactor.begin(actor, { password });
    const confirmed = await services.secondFactor.confirm(actor, { code: code(ofApp) });
    now = new Date(now.getTime() + 30_000);
    return { email, userId, actor, ofApp, address, ...confirmed };
  };
  /** The answer to a code, after the right password. */
  const withCode = async (email: string, given: string, address = '192.0.2.1') => {
    const cookie = cookiesOf(await withPassword(email, { address }));
    return post('sign-in/code', { code: given }, { cookie, address });
  };
  const later = (ms: number): void => {
    now = new Date(now.getTime() + ms);
  };
  /** With a passkey on a device of theirs. */
  const passkeyPerson = async () => {
    const { email, userId } = await person();
    const actor = await actorOf(await withPassword(email));
    const device = createPasskeyDevice(base);
    const options = await services.passkeys.begin(actor, { password });
    const answer = device.make(options);
    await services.passkeys.add(actor, { name: 'Laptop', answer });
    later(1_000);
    return { email, userId, actor, device, answer };
  };
  const withPasskey = (answer: unknown) => post('sign-in/passkey', { answer });
  return {
    ...{ later, passkeyPerson, withPasskey },
    ...{ portal, services, person, post, withPassword, withCode, withoutCodes, actorOf, resolve, code },
    protectedPerson,
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
    await owner.query<{ action: string; actor: string; outcome: string; detail: Record<string, unknown> }>(
      `SELECT action, actor_kind || ':' || actor_id AS actor, outcome, detail FROM audit_logs
       WHERE subject_id = $1 AND action <> 'user.created' ORDER BY id`,
      [userId],
    )
  ).rows;

/** The library logs each refusal. */
beforeEach(() => vi.spyOn(console, 'warn').mockImplementation(() => undefined));
afterEach(() => vi.restoreAllMocks());

test('with an app the password begins no session, a code does, each once, and no secret is on record', async () => {
  await using at = await serve();
  const { email, userId } = await at.person();
  const [here, there] = [await at.withPassword(email), await at.withPassword(email)];
  const actor = await at.actorOf(here);
  const { secret, address } = await at.services.secondFactor.begin(actor, { password });
  expect(address).toContain(`:${encodeURIComponent(email)}?secret=${secret}&issuer=`);
  // It counts once a code of it was right.
  expect((await at.withPassword(email)).status).toBe(200);
  expect(await refusalOf(at.services.secondFactor.confirm(actor, { code: '000 00x' }))).toBe('code_wrong');
  const { recoveryCodes, ended } = await at.services.secondFactor.confirm(actor, { code: at.code(secret, -1) });
  expect([recoveryCodes.length, ended]).toEqual([10, 2]);
  expect(await at.resolve(new Headers({ cookie: cookiesOf(there) }))).toBeNull();
  expect(await at.resolve(new Headers({ cookie: cookiesOf(here) }))).not.toBeNull();

  const first = await at.withPassword(email);
  expect(first.status).toBe(202);
  expect(await first.json()).toEqual({ code: 'code_needed' });
  expect(await at.resolve(new Headers({ cookie: cookiesOf(first) }))).toBeNull();
  expect((await at.withCode(email, at.code(secret, -1))).status).toBe(401);
  const letIn = await at.withCode(email, at.code(secret));
  expect((await at.actorOf(letIn)).principal.userId).toBe(userId);
  expect((await at.withCode(email, at.code(secret))).status).toBe(401);

  const rows = await recordOf(at.portal, userId);
  expect(rows.slice(3).map(({ action, actor: by, outcome }) => `${action} ${by.split(':')[0]} ${outcome}`)).toEqual([
    'user.authenticator_begun user succeeded',
    'user.signed_in user succeeded',
    'user.signed_out user succeeded',
    'user.signed_out user succeeded',
    'user.authenticator_added user succeeded',
    'user.recovery_codes_made user succeeded',
    'user.sign_in_refused system refused',
    'user.code_used system succeeded',
    'user.signed_in user succeeded',
  ]);
  expect(rows.find(({ action }) => action === 'user.sign_in_refused')?.detail).toEqual({
    name: email,
    code: 'code_wrong',
  });
  const kept = JSON.stringify([rows, (await at.portal.owner.query('SELECT * FROM authenticators')).rows]);
  for (const told of [secret, ...recoveryCodes]) expect(kept).not.toContain(told);
});

test('a code to recover with signs in once, and those made anew take the place of all before', async () => {
  await using at = await serve();
  const { email, userId, actor, recoveryCodes } = await at.protectedPerson();
  const [one = '', other = ''] = recoveryCodes;
  expect((await at.withCode(email, ` ${one} `)).status).toBe(200);
  expect((await at.withCode(email, one)).status).toBe(401);
  const methods = await at.services.account.signInMethods(actor);
  expect(methods).toMatchObject({ password: true, authenticator: { recoveryCodes: 9 } });
  const renewed = await at.services.secondFactor.renewRecoveryCodes(actor, { password });
  expect((await at.withCode(email, other)).status).toBe(401);
  expect((await at.withCode(email, renewed.recoveryCodes[9] ?? '')).status).toBe(200);
  const used = (await recordOf(at.portal, userId)).filter(({ action }) => action === 'user.code_used');
  expect(used.map(({ detail }) => detail)).toEqual([
    { of: 'recovery', left: 9 },
    { of: 'recovery', left: 9 },
  ]);
});

test('of ten sign-ins with one code at once, one is let in', async () => {
  await using at = await serve();
  const { email, ofApp } = await at.protectedPerson();
  const cookie = cookiesOf(await at.withPassword(email));
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, n) =>
      at.post('sign-in/code', { code: at.code(ofApp) }, { cookie, address: `192.0.2.${n}` }),
    ),
  );
  expect(answers.map(({ status }) => status).filter((status) => status === 200)).toHaveLength(1);
});

test('guesses at codes wait as those at passwords do, however often the password is right; another address need not', async () => {
  await using at = await serve();
  const { email, ofApp, userId } = await at.protectedPerson();
  for (const guess of ['111111', 'abcde-fghij', '222222']) expect((await at.withCode(email, guess)).status).toBe(401);
  const waiting = await at.withCode(email, at.code(ofApp));
  expect([waiting.status, Number(waiting.headers.get('retry-after')) > 0]).toEqual([429, true]);
  expect((await at.withCode(email, at.code(ofApp), '198.51.100.7')).status).toBe(200);
  const codes = (await recordOf(at.portal, userId)).flatMap(({ detail }) => detail.code ?? []);
  expect(codes).toEqual(['code_wrong', 'too_many_guesses']);
});

test('ten guesses from anywhere, and then an address from which nobody signed in waits for minutes', async () => {
  await using at = await serve();
  const { email, ofApp } = await at.protectedPerson();
  expect((await at.withCode(email, at.code(ofApp), '192.0.2.1')).status).toBe(200);
  const cookie = cookiesOf(await at.withPassword(email));
  const guess = (code: string, address: string) => at.post('sign-in/code', { code }, { cookie, address });
  const answers = await Promise.all(Array.from({ length: 14 }, (_, n) => guess('111111', `198.51.100.${n}`)));
  expect(answers.filter(({ status }) => status === 401)).toHaveLength(10);
  const refused = await guess(at.code(ofApp, 1), '203.0.113.9');
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(60);
  // Whoever signed in from there before is not held up by them.
  expect((await guess(at.code(ofApp, 1), '192.0.2.1')).status).toBe(200);
});

test('a code is nothing without the password: no cookie, another’s, one of an old password, or a person who is disabled', async () => {
  await using at = await serve();
  const { email, userId, ofApp } = await at.protectedPerson();
  const code = at.code(ofApp);
  expect((await at.post('sign-in/code', { code })).status).toBe(404);
  const cookie = cookiesOf(await at.withPassword(email));
  const forged = cookie.replace(userId, (await at.person()).userId);
  expect((await at.post('sign-in/code', { code }, { cookie: forged })).status).toBe(404);
  const { owner } = at.portal;
  await owner.query(`UPDATE users SET disabled_at = now(), disabled_reason = 'Left.' WHERE id = $1`, [userId]);
  expect((await at.post('sign-in/code', { code }, { cookie })).status).toBe(401);
  await owner.query('UPDATE users SET disabled_at = NULL, disabled_reason = NULL WHERE id = $1', [userId]);
  await owner.query(`UPDATE accounts SET password = 'another' WHERE user_id = $1`, [userId]);
  expect((await at.post('sign-in/code', { code }, { cookie })).status).toBe(404);
});

test('a process that knows no codes lets nobody in who needs one', async () => {
  await using at = await serve();
  const { email, ofApp } = await at.protectedPerson();
  const auth = at.withoutCodes;
  const answer = await at.withPassword(email, { auth });
  expect(answer.status).toBe(202);
  expect((await at.post('sign-in/code', { code: at.code(ofApp) }, { cookie: cookiesOf(answer), auth })).status).toBe(
    404,
  );
});

test('whoever removes the app says the password, and an administrator removes it for others, on record', async () => {
  await using at = await serve();
  const { services } = at;
  const { email, actor } = await at.protectedPerson();
  expect(await refusalOf(services.secondFactor.remove(actor, { password: 'a wrong guess' }))).toBe('password_wrong');
  expect(await refusalOf(services.secondFactor.begin(actor, { password }))).toBe('has_authenticator');
  await services.secondFactor.remove(actor, { password });
  expect((await at.withPassword(email)).status).toBe(200);
  expect(await refusalOf(services.secondFactor.remove(actor, { password }))).toBe('has_no_authenticator');

  const lost = await at.protectedPerson();
  const admin = await at.actorOf(await at.withPassword((await at.person({ role: 'admin' })).email));
  const auditor = await at.actorOf(await at.withPassword((await at.person({ role: 'auditor' })).email));
  expect(await refusalOf(services.people.removeSecondFactor(auditor, lost.userId))).toBe('for_administrators');
  expect(await services.people.byId(admin, lost.userId)).toMatchObject({ hasSecondFactor: true });
  expect(await services.people.removeSecondFactor(admin, lost.userId)).toMatchObject({ hasSecondFactor: false });
  expect((await at.withPassword(lost.email)).status).toBe(200);
  const removed = (await recordOf(at.portal, lost.userId)).filter(
    ({ action }) => action === 'user.second_factors_removed',
  );
  expect(removed.map(({ actor: by, outcome }) => [by, outcome])).toEqual([
    [`user:${auditor.principal.userId}`, 'refused'],
    [`user:${admin.principal.userId}`, 'succeeded'],
  ]);
});

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
