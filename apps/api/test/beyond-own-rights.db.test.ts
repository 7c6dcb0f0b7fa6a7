// Whoever may administer people, teams, roles and tokens by a role that is narrowed, and nothing else.
import { administeredPersonSchema, newTokenSchema, passwordLinkSchema } from '@portal/types';
import { afterAll, describe, expect, test } from 'vitest';
import { codeOf, customRolesOf } from './custom-role.ts';
import { createStack } from './stack.ts';

const stack = await createStack();
afterAll(() => stack[Symbol.asyncDispose]());
const admin = await stack.person('admin');
const { post, role, holder } = await customRolesOf({ stack, admin });
const desk = await holder('admin', ['people:*', 'teams:*', 'roles:*', 'tokens:*']);

describe('whoever’s own role is narrowed gets at no more', () => {
  const ask = (path: string, body: object = {}) => desk.rest('POST', path, { body });
  const beyond = async (answer: Response) =>
    expect([answer.status, await codeOf(answer)]).toEqual([403, 'beyond_own_rights']);

  test('by inviting, or by giving another role', async () => {
    const invite = (email: string, given: object) => ask('/people', { name: email, email, ...given });
    const sam = passwordLinkSchema.parse(await (await invite('s@example.com', { role: 'support' })).json());
    await beyond(await invite('a@example.com', { role: 'admin' }));
    await beyond(await invite('b@example.com', { role: 'auditor' }));
    await beyond(await ask('/service-accounts', { name: 'Robot', role: 'admin' }));
    await beyond(await ask(`/people/${sam.id}/change`, { role: 'admin' }));
    expect((await ask(`/people/${sam.id}/change`, { role: 'lead' })).status).toBe(200);
    expect((await ask(`/people/${sam.id}/change`, { customRoleId: desk.custom.id })).status).toBe(200);
  });

  test('by what is done to somebody who has more', async () => {
    const path = `/people/${admin.principal.userId}`;
    for (const action of ['link', 'remove-second-factor', 'enable', 'pseudonymise'])
      await beyond(await ask(`${path}/${action}`));
    await beyond(await ask(`${path}/disable`, { reason: 'In the way.' }));
    await beyond(await ask(`${path}/change`, { role: 'support' }));
  });

  test('by editing roles, their own among them', async () => {
    const wide = await role('admin', ['problems:*']);
    await beyond(await ask('/roles', { name: 'Everything', base: 'admin', scopes: ['*'] }));
    await beyond(await ask(`/roles/${desk.custom.id}/change`, { scopes: ['*'] }));
    await beyond(await ask(`/roles/${wide.id}/change`, { scopes: ['people:list'] }));
    await beyond(await desk.rest('DELETE', `/roles/${wide.id}`));
    expect((await ask('/roles', { name: 'Door', base: 'admin', scopes: ['people:list'] })).status).toBe(200);
    expect((await ask('/roles', { name: 'Nights', base: 'support', scopes: ['read'] })).status).toBe(200);
    expect(await codeOf(await ask(`/people/${desk.person.principal.userId}/change`, { customRoleId: null }))).toBe(
      'beyond_own_rights',
    );
  });

  test('by a token of a service account, new or rotated', async () => {
    const service = administeredPersonSchema.parse(
      await (await post('/service-accounts', { name: 'Master', role: 'admin' })).json(),
    );
    const asked = { name: 'ci', scopes: ['*'], owner: service.id };
    await beyond(await ask('/tokens', asked));
    const token = newTokenSchema.parse(await (await post('/tokens', asked)).json());
    await beyond(await ask(`/tokens/${token.id}/rotate`));
    const small = administeredPersonSchema.parse(
      await (await post('/service-accounts', { name: 'Small', role: 'support' })).json(),
    );
    expect((await ask('/tokens', { ...asked, owner: small.id })).status).toBe(200);
  });

  test('and it is on record that it was refused', async () => {
    const { rows } = await stack.owner.query(
      `SELECT DISTINCT action FROM audit_logs WHERE outcome = 'refused' AND detail #>> '{reason,code}' = 'beyond_own_rights' ORDER BY action`,
    );
    expect(rows.map(({ action }) => action)).toEqual(
      expect.arrayContaining([
        'role.changed',
        'role.created',
        'role.removed',
        'user.changed',
        'user.created',
        'user.disabled',
      ]),
    );
  });
});
