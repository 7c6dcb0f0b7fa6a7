// Roles that administrators make, on the real services and database: what they leave of the built-in ones, for whom an edit counts and
// when, and that nobody gets at more by them.
import { createTrpcHandler } from '@portal/api/trpc';
import { createPeopleChanges, systemActor, type UserPrincipal } from '@portal/domain';
import { eventually, silentLog } from '@portal/testing';
import {
  actionsByName,
  administeredPersonSchema,
  customRoleListSchema,
  customRoleSchema,
  isOfOwnAccount,
  meSchema,
  problemSchema,
  roleCovers,
} from '@portal/types';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeOf, customRolesOf, reasonOf } from './custom-role.ts';
import { actionNamesOfRest, asking, mutations, queries, startMutations } from './every-mutation.ts';
import { restOf, restWith } from './rest-client.ts';
import { signedIn } from './signed-in.ts';

const world = await startMutations();
const { rest, post, role, holder } = await customRolesOf(world);
afterAll(() => world[Symbol.asyncDispose]());

const inputOf = async (name: string) =>
  (await (name in mutations ? mutations[name]?.(world).then(({ input }) => input) : queries[name]?.(world))) ?? {};

describe('of every action', () => {
  const scopes = ['read', 'deployments:start', 'snapshots:*'];
  let ask: ReturnType<typeof asking>;
  let name: string;
  beforeAll(async () => {
    const narrowed = await holder('admin', scopes);
    ask = asking(narrowed.rest);
    name = narrowed.custom.name;
  });

  test.each(actionNamesOfRest)(
    '%s is done where the set covers it, and refused with the role where not',
    async (action) => {
      const answer = await ask(action, await inputOf(action));
      if (roleCovers(scopes, action)) return expect([action, answer.ok]).toEqual([action, true]);
      expect([action, answer.status, await reasonOf(answer)]).toEqual([
        action,
        403,
        { code: 'not_in_role', params: { role: name } },
      ]);
    },
  );

  test('some are covered, some are not, and one’s own account is', () => {
    expect(actionNamesOfRest.filter((action) => roleCovers(scopes, action)).length).toBeGreaterThan(20);
    expect(actionNamesOfRest.filter((action) => !roleCovers(scopes, action)).length).toBeGreaterThan(20);
    expect(actionNamesOfRest.filter(isOfOwnAccount)).toEqual(['me.announcements', 'me.get', 'me.messages']);
  });
});

test('a deployment says of each action that the role leaves out why, and what is refused is on record once a minute', async () => {
  const { custom, person, rest: asks } = await holder('support', ['read', 'deployments:create', 'deployments:stop']);
  const { templateId } = world.stack.template;
  const { id } = await world.stack.services.deployments.create(person, { templateId });
  expect(await (await asks('GET', `/deployments/${id}`)).json()).toMatchObject({
    actions: {
      delete: { allowed: false, code: 'not_in_role', params: { role: custom.name } },
      stop: { code: 'action_refused' },
    },
  });
  for (let time = 0; time < 3; time += 1) expect((await asks('DELETE', `/deployments/${id}`)).status).toBe(403);
  const { rows } = await world.stack.owner.query(
    `SELECT outcome, detail ->> 'asked' AS asked FROM audit_logs WHERE action = 'user.refused_by_role' AND subject_id = $1`,
    [person.principal.userId],
  );
  expect(rows).toEqual([{ outcome: 'refused', asked: 'deployments.delete' }]);
});

test.each([
  [
    'that a custom role leaves out',
    () => holder('support', ['deployments:create']),
    '/deployments',
    'deployments.list',
  ],
  ['that is no built-in role’s', () => holder('support', ['*']), '/people', 'people.list'],
])('what may not be read %s is on record once a minute, too', async (_, somebody, path, asked) => {
  const { person, rest: asks } = await somebody();
  for (let time = 0; time < 3; time += 1) expect((await asks('GET', path)).status).toBe(403);
  const { rows } = await world.stack.owner.query(
    `SELECT outcome, detail ->> 'asked' AS asked FROM audit_logs WHERE action = 'user.refused_by_role' AND subject_id = $1`,
    [person.principal.userId],
  );
  expect(rows).toEqual([{ outcome: 'refused', asked }]);
});

