import { expect, test } from 'vitest';
import { draftSchema, emptyDraft, type TokenDraft } from '../src/features/tokens/token-draft.ts';
import { tokensInput } from '../src/features/tokens/token-search.ts';

const request = (fields: Partial<TokenDraft> = {}) =>
  draftSchema(365).safeParse({ ...emptyDraft(365), name: 'nightly', ...fields });

test('a new token is read only and lasts 90 days, or as long as is allowed', () => {
  expect(request().data).toEqual({ name: 'nightly', scopes: ['read'], days: 90, addresses: [] });
  expect(emptyDraft(30).days).toBe(30);
});

test('what it may be used for follows from the choice, and addresses stand one a line', () => {
  const chosen = { scopes: ['deployments:create', 'snapshots:*'] };
  expect(request({ extent: 'everything', ...chosen }).data?.scopes).toEqual(['*']);
  expect(request({ extent: 'some', ...chosen }).data?.scopes).toEqual(chosen.scopes);
  expect(request({ addresses: ' 192.0.2.7\n\n192.0.2.0/24, 2001:db8::/32 ' }).data?.addresses).toEqual([
    '192.0.2.7',
    '192.0.2.0/24',
    '2001:db8::/32',
  ]);
});

test.each([
  [{ name: ' ' }, 'name'],
  [{ extent: 'some' as const }, 'scopes'],
  [{ days: 366 }, 'days'],
  [{ days: null }, 'days'],
  [{ addresses: 'everywhere' }, 'addresses'],
])('%j is at fault in its field', (fields, field) => {
  expect(request(fields).error?.issues.map(({ path }) => path[0])).toEqual([field]);
});

test('the list shows what works unless the address says all', () => {
  expect(tokensInput('me', new URLSearchParams())).toEqual({ owner: 'me', state: 'usable', limit: 25 });
  expect(tokensInput('all', new URLSearchParams('state=all&after=a&after=b'))).toEqual({
    ...{ owner: 'all', state: 'all', limit: 25, cursor: 'b' },
  });
});
