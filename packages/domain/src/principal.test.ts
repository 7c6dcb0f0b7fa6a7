import { type ActionName, actionsByName, type Role, roles, type ShareLevel } from '@portal/types';
import { describe, expect, test } from 'vitest';
import { aPerson, ids } from '../test/records.ts';
import { may, type Ownership, type Person, requirePermission, seesPlacement, visibilityOf } from './principal.ts';

const maySee = (person: Person, about: Ownership) => may(person, 'deployments.byId', about).allowed;
const mayOperate = (person: Person, about: Ownership) => may(person, 'deployments.stop', about).allowed;

const voice = { id: ids.team, name: 'Voice support' };
const owned = {
  own: { ownerId: ids.owner, teamId: ids.team },
  'own, made in another team': { ownerId: ids.owner, teamId: ids.otherTeam },
  'the team’s': { ownerId: ids.other, teamId: ids.team },
  'another team’s': { ownerId: ids.other, teamId: ids.otherTeam },
  'nobody’s team': { ownerId: ids.other, teamId: null },
} as const;
type Whose = keyof typeof owned;

/** sees, operates */
const matrix: Record<Role, Record<Whose, readonly [boolean, boolean]>> = {
  support: {
    own: [true, true],
    'own, made in another team': [true, true],
    'the team’s': [false, false],
    'another team’s': [false, false],
    'nobody’s team': [false, false],
  },
  lead: {
    own: [true, true],
    'own, made in another team': [true, true],
    'the team’s': [true, true],
    'another team’s': [false, false],
    'nobody’s team': [false, false],
  },
  template_admin: {
    own: [true, true],
    'own, made in another team': [true, true],
    'the team’s': [false, false],
    'another team’s': [false, false],
    'nobody’s team': [false, false],
  },
  auditor: {
    own: [true, false],
    'own, made in another team': [true, false],
    'the team’s': [true, false],
    'another team’s': [true, false],
    'nobody’s team': [true, false],
  },
  admin: {
    own: [true, true],
    'own, made in another team': [true, true],
    'the team’s': [true, true],
    'another team’s': [true, true],
    'nobody’s team': [true, true],
  },
};

const whose: readonly Whose[] = ['own', 'own, made in another team', 'the team’s', 'another team’s', 'nobody’s team'];
const cells = roles.flatMap((role) => whose.map((which) => [role, which, matrix[role][which]] as const));

/** What a reader makes of a visibility. */
const visible = (person: Person, row: (typeof owned)[Whose]): boolean => {
  const visibility = visibilityOf(person);
  if (visibility.kind === 'all') return true;
  return row.ownerId === visibility.userId || (visibility.kind === 'team' && row.teamId === visibility.teamId);
};

describe('who may see and operate what', () => {
  test.each(cells)('%s, %s: %j (sees, operates)', (role, which, [sees, operates]) => {
    const person = aPerson({ role, team: voice });
    expect(maySee(person, owned[which])).toBe(sees);
    expect(mayOperate(person, owned[which])).toBe(operates);
  });

  test.each(cells)('%s, %s: lists show exactly what may be seen', (role, which) => {
    for (const team of [voice, null]) {
      const person = aPerson({ role, team });
      expect(visible(person, owned[which])).toBe(maySee(person, owned[which]));
    }
  });

  test.each(cells)('%s, %s: nobody operates what they may not see', (role, which) => {
    const person = aPerson({ role, team: voice });
    expect(mayOperate(person, owned[which]) && !maySee(person, owned[which])).toBe(false);
  });

  test.each(['support', 'lead'] as const)('%s without a team reaches only their own, not what has no team', (role) => {
    const person = aPerson({ role, team: null });
    expect(visibilityOf(person)).toEqual({ kind: 'own', userId: ids.owner });
    expect(whose.filter((which) => mayOperate(person, owned[which]))).toEqual(['own', 'own, made in another team']);
  });

  test('a token reaches what its owner reaches', () => {
    for (const [role, which] of cells) {
      const user = aPerson({ role, team: voice });
      const token: Person = { ...user, kind: 'token', tokenId: ids.other, tokenName: 'ci', scopes: null };
      expect(maySee(token, owned[which])).toBe(maySee(user, owned[which]));
      expect(mayOperate(token, owned[which])).toBe(mayOperate(user, owned[which]));
      expect(visibilityOf(token)).toEqual(visibilityOf(user));
    }
  });

  test.each([
    ['support', true, false],
    ['lead', true, false],
    ['template_admin', true, false],
    ['auditor', false, true],
    ['admin', true, true],
  ] as const)('%s: creates %s, sees placement %s', (role, creates, placement) => {
    expect(may(aPerson({ role }), 'deployments.create').allowed).toBe(creates);
    expect(seesPlacement(aPerson({ role }))).toBe(placement);
  });
});

test.each([
  ['support', false, false],
  ['lead', false, false],
  ['auditor', true, false],
  ['admin', true, true],
] as const)('of what is administered, %s sees it: %s, and may change it: %s', (role, sees, acts) => {
  expect(may(aPerson({ role }), 'people.list').allowed).toBe(sees);
  expect(may(aPerson({ role }), 'people.invite').allowed).toBe(acts);
  expect(may(aPerson({ role }), 'clusters.list').allowed).toBe(sees);
  expect(may(aPerson({ role }), 'templates.register').allowed).toBe(acts);
});