test('what it is called and what of the administration it leaves is told by `me`', async () => {
  const { custom, rest: asks } = await holder('admin', ['problems:*']);
  const me = meSchema.parse(await (await asks('GET', '/me')).json());
  expect(me.principal).toMatchObject({ role: 'admin', customRole: { id: custom.id, name: custom.name } });
  expect(me.rights).toEqual({
    ...{ sees: 'all', creates: 'nothing', administration: 'act', templates: 'none', overview: false },
  });
  expect(me.leftOut?.reason).toContain(custom.name);
  expect(me.leftOut?.actions).toEqual(Object.keys(actionsByName).filter((name) => !roleCovers(['problems:*'], name)));
});

/** Until the live feed of this session ends: with what it says then. */
const feedOf = async (person: UserPrincipal) => {
  const origin = 'http://localhost';
  const { services, database } = world.stack;
  const handle = createTrpcHandler({
    ...{ services, portalOrigin: origin, log: silentLog, clientAddress: () => null },
    resolveSession: async () => person,
    resolveToken: database.tokens.resolve,
  });
  const input = encodeURIComponent('{"json":{}}');
  const answer = await handle(new Request(`${origin}/api/trpc/deployments.onChange?input=${input}`));
  return { status: answer.status, end: answer.text() };
};

test('an edit of the set counts at once: for the session, the token and the live feed of whoever has it', async () => {
  const { custom, person, rest: asks } = await holder('support', ['read']);
  const { sessionId, userId } = (await signedIn(world.stack, person)).principal;
  const now = async () => {
    const principal = await world.stack.database.people.ofSession({ id: sessionId, userId });
    if (principal === null) throw new Error('signed out');
    return principal;
  };
  const feed = await feedOf(await now());
  expect(feed.status).toBe(200);
  expect((await asks('GET', '/deployments')).status).toBe(200);
  const changed = await post(`/roles/${custom.id}/change`, { scopes: ['templates:list'] });
  expect(customRoleSchema.parse(await changed.json())).toMatchObject({ version: 2, people: 1 });
  expect(await feed.end).toContain('rights_changed');
  await eventually('the narrower session', async () => (await now()).customRole?.scopes[0] === 'templates:list');
  await eventually('the narrower token', async () => (await asks('GET', '/deployments')).status === 403);
  expect((await asks('GET', '/templates')).status).toBe(200);
  expect((await feedOf(await now())).status).toBe(403);
  // Given back, it counts as fast.
  await post(`/people/${person.principal.userId}/change`, { customRoleId: null });
  await eventually('the whole of the built-in role', async () => (await asks('GET', '/deployments')).status === 200);
});

test('another role ends the sessions and what narrowed the one before, and a role of another base is refused by its field', async () => {
  const { custom, person } = await holder('support', ['read']);
  const path = `/people/${person.principal.userId}/change`;
  const { sessionId } = (await signedIn(world.stack, person)).principal;
  const isSignedIn = async () =>
    (await world.stack.owner.query('SELECT FROM sessions WHERE id = $1', [sessionId])).rowCount === 1;
  const wrong = await post(path, { role: 'lead', customRoleId: custom.id });
  expect([wrong.status, problemSchema.parse(await wrong.json()).errors]).toMatchObject([
    400,
    [{ field: 'customRoleId', code: 'role_narrows_other' }],
  ]);
  const kept = administeredPersonSchema.parse(await (await post(path, { name: 'Kept' })).json());
  expect(kept.customRole).toEqual({ id: custom.id, name: custom.name });
  expect(await isSignedIn()).toBe(true);
  const other = administeredPersonSchema.parse(await (await post(path, { role: 'auditor' })).json());
  expect(other).toMatchObject({ role: 'auditor', customRole: null });
  expect(await isSignedIn()).toBe(false);
});

