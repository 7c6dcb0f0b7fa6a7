import { daysAfter } from '@portal/types';
import { expect, test } from 'vitest';
import { hoursAfter, ids, noon } from '../../test/records.ts';
import { fewPerMinute, oncePerMinute } from '../once-per-minute.ts';
import type { TokenRecord } from '../ports/tokens.ts';
import { checkForm, daysGiven, excessOf, stateOf } from './rules.ts';

const aToken = (fields: Partial<TokenRecord> = {}): TokenRecord => ({
  id: ids.other,
  name: 'ci',
  prefix: '0123abcd',
  owner: { id: ids.owner, name: 'Sam Support', kind: 'person', isDisabled: false },
  madeWith: null,
  createdBy: { id: ids.owner, name: 'Sam Support' },
  createdAt: noon,
  scopes: ['read'],
  addresses: [],
  expiresAt: daysAfter(noon, 30),
  replacedAt: null,
  revokedAt: null,
  rotatedFrom: null,
  lastUsedAt: null,
  lastUsedFrom: null,
  ...fields,
});

test.each([
  [{}, 'active'],
  [{ expiresAt: null }, 'active'],
  [{ expiresAt: noon }, 'expired'],
  [{ replacedAt: noon, expiresAt: hoursAfter(noon, 1) }, 'replaced'],
  [{ replacedAt: noon, expiresAt: noon }, 'expired'],
  [{ revokedAt: noon, expiresAt: noon }, 'revoked'],
] as const)('%j is %s', (fields, state) => {
  expect(stateOf(aToken(fields), noon)).toBe(state);
});

test('a token passes on no more than it has: neither scopes, nor time, nor addresses', () => {
  const own = aToken({ addresses: ['192.0.2.0/24', '198.51.100.7'] });
  const asked = { scopes: ['deployments:list'], addresses: ['198.51.100.7'], expiresAt: daysAfter(noon, 30) };
  const because = (terms: Partial<typeof asked>) => excessOf({ ...asked, ...terms }, own)?.code ?? null;
  expect(because({})).toBeNull();
  expect(because({ scopes: ['deployments:stop'] })).toBe('scope_exceeds');
  expect(because({ expiresAt: daysAfter(noon, 31) })).toBe('token_outlives');
  expect(because({ addresses: [] })).toBe('addresses_exceed');
  expect(because({ addresses: ['198.51.100.7', '203.0.113.1'] })).toBe('addresses_exceed');
  const ofBefore = aToken({ scopes: null, expiresAt: null });
  expect(excessOf({ ...asked, scopes: ['*'], expiresAt: daysAfter(noon, 365) }, ofBefore)).toBeNull();
});

test('a rotated token is given as many days as the old one; one without an end the usual number', () => {
  expect(daysGiven(aToken())).toBe(30);
  expect(daysGiven(aToken({ expiresAt: hoursAfter(noon, 2) }))).toBe(1);
  expect(daysGiven(aToken({ expiresAt: null }))).toBe(90);
});

test('scopes that there are none of, and more days than are allowed, are named', () => {
  expect(() => checkForm({ scopes: ['read', 'deployments:*'], days: 30 }, 30)).not.toThrow();
  expect(() => checkForm({ scopes: ['read', 'deployments:teleport'], days: 31 }, 30)).toThrow(
    expect.objectContaining({
      code: 'invalid_input',
      details: {
        fields: [
          { field: 'scopes.1', reason: { code: 'scope_unknown', params: { scope: 'deployments:teleport' } } },
          { field: 'days', reason: { code: 'number_too_large', params: { max: 30 } } },
        ],
      },
    }),
  );
});

test('of the same, one a minute goes on record, with how many were left out', () => {
  let now = noon;
  const mayRecord = oncePerMinute({ now: () => now });
  const after = (seconds: number) => {
    now = new Date(noon.getTime() + seconds * 1_000);
  };
  expect(mayRecord('a')?.leftOut).toBe(0);
  expect(mayRecord('a')).toBeNull();
  expect(mayRecord('b')?.leftOut).toBe(0);
  after(59);
  expect(mayRecord('a')).toBeNull();
  after(60);
  expect(mayRecord('a')?.leftOut).toBe(2);
  after(120);
  expect(mayRecord('a')?.leftOut).toBe(0);
});

test('of ever new ones few a minute go on record by themselves, and the rest as one, with how many they are', () => {
  let now = noon;
  const mayRecord = fewPerMinute({ now: () => now }, 2);
  const alone = expect.objectContaining({ leftOut: 0, isGathered: false });
  expect([mayRecord('guess', 'a'), mayRecord('guess', 'b'), mayRecord('guess', 'c')]).toEqual([
    alone,
    alone,
    expect.objectContaining({ leftOut: 0, isGathered: true }),
  ]);
  const more = Array.from({ length: 100_000 }, (_, n) => mayRecord('guess', `d${n}`));
  expect(more.every((one) => one === null)).toBe(true);
  now = new Date(noon.getTime() + 60_000);
  expect(mayRecord('guess', 'a')).toEqual(alone);
  expect(mayRecord('guess', 'e')).toEqual(alone);
  expect(mayRecord('guess', 'f')).toMatchObject({ leftOut: 100_000, isGathered: true });
});