test('a template administrator does with templates what an administrator does, and is support staff otherwise', () => {
  const names = Object.keys(actionsByName) as readonly ActionName[];
  const allowedTo = (role: Role) => names.filter((name) => may(aPerson({ role }), name).allowed);
  const more = allowedTo('template_admin').filter((name) => !allowedTo('support').includes(name));
  expect(more.toSorted()).toEqual([
    'canaries.byId',
    'clusters.list',
    'clusters.templates',
    'templates.canaries',
    'templates.canary',
    'templates.deprecate',
    'templates.disable',
    'templates.enable',
    'templates.publish',
    'templates.register',
    'templates.versions',
  ]);
});

describe('what is shared', () => {
  const shared = (level: ShareLevel) => new Map([[ids.deployment, level]]);
  const theirs = { id: ids.deployment, ownerId: ids.other, teamId: ids.otherTeam };
  const stranger = (level: ShareLevel, role: Role = 'support') => aPerson({ role, team: voice, shared: shared(level) });

  test.each([
    ['view', 'support', [true, false, false]],
    ['operate', 'support', [true, true, false]],
    ['operate', 'lead', [true, true, false]],
    ['operate', 'auditor', [true, false, false]],
    ['view', 'admin', [true, true, true]],
  ] as const)('to %s, with %s: %j (sees, operates, keeps)', (level, role, expected) => {
    const person = stranger(level, role);
    const actions = ['deployments.byId', 'deployments.stop', 'deployments.delete'] as const;
    expect(actions.map((action) => may(person, action, theirs).allowed)).toEqual(expected);
    expect(may(person, 'deployments.credentials', theirs).allowed).toBe(false);
  });

  test('what is offered is for whom it is offered to, be they able to see it or not', () => {
    const answers = ['handovers.accept', 'handovers.decline'] as const;
    const offered = { ...theirs, offeredTo: ids.owner };
    for (const action of answers) {
      expect(may(aPerson({ userId: ids.owner }), action, offered).allowed).toBe(true);
      const refused = { allowed: false, reason: { code: 'for_recipient' } };
      expect(may(aPerson({ userId: ids.session }), action, offered)).toMatchObject({ ...refused, isHidden: true });
      expect(may(aPerson({ userId: ids.other }), action, offered)).toMatchObject({ ...refused, isHidden: false });
      expect(may(aPerson({ role: 'admin', team: null }), action, theirs)).toMatchObject(refused);
    }
  });

  test('keeps what loses data, counts in limits or gives it away to those whose it is', () => {
    const kept = Object.keys(actionsByName).filter((name) => actionsByName[name]?.who === 'keeper');
    expect(kept.toSorted()).toEqual([
      'deployments.delete',
      'deployments.delete_now',
      'deployments.protect',
      'deployments.rebuild',
      'deployments.resize',
      'deployments.restore',
      'deployments.set_password',
      'deployments.unprotect',
      'handovers.ofDeployment',
      'handovers.offer',
      'handovers.withdraw',
      'operations.cancel',
      'operations.retry',
      'shares.add',
      'shares.list',
      'shares.remove',
      'snapshots.remove',
      'snapshots.rollback',
    ]);
  });

  test('is in no other list, and nothing else is', () => {
    expect(visibilityOf(stranger('view'))).toEqual({ kind: 'own', userId: ids.owner, shared: [ids.deployment] });
    expect(visibilityOf(stranger('view', 'admin'))).toEqual({ kind: 'all' });
    expect(maySee(stranger('operate'), { ...theirs, id: ids.cluster })).toBe(false);
    expect(maySee(stranger('operate'), { ownerId: ids.other, teamId: null })).toBe(false);
  });

  test('is refused with what it is shared for', () => {
    expect(may(stranger('view'), 'deployments.stop', theirs)).toMatchObject({ reason: { code: 'shared_to_view' } });
    expect(may(stranger('operate'), 'deployments.delete', theirs)).toMatchObject({
      reason: { code: 'for_keepers' },
      isHidden: false,
    });
  });
});

test('what may not be done is refused with its reason, and what may not be seen is hidden', () => {
  const auditor = aPerson({ role: 'auditor', team: voice });
  const reason = (code: string) => ({ allowed: false, reason: { code }, isHidden: false });
  expect(may(auditor, 'deployments.create')).toMatchObject(reason('may_not_create'));
  expect(may(auditor, 'snapshots.create', owned.own)).toMatchObject(reason('look_only'));
  expect(may(auditor, 'quarantine.adopt', owned.own)).toMatchObject(reason('for_administrators'));
  expect(may(aPerson({ role: 'admin' }), 'deployments.credentials', owned['the team’s'])).toMatchObject(
    reason('password_of_owner'),
  );
  for (const action of ['deployments.byId', 'operations.retry', 'quarantine.destroy'] as const) {
    expect(may(aPerson({ role: 'support' }), action, owned['another team’s'])).toMatchObject({ isHidden: true });
  }
  const asked = { principal: aPerson({ role: 'lead' }), requestId: null, address: null };
  expect(() => requirePermission(asked, 'problems.list')).toThrow(
    expect.objectContaining({ code: 'forbidden', reason: { code: 'for_overseers', params: {} } }),
  );
});

test('what is about a deployment is nobody’s where none is named', () => {
  const admin = aPerson({ role: 'admin' });
  const about = ['deployments.byId', 'deployments.delete', 'deployments.credentials'] as const;
  expect(about.filter((action) => may(admin, action).allowed)).toEqual([]);
});
