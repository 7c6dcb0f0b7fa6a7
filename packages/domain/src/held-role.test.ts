import { type ActionName, actionsByName, isOfOwnAccount, type Role, roleScopeGroups, roles } from '@portal/types';
import { describe, expect, test } from 'vitest';
import { aPerson, ids } from '../test/records.ts';
import { leftOut } from './held-role.ts';
import { isBeyond, may, type Ownership, type Person, rightsOf, visibilityOf } from './principal.ts';

const names = Object.keys(actionsByName) as readonly ActionName[];
const voice = { id: ids.team, name: 'Voice support' };
const abouts: readonly (Ownership | null)[] = [
  null,
  { ownerId: ids.owner, teamId: ids.team },
  { ownerId: ids.other, teamId: ids.team },
  { ownerId: ids.other, teamId: ids.otherTeam },
];

/** Each scope alone, each resource, and what covers more. */
const sets: readonly (readonly string[])[] = [
  ['*'],
  ['read'],
  ['read', 'deployments:start'],
  ['teleports:*'],
  ...roleScopeGroups.flatMap(({ resource, scopes }) => [[`${resource}:*`], ...scopes.map((scope) => [scope])]),
];

const combinations = () =>
  sets.flatMap((scopes) => names.flatMap((name) => abouts.map((about) => ({ scopes, name, about }))));

const withSet = (role: Role, scopes: readonly string[], name = 'Night shift'): Person =>
  aPerson({ role, team: voice, customRole: { id: ids.template, name, scopes } });

/** Nobody has the clock do what they may not do themselves. */
const takes = (name: ActionName): readonly ActionName[] =>
  name === 'deployments.set_schedule' ? [name, 'deployments.start', 'deployments.stop'] : [name];

describe.each(roles)('a role that narrows %s', (role) => {
  const base = aPerson({ role, team: voice });

  test('allows what the built-in one allows and its set covers, and nothing else', () => {
    const wrong = combinations().filter(({ scopes, name, about }) => {
      const person = withSet(role, scopes);
      const allowed = takes(name).every((one) => leftOut(person, one) === null && may(base, one, about).allowed);
      return may(person, name, about).allowed !== allowed;
    });
    expect(wrong).toEqual([]);
  });

  test('hides what the built-in one hides, sees what it sees, and offers pages no more', () => {
    const order = ['none', 'nothing', 'own', 'look', 'team', 'act', 'all'];
    for (const scopes of sets) {
      const person = withSet(role, scopes);
      expect(visibilityOf(person)).toEqual(visibilityOf(base));
      const [narrow, wide] = [rightsOf(person), rightsOf(base)];
      for (const right of ['sees', 'creates', 'administration', 'templates'] as const) {
        expect(order.indexOf(narrow[right])).toBeLessThanOrEqual(order.indexOf(wide[right]));
      }
      const refused = names.filter((name) => !may(base, name, abouts[3]).allowed);
      expect(refused.map((name) => may(person, name, abouts[3]))).toEqual(
        refused.map((name) => may(base, name, abouts[3])),
      );
    }
  });

  test('keeps nobody from their own account, and everything with all scopes', () => {
    for (const name of names.filter(isOfOwnAccount)) {
      for (const scopes of sets) expect(leftOut(withSet(role, scopes), name)).toBeNull();
    }
    expect(names.filter((name) => leftOut(withSet(role, ['*']), name) !== null)).toEqual([]);
    expect(rightsOf(withSet(role, ['*']))).toEqual(rightsOf(base));
  });
});

test('what is of one’s own account is said by the table', () => {
  const kept = names.filter(isOfOwnAccount);
  expect(kept).toContain('me.get');
  expect(kept).toContain('sessions.revokeOthers');
  expect(kept.filter((name) => actionsByName[name]?.who !== 'oneself')).toEqual([
    'me.get',
    'me.announcements',
    'me.messages',
  ]);
});

test('the console, which no token opens, is a role’s to leave or not', () => {
  const own = { ownerId: ids.owner, teamId: ids.team };
  const opens = (...scopes: string[]) => may(withSet('support', scopes), 'deployments.console', own).allowed;
  expect(['read', 'deployments:console', 'deployments:*', '*'].map((scope) => opens(scope))).toEqual([
    false,
    true,
    true,
    true,
  ]);
});

test('it is refused with the name of the role', () => {
  expect(may(withSet('lead', ['read']), 'deployments.start', { ownerId: ids.owner, teamId: ids.team })).toEqual({
    allowed: false,
    reason: { code: 'not_in_role', params: { role: 'Night shift' } },
    isHidden: false,
  });
});

test('a token of whoever has it may the least of all three', () => {
  const token: Person = {
    ...withSet('support', ['deployments:*']),
    kind: 'token',
    tokenId: ids.other,
    tokenName: 'ci',
    scopes: ['read'],
  };
  expect(leftOut(token, 'deployments.list')).toBeNull();
  expect(leftOut(token, 'deployments.create')).toMatchObject({ code: 'scope_missing' });
  expect(leftOut(token, 'templates.list')).toMatchObject({ code: 'not_in_role' });
});

describe('what goes beyond one’s own rights', () => {
  const desk = {
    role: 'admin',
    customRole: { id: ids.template, name: 'People desk', scopes: ['people:*', 'teams:*'] },
  } as const;
  const narrowed = (role: Role, ...scopes: string[]) => ({ role, customRole: { id: ids.other, name: 'x', scopes } });

  test.each([
    [{ role: 'support' }, false],
    [{ role: 'lead' }, false],
    [narrowed('support', 'read'), false],
    [{ role: 'template_admin' }, true],
    [{ role: 'auditor' }, true],
    [{ role: 'admin' }, true],
    [narrowed('auditor', 'audit:list'), true],
    [narrowed('admin', 'deployments:stop'), true],
    [narrowed('admin', 'people:list', 'teams:*'), false],
    [desk, false],
  ] as const)('%j: %s', (asked, expected) => {
    expect(isBeyond(desk, asked)).toBe(expected);
  });

  test('nothing is, for whoever has a built-in role', () => {
    expect(roles.some((role) => isBeyond({ role: 'admin' }, { role }))).toBe(false);
    expect(roles.some((role) => isBeyond(narrowed('admin', '*'), { role }))).toBe(false);
  });
});
