// People and teams over REST, on the real services and database: rules that hold for everybody, and what a list shows.
import { canaryOwnerId } from '@portal/domain';
import { eventually } from '@portal/testing';
import {
  administeredPersonSchema,
  newTokenSchema,
  passwordLinkSchema,
  personPageSchema,
  problemSchema,
  teamListSchema,
  teamSchema,
} from '@portal/types';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { restOf, restWith } from './rest-client.ts';
import { createStack, type Stack } from './stack.ts';

let stack: Stack;
let rest: Awaited<ReturnType<typeof restOf>>;
let ownId: string;
beforeAll(async () => {
  stack = await createStack();
  const admin = await stack.person('admin');
  ownId = admin.principal.userId;
  rest = await restOf(stack, admin);
});
afterAll(() => stack[Symbol.asyncDispose]());

const post = (path: string, body: object = {}) => rest('POST', path, { body });
const reasonOf = async (response: Response) => problemSchema.parse(await response.json()).reason.code;

const invite = async (name: string, more: object = {}) => {
  const email = `${name.toLowerCase().replaceAll(' ', '.')}@example.com`;
  const response = await post('/people', { name, email, role: 'support', ...more });
  expect(response.status).toBe(200);
  return passwordLinkSchema.parse(await response.json());
};

const linksOf = async (userId: string) =>
  (
    await stack.owner.query<{ token_hash: string; used: boolean }>(
      'SELECT token_hash, used_at IS NOT NULL AS used FROM password_links WHERE user_id = $1 ORDER BY created_at, id',
      [userId],
    )
  ).rows;

test('who is invited is there with a link that is kept as a hash, and another link uses up the first', async () => {
  const team = teamSchema.parse(await (await post('/teams', { name: 'Voice' })).json());
  const { person, link } = await invite('Ivy Invited', { role: 'lead', teamId: team.id });
  expect(person).toMatchObject({ state: 'invited', role: 'lead', team: { name: 'Voice' }, lastSignInAt: null });
  const secret = /^\/set-password#([\w-]{43})$/.exec(link.path)?.[1] ?? '';
  expect(await linksOf(person.id)).toEqual([{ token_hash: stack.ports.ids.hash(secret), used: false }]);
  expect((await post(`/people/${person.id}/link`)).status).toBe(200);
  expect((await linksOf(person.id)).map(({ used }) => used)).toEqual([true, false]);
  const { rows } = await stack.owner.query('SELECT detail FROM audit_logs WHERE subject_id = $1', [person.id]);
  expect(JSON.stringify(rows)).not.toContain(secret);
});

test('names and addresses are one person’s, whatever their case, and a team there is not is no team', async () => {
  await invite('Una Unique');
  const other = { email: 'other@example.com', role: 'support' };
  expect(await reasonOf(await post('/people', { ...other, name: 'UNA UNIQUE' }))).toBe('person_name_taken');
  const again = { name: 'Una Two', email: 'Una.Unique@Example.com', role: 'support' };
  expect(await reasonOf(await post('/people', again))).toBe('email_taken');
  const lost = await post('/people', { ...other, name: 'Lost', teamId: ownId });
  expect([lost.status, await reasonOf(lost)]).toEqual([400, 'does_not_fit']);
  const two = await Promise.all(
    ['one', 'two'].map((each) => post('/people', { ...other, name: 'Same Name', email: `${each}@example.com` })),
  );
  expect(two.map(({ status }) => status).toSorted()).toEqual([200, 409]);
});

test('the last administrator stays, nobody takes their own role, and two who disable each other leave one', async () => {
  expect(await reasonOf(await post(`/people/${ownId}/disable`, { reason: 'Bye.' }))).toBe('own_account');
  expect(await reasonOf(await post(`/people/${ownId}/change`, { role: 'lead' }))).toBe('own_account');
  const second = await stack.person('admin');
  const asSecond = await restOf(stack, second);
  const both = await Promise.all([
    post(`/people/${second.principal.userId}/disable`, { reason: 'One of us.' }),
    asSecond('POST', `/people/${ownId}/disable`, { body: { reason: 'One of us.' } }),
  ]);
  // Whoever comes second is disabled by then, or is told that the other is the last.
  expect(both.filter(({ ok }) => ok)).toHaveLength(1);
  const { rows } = await stack.owner.query(`SELECT FROM users WHERE role = 'admin' AND disabled_at IS NULL`);
  expect(rows).toHaveLength(1);
  await stack.owner.query('UPDATE users SET disabled_at = NULL, disabled_reason = NULL WHERE id = $1', [ownId]);
});

test('who is disabled says why, gets no link, and is as before once enabled', async () => {
  const { person } = await invite('Dora Disabled');
  const path = `/people/${person.id}`;
  const disabled = administeredPersonSchema.parse(await (await post(`${path}/disable`, { reason: 'Left.' })).json());
  expect(disabled).toMatchObject({ state: 'disabled', disabledReason: 'Left.' });
  expect((await linksOf(person.id)).every(({ used }) => used)).toBe(true);
  expect(await reasonOf(await post(`${path}/link`))).toBe('person_disabled');
  const enabled = administeredPersonSchema.parse(await (await post(`${path}/enable`)).json());
  expect(enabled).toEqual({ ...person, version: 3 });
});

