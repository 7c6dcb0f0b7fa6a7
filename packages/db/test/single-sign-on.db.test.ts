// Who gets in from the organisation's own sign-in page, as whom, and who does not: against a provider on loopback that says what
// a test has it say.
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { PortalFixture } from './portal-fixture.ts';
import { adaMail, base, breakGlassEmail, cookiesOf, sam, serveSingleSignOn } from './single-sign-on.ts';

const recordOf = async ({ owner }: PortalFixture, action: string) =>
  (
    await owner.query(
      `SELECT actor_name, address, outcome, detail FROM audit_logs WHERE action = $1 ORDER BY xact, id`,
      [action],
    )
  ).rows;

test('whoever comes first is made, in the team and with the role of their groups, and let in with PKCE, state and nonce', async () => {
  await using at = await serveSingleSignOn();
  at.provider.claims = sam;
  const begun = await at.begin();
  expect(begun.asked.get('code_challenge_method')).toBe('S256');
  const { location, person } = await at.comeBack(begun);
  const challenge = createHash('sha256')
    .update(at.provider.verifier ?? '')
    .digest('base64url');
  expect(begun.asked.get('code_challenge')).toBe(challenge);
  expect(begun.asked.get('nonce')).not.toBe('');
  // Whoever begins many sign-ins leaves nothing here.
  expect((await at.portal.owner.query('SELECT FROM verifications')).rowCount).toBe(0);
  expect(location).toBe('/there');
  expect(person).toMatchObject({ name: 'Sam', email: 'sam@example.com', role: 'support', team: { name: 'Voice' } });
  const [shown] = (await at.portal.database.directory.people({ q: 'sam@', limit: 2 })).items;
  expect(shown).toMatchObject({ name: 'Sam', hasSingleSignOn: true });
  expect(await recordOf(at.portal, 'user.created')).toMatchObject([
    { actor_name: 'migration' },
    { actor_name: 'single-sign-on' },
  ]);
  const sources = `SELECT DISTINCT source FROM audit_logs WHERE actor_id = 'single-sign-on'`;
  expect((await at.portal.owner.query(sources)).rows).toEqual([{ source: 'portal' }]);
});

test('role and team are those of today’s groups at each sign-in, the name stays one’s own, no picture comes along, and each is a session of its own', async () => {
  await using at = await serveSingleSignOn();
  const first = await at.signIn(sam);
  const second = await at.signIn({
    ...sam,
    ...{ name: 'Samuel', picture: 'https://example.com/sam.png', groups: ['leads', 'unknown'] },
  });
  expect(second.person).toMatchObject({ userId: first.person?.userId, name: 'Sam', role: 'lead', team: null });
  expect(second.person?.sessionId).not.toBe(first.person?.sessionId);
  const third = await at.signIn({ ...sam, groups: ['portal-admins', 'helpdesk'] });
  expect(third.person).toMatchObject({ role: 'admin', team: { name: 'Voice' } });
  const fourth = await at.signIn({ ...sam, groups: ['portal-admins'] });
  // A session is of the role that it was begun with.
  const isSignedIn = async ({ answer }: typeof first) =>
    (await at.resolve(new Headers({ cookie: cookiesOf(answer) }))) !== null;
  const signedIn = await Promise.all([first, second, third, fourth].map(isSignedIn));
  expect(signedIn).toEqual([false, false, true, true]);
  expect((await at.portal.owner.query('SELECT FROM users WHERE image IS NOT NULL')).rowCount).toBe(0);
});

test('whoever is in no group that counts is not let in, is out where they were, and stands on record once a minute', async () => {
  await using at = await serveSingleSignOn();
  const { answer } = await at.signIn(sam);
  const refused = [
    await at.signIn({ ...sam, groups: ['everyone'] }),
    await at.signIn({ ...sam, groups: ['everyone'] }),
  ];
  expect(refused.map(({ code, person }) => [code, person])).toEqual([
    ['sso_not_mapped', null],
    ['sso_not_mapped', null],
  ]);
  expect(await at.resolve(new Headers({ cookie: cookiesOf(answer) }))).toBeNull();
  expect(await recordOf(at.portal, 'user.sign_in_refused')).toEqual([
    {
      actor_name: 'single-sign-on',
      address: '192.0.2.1',
      outcome: 'refused',
      detail: { name: 'sam@example.com', code: 'sso_not_mapped' },
    },
  ]);
});

test.each([
  ['no groups', { ...sam, groups: undefined }, 'sso_no_groups'],
  ['groups of another form', { ...sam, groups: { helpdesk: true } }, 'sso_no_groups'],
  ['no e-mail address', { ...sam, email: undefined }, 'sso_no_email'],
  ['no address that can be one', { ...sam, email: 'sam' }, 'sso_no_email'],
  ['a name for them that is too long', { ...sam, sub: 's'.repeat(300) }, 'sso_answer_unusable'],
])('%s: nobody is made, and the code says why', async (_, claims, code) => {
  await using at = await serveSingleSignOn();
  const answer = await at.signIn(claims);
  expect([answer.code, answer.person]).toEqual([code, null]);
  expect((await at.portal.owner.query(`SELECT FROM users WHERE email LIKE 'sam%'`)).rowCount).toBe(0);
});

