import { describe, expect, test } from 'vitest';
import { actionsByName } from './actions.ts';
import { exceedingScope, isScope, scopeGroups, scopeOf, scopesCover } from './scopes.ts';

const ofPages: readonly unknown[] = ['oneself', 'watcher'];
const [counts, events, left] = ['deployments.count', 'audit.events', 'limits.ofTemplate'] as const;
const underOthers: readonly string[] = [counts, events, left];
const names = Object.keys(actionsByName).filter(
  (name) => !ofPages.includes(actionsByName[name]?.who) && !underOthers.includes(name),
);
const ofPersons = Object.keys(actionsByName).filter((name) => ofPages.includes(actionsByName[name]?.who));
const coveredBy = (...granted: string[]) => names.filter((name) => scopesCover(granted, name));

test('every action of the table has its scope, and no two share one', () => {
  const listed = scopeGroups.flatMap(({ scopes }) => scopes);
  expect(listed.toSorted()).toEqual(names.map(scopeOf).toSorted());
  expect(new Set(listed).size).toBe(listed.length);
  expect(listed.every(isScope)).toBe(true);
});

test('a scope covers its own action and no other; a resource all of its actions; read what changes nothing', () => {
  for (const name of names) expect(coveredBy(scopeOf(name))).toEqual([name]);
  expect(coveredBy('snapshots:*')).toEqual(names.filter((name) => name.startsWith('snapshots.')));
  expect(coveredBy('read')).toEqual(names.filter((name) => actionsByName[name]?.method === 'GET'));
  expect(coveredBy('*')).toEqual(names);
});

test('what a person does who is signed in has no scope', () => {
  expect(ofPersons).not.toEqual([]);
  for (const name of ofPersons) expect([isScope(scopeOf(name)), coveredBy('*').includes(name)]).toEqual([false, false]);
});

test('a token of before covers everything, one without scopes nothing', () => {
  expect(names.every((name) => scopesCover(null, name))).toBe(true);
  expect(coveredBy()).toEqual([]);
});

test.each([
  [counts, 'deployments:list'],
  ['deployments.onChange', 'deployments:list'],
  [events, 'audit:list'],
  [left, 'templates:byId'],
])('%s stands under %s', (name, scope) => {
  expect([scopeOf(name), isScope(name.replace('.', ':'))]).toEqual([scope, false]);
  expect(scopesCover(['read'], name)).toBe(true);
  expect(scopesCover([scope], name)).toBe(true);
  expect(scopesCover(['deployments:create'], name)).toBe(false);
});

test.each(['deployments:teleport', 'teleports:*', 'Read', '', 'deployments', 'deployments.list', '__proto__'])(
  'a scope that there is none of grants nothing: %s',
  (scope) => {
    expect(isScope(scope)).toBe(false);
    expect(coveredBy(scope)).toEqual([]);
  },
);

describe('what a token may pass on', () => {
  test.each([
    [['*'], null, undefined],
    [['*'], ['*'], undefined],
    [['read', 'snapshots:*', 'deployments:create'], ['*'], undefined],
    [['*'], ['read', 'deployments:*'], '*'],
    [['deployments:list', 'me:get'], ['read'], undefined],
    [['read'], ['deployments:*'], 'read'],
    [['deployments:*'], ['read'], 'deployments:*'],
    [['deployments:create'], ['deployments:*'], undefined],
    [['deployments:list', 'deployments:stop'], ['read'], 'deployments:stop'],
    [['deployments:*'], ['deployments:list'], 'deployments:*'],
  ] as const)('%j from %j: too much is %s', (asked, granted, exceeding) => {
    expect(exceedingScope(asked, granted)).toBe(exceeding);
  });
});
