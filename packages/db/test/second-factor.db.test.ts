// The second step of signing in with a password: who is let in with which code, how often, and what is on record of it.
import { expect, test } from 'vitest';
import { prismaOf } from '../src/database.ts';
import { makePasswordLink } from '../src/password-link.ts';
import { cookiesOf, password, recordOf, refusalOf, serve, withoutWarnings } from './signing-in.ts';

withoutWarnings();

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

test('a password that is set at a link begins no session, and the code is asked for as before', async () => {
  await using at = await serve();
  const { email, userId, ofApp } = await at.protectedPerson();
  const { token } = await makePasswordLink(prismaOf(at.portal.database), userId);
  const another = { token, password: 'another correct horse' };
  const set = await at.post('set-password', another);
  expect([set.status, cookiesOf(set)]).toEqual([200, '']);
  expect((await at.post('set-password', another)).status, 'a link is good for once').toBe(404);
  const signIn = await at.post('sign-in/email', { email, password: another.password });
  expect(signIn.status).toBe(202);
  const cookie = cookiesOf(signIn);
  expect((await at.post('sign-in/code', { code: at.code(ofApp) }, { cookie })).status).toBe(200);
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