test.each([
  ['another client’s answer', { aud: 'another-client' }, 0],
  ['another issuer’s answer', { iss: 'http://127.0.0.1:1' }, 0],
  ['another sign-in’s answer', { nonce: 'another' }, 0],
  ['a clock five minutes behind', {}, -300],
])('%s is not believed, and leads to the sign-in page', async (_, claims, skewSeconds) => {
  await using at = await serveSingleSignOn();
  at.provider.skewSeconds = skewSeconds;
  const { location, person } = await at.signIn({ ...sam, ...claims });
  expect(person).toBeNull();
  expect(location).toContain('error=unable_to_get_user_info');
  expect(at.logged).toContainEqual(expect.stringMatching(/id_token failed verification.+"library":"better-auth"/));
});

test('what is no ID token at all, and a state that was not begun here, lead to the sign-in page', async () => {
  await using at = await serveSingleSignOn();
  at.provider.nonsense = 'a.b.c';
  expect((await at.signIn(sam)).location).toContain('error=unable_to_get_user_info');
  const { location } = await at.comeBack(await at.begin(), 'f'.repeat(32));
  expect(location).toContain('error=state_mismatch');
});

test('a provider that is away keeps nobody from signing in with a password, and is asked again once it is back', async () => {
  await using at = await serveSingleSignOn({ away: true });
  expect((await at.begin()).answer.status).toBe(404);
  expect((await at.post('sign-in/email', { email: adaMail, password: 'a wrong guess altogether' })).status).toBe(401);
  at.provider.away = false;
  expect((await at.signIn(sam)).person?.name).toBe('Sam');
});

test('two first sign-ins of one person at once make one person, and let in both', async () => {
  await using at = await serveSingleSignOn();
  at.provider.claims = sam;
  const [one, other] = [await at.begin(), await at.begin()];
  const answers = await Promise.all([at.comeBack(one), at.comeBack(other)]);
  const ids = answers.map(({ person }) => person?.userId);
  expect(ids[0]).toBeDefined();
  expect(ids[1]).toBe(ids[0]);
});

test('a person of the portal is the same one only where the provider has verified the address', async () => {
  await using at = await serveSingleSignOn({ breakGlass: true });
  const known = async (email: string) => {
    const { userId } = await at.portal.person({ email, name: `Local ${email}` });
    await at.portal.owner.query('UPDATE users SET email_verified = true WHERE id = $1', [userId]);
    return userId;
  };
  const [id] = [await known('sam@example.com'), await known(breakGlassEmail)];
  expect((await at.signIn({ ...sam, email_verified: false })).code).toBe('sso_email_taken');
  expect((await at.signIn({ ...sam, email: breakGlassEmail, sub: 'glass' })).code).toBe('sso_email_taken');
  expect((await at.signIn(sam)).person).toMatchObject({ userId: id, name: 'Local sam@example.com', role: 'support' });
  expect((await at.signIn({ ...sam, sub: 'another' })).code).toBe('sso_email_taken');
});

test('another person of the same name is told apart by the address', async () => {
  await using at = await serveSingleSignOn();
  await at.portal.person({ name: 'sam' });
  expect((await at.signIn(sam)).person?.name).toBe('Sam (sam@example.com)');
});

test('a disabled person stays out', async () => {
  await using at = await serveSingleSignOn();
  const { person } = await at.signIn(sam);
  await at.portal.owner.query(`UPDATE users SET disabled_at = now(), disabled_reason = 'Left.' WHERE id = $1`, [
    person?.userId,
  ]);
  expect(await at.signIn(sam)).toMatchObject({ code: 'sso_disabled', person: null });
});

test('signing out answers where the session at the provider ends', async () => {
  await using at = await serveSingleSignOn();
  const { answer } = await at.signIn(sam);
  const left = await at.post('sign-out', { disableRedirect: true }, cookiesOf(answer));
  const { url } = (await left.json()) as { url: string };
  expect(url).toMatch(new RegExp(`^${at.provider.issuer}/end\\?id_token_hint=`));
  expect(new URL(url).searchParams.get('post_logout_redirect_uri')).toBe(`${base}/sign-in`);
});

test('with passwords switched off the one of the break-glass administrator signs in, and no other', async () => {
  await using at = await serveSingleSignOn({ breakGlass: true });
  const password = 'correct horse battery';
  const { internalAdapter, password: hasher } = await at.auth.$context;
  for (const email of [adaMail, breakGlassEmail]) {
    const { userId } = await at.portal.person({ email });
    const account = { providerId: 'credential', accountId: userId, userId };
    await internalAdapter.linkAccount({ ...account, password: await hasher.hash(password) });
  }
  expect((await at.post('sign-in/email', { email: adaMail, password })).status).toBe(401);
  expect((await at.post('sign-in/email', { email: breakGlassEmail, password })).status).toBe(200);
});