test('a service account owns VMs by tokens that administrators make, and nothing signs it in', async () => {
  const made = await post('/service-accounts', { name: 'Nightly build', role: 'support' });
  const account = administeredPersonSchema.parse(await made.json());
  expect(account).toMatchObject({ kind: 'service', state: 'active', role: 'support' });
  expect(await reasonOf(await post(`/people/${account.id}/link`))).toBe('service_account');
  const signsIn = [
    `INSERT INTO sessions (id, user_id, token, expires_at) VALUES (gen_random_uuid(), $1, 'x', now())`,
    `INSERT INTO accounts (id, user_id, account_id, provider_id) VALUES (gen_random_uuid(), $1, 'x', 'sso')`,
    `INSERT INTO password_links (id, user_id, token_hash, expires_at) VALUES (gen_random_uuid(), $1, repeat('a', 64), now())`,
    `UPDATE users SET kind = 'person' WHERE id = $1`,
  ];
  for (const statement of signsIn)
    await expect(stack.owner.query(statement, [account.id])).rejects.toThrow(/service account/);

  const asked = { name: 'ci', scopes: ['*'], owner: account.id };
  const token = newTokenSchema.parse(await (await post('/tokens', asked)).json());
  expect(token.owner).toMatchObject({ id: account.id, kind: 'service' });
  const asService = restWith(stack, `Bearer ${token.token}`);
  const vm = await asService('POST', '/deployments', { body: { templateId: stack.template.templateId } });
  expect(vm.status).toBe(202);
  expect((await stack.owner.query('SELECT name FROM deployments WHERE owner_id = $1', [account.id])).rows).toHaveLength(
    1,
  );
  expect((await asService('GET', '/people')).status).toBe(403);

  const rotated = newTokenSchema.parse(await (await post(`/tokens/${token.id}/rotate`)).json());
  expect(rotated.owner.id).toBe(account.id);
  const { person } = await invite('Pia Person');
  expect(await reasonOf(await post('/tokens', { ...asked, owner: person.id }))).toBe('token_of_person');
  const lead = await restOf(stack, await stack.person('lead'));
  expect(await reasonOf(await lead('POST', '/tokens', { body: asked }))).toBe('for_administrators');

  expect((await post(`/people/${account.id}/disable`, { reason: 'Replaced.' })).status).toBe(200);
  const asRotated = restWith(stack, `Bearer ${rotated.token}`);
  await eventually('the end of its tokens', async () => (await asRotated('GET', '/me')).status === 401);
  const { items } = personPageSchema.parse(await (await rest('GET', '/people?kind=service')).json());
  expect(items.map(({ id }) => id)).toEqual([account.id]);
});

test('what is refused is on record, as the act of who asked', async () => {
  await post(`/people/${ownId}/change`, { role: 'auditor' });
  const { rows } = await stack.owner.query(
    `SELECT action, outcome, on_behalf_of, detail -> 'reason' ->> 'code' AS reason FROM audit_logs
     WHERE subject_id = $1 AND action = 'user.changed' ORDER BY id DESC LIMIT 1`,
    [ownId],
  );
  expect(rows).toEqual([{ action: 'user.changed', outcome: 'refused', on_behalf_of: ownId, reason: 'own_account' }]);
});

test('the list is by name, page by page, without gaps, filtered, and without the owner of canaries', async () => {
  const names = ['Zoë Pagé', 'aaron pagé', 'Mia Pagé', 'Bob Pagé'];
  for (const [index, name] of names.entries()) {
    const email = `paged-${index}@example.com`;
    expect((await post('/people', { name, email, role: index === 0 ? 'auditor' : 'support' })).status).toBe(200);
  }
  const page = async (query: string) => personPageSchema.parse(await (await rest('GET', `/people?${query}`)).json());
  const seen: string[] = [];
  for (let cursor = ''; ; ) {
    const { items, nextCursor } = await page(`q=${encodeURIComponent('PAGÉ')}&limit=1${cursor}`);
    seen.push(...items.map(({ name }) => name));
    if (nextCursor === null) break;
    cursor = `&cursor=${nextCursor}`;
  }
  expect(seen).toEqual(['aaron pagé', 'Bob Pagé', 'Mia Pagé', 'Zoë Pagé']);
  expect((await page('q=paged-&role=auditor')).items.map(({ name }) => name)).toEqual(['Zoë Pagé']);
  expect((await page('q=paged-2&state=invited')).items).toHaveLength(1);
  expect((await page('q=paged-&state=disabled')).items).toEqual([]);
  expect((await page('q=%25')).items).toEqual([]);
  expect((await page('q=canary')).items).toEqual([]);
  expect((await rest('GET', `/people/${canaryOwnerId}`)).status).toBe(404);
  expect((await post(`/people/${canaryOwnerId}/link`)).status).toBe(404);
});

test('teams have names of their own, and a rename counts for the people in them', async () => {
  const team = teamSchema.parse(await (await post('/teams', { name: 'Desktop' })).json());
  const { person } = await invite('Tess Team', { teamId: team.id });
  expect(await reasonOf(await post('/teams', { name: 'DESKTOP' }))).toBe('team_name_taken');
  expect((await post(`/teams/${team.id}/rename`, { name: 'Clients' })).status).toBe(200);
  expect(await (await rest('GET', `/people/${person.id}`)).json()).toMatchObject({ team: { name: 'Clients' } });
  const { items } = teamListSchema.parse(await (await rest('GET', '/teams')).json());
  expect(items).toContainEqual({ id: team.id, version: 2, name: 'Clients', people: 1 });
  expect((await post(`/people/${person.id}/change`, { teamId: null })).status).toBe(200);
  expect(await (await rest('GET', `/people/${person.id}`)).json()).toMatchObject({ team: null, role: 'support' });
});