test('names are one role’s, scopes are of the catalogue, and what is not there is missing', async () => {
  const custom = await role('support', ['read']);
  const again = { name: custom.name.toUpperCase(), base: 'support', scopes: ['read'] };
  expect(await codeOf(await post('/roles', again))).toBe('role_name_taken');
  const unknown = await post('/roles', { ...again, name: 'New', scopes: ['read', 'deployments:teleport'] });
  expect(problemSchema.parse(await unknown.json()).errors).toMatchObject([
    { field: 'scopes.1', code: 'scope_unknown' },
  ]);
  const missing = await rest('GET', `/roles/${world.admin.principal.userId}`);
  expect([missing.status, await reasonOf(missing)]).toEqual([404, { code: 'no_such', params: { what: 'role' } }]);
  const lost = await post(`/people/${world.admin.principal.userId}/change`, {
    customRoleId: world.admin.principal.userId,
  });
  expect(lost.status).toBe(400);
});

test('a role that somebody has is not removed; once it is, it is listed nowhere, given to nobody, and its name is free', async () => {
  const { custom, person } = await holder('lead', ['read']);
  const remove = () => rest('DELETE', `/roles/${custom.id}`);
  expect(await reasonOf(await remove())).toEqual({ code: 'role_in_use', params: { people: 1 } });
  await post(`/people/${person.principal.userId}/change`, { customRoleId: null });
  expect(customRoleSchema.parse(await (await remove()).json())).toMatchObject({ id: custom.id, people: 0 });
  expect((await rest('GET', `/roles/${custom.id}`)).status).toBe(404);
  expect((await remove()).status).toBe(404);
  const { items } = customRoleListSchema.parse(await (await rest('GET', '/roles')).json());
  expect(items.map(({ id }) => id)).not.toContain(custom.id);
  expect((await post(`/people/${person.principal.userId}/change`, { customRoleId: custom.id })).status).toBe(400);
  expect((await post('/roles', { name: custom.name, base: 'lead', scopes: ['read'] })).status).toBe(200);
});

test('of an administrator whose role is narrowed there is another one besides', async () => {
  const other = await world.stack.person('admin');
  const asOther = await restOf(world.stack, other);
  const custom = await role('admin', ['people:*']);
  const own = world.admin.principal.userId;
  const narrow = (by: typeof rest, id: string) =>
    by('POST', `/people/${id}/change`, { body: { customRoleId: custom.id } });
  expect(await codeOf(await narrow(rest, own))).toBe('own_account');
  expect((await narrow(rest, other.principal.userId)).status).toBe(200);
  await eventually('the narrower token', async () => (await asOther('GET', '/problems')).status === 403);
  // The one that is left cannot be taken away, by whatever way.
  const third = await world.stack.services.people.invite(world.admin, {
    ...{ name: 'Third', email: 'third@example.com', role: 'admin' },
  });
  await post(`/people/${third.id}/change`, { customRoleId: custom.id });
  expect(await codeOf(await rest('POST', `/people/${own}/disable`, { body: { reason: 'Bye.' } }))).toBe('own_account');
  const byCommand = createPeopleChanges({ ...world.stack.ports, unitOfWork: world.stack.database.unitOfWork });
  const command = systemActor('admin-command');
  await world.stack.owner.query(
    `UPDATE users SET disabled_at = now(), disabled_reason = 'Of another test.'
     WHERE role = 'admin' AND custom_role_id IS NULL AND id <> $1`,
    [own],
  );
  await expect(byCommand.disable(command, { id: own, reason: 'Bye.' })).rejects.toMatchObject({
    reason: { code: 'last_administrator' },
  });
  await expect(byCommand.change(command, { id: own, customRoleId: custom.id })).rejects.toMatchObject({
    reason: { code: 'last_administrator' },
  });
});

test('a token of whoever has the role may the least of role, token and built-in role', async () => {
  const { person } = await holder('support', ['deployments:*', 'tokens:create']);
  const made = await world.stack.services.tokens.create(person, { name: 'all', scopes: ['*'] });
  const bearing = restWith(world.stack, `Bearer ${made.token}`);
  expect((await bearing('GET', '/deployments')).status).toBe(200);
  expect(await codeOf(await bearing('GET', '/templates'))).toBe('not_in_role');
});
