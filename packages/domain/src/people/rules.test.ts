import { type Role, roles } from '@portal/types';
import { expect, test } from 'vitest';
import { type Principal, systemActor } from '../principal.ts';
import { refusesDisabling, refusesRole, type Standing } from './rules.ts';

const admin = { id: 'sam', kind: 'person', role: 'admin', customRole: null, state: 'active' } as const;
const narrowing = { id: 'desk', name: 'People desk', scopes: ['people:*'] };
const as = (userId: string): Principal => ({
  kind: 'user',
  sessionId: 's',
  userId,
  name: userId,
  email: `${userId}@example.com`,
  role: 'admin',
  team: null,
});
const command = systemActor('admin-command').principal;
const standing = (given: Partial<Standing>): Standing => ({
  person: admin,
  by: as('ada'),
  hasOtherAdministrator: true,
  ...given,
});

test('an administrator is disabled, or given another role, by another one', () => {
  expect(refusesDisabling(standing({}))).toBeNull();
  for (const role of roles) expect(refusesRole(standing({}), { role })).toBeNull();
});

test('nobody disables themselves or changes their own role, and may be called and placed otherwise', () => {
  const own = standing({ by: as('sam') });
  expect(refusesDisabling(own)?.code).toBe('own_account');
  expect(refusesRole(own, { role: 'lead' })?.code).toBe('own_account');
  expect(refusesRole(own, { role: 'admin' })).toBeNull();
});

test.each([as('ada'), command])('the last administrator stays one, whoever acts', (by) => {
  const last = standing({ by, hasOtherAdministrator: false });
  expect(refusesDisabling(last)?.code).toBe('last_administrator');
  expect(refusesRole(last, { role: 'support' })?.code).toBe('last_administrator');
});

test('a role that narrows one’s own is another role: nobody takes it themselves, nor the last administrator', () => {
  const narrowed = { role: 'admin', customRole: narrowing } as const;
  expect(refusesRole(standing({ by: as('sam') }), narrowed)?.code).toBe('own_account');
  expect(refusesRole(standing({ by: command, hasOtherAdministrator: false }), narrowed)?.code).toBe(
    'last_administrator',
  );
  expect(refusesRole(standing({}), narrowed)).toBeNull();
});

test('who is no administrator, or none that counts, is not the last one', () => {
  const others: readonly Standing['person'][] = [
    ...roles.filter((role): role is Exclude<Role, 'admin'> => role !== 'admin').map((role) => ({ ...admin, role })),
    { ...admin, state: 'disabled' },
    { ...admin, customRole: narrowing },
  ];
  for (const person of others) {
    const alone = standing({ by: command, person, hasOtherAdministrator: false });
    expect(refusesDisabling(alone)).toBeNull();
    expect(refusesRole(alone, { role: 'support' })).toBeNull();
  }
});

test('a service account lets nobody in: it is never the last administrator', () => {
  const service = { ...admin, kind: 'service' } as const;
  expect(refusesDisabling(standing({ person: service, hasOtherAdministrator: false }))).toBeNull();
});
