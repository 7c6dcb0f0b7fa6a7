import { listAuditSchema, listDeploymentsSchema } from '@portal/types';
import { describe, expect, test } from 'vitest';
import { auditInput } from '../src/features/audit/audit-search.ts';
import { listInput, pageSize } from '../src/features/deployments/list/list-search.ts';
import { viewsFor } from '../src/features/deployments/list/views.ts';
import { pageLinks, withFilter } from '../src/features/paging/cursor-trail.ts';
import { me } from './component/examples.ts';

describe('the dashboard reads from the address', () => {
  test('every filter, and the order', () => {
    const params = new URLSearchParams(
      'q=inc&status=stopped&template=debian-13&owner=me&expiresWithinHours=72&sort=-name',
    );
    expect(listInput(params)).toEqual({
      limit: pageSize,
      q: 'inc',
      status: 'stopped',
      template: 'debian-13',
      owner: 'me',
      expiresWithinHours: 72,
      sort: '-name',
    });
  });

  test.each([
    'status=melted',
    'status=constructor',
    `q=${'x'.repeat(101)}`,
    'owner=',
    `template=${'t'.repeat(65)}`,
    'sort=owner',
  ])('nothing that the procedure would refuse: %s', (search) => {
    expect(listInput(new URLSearchParams(search))).toEqual({ limit: pageSize });
  });
});

describe('a filter in the address is kept exactly when the procedure takes it', () => {
  const values = ['a', 'running', 'running,stopped', 'running,', 'melted', 'a\u0000b', 'a\tb', 'a b', 'ä'];
  const longs = [63, 64, 65, 100, 101, 254, 255].map((length) => 'x'.repeat(length));

  test.each(['q', 'status', 'template', 'owner'] as const)('%s', (name) => {
    for (const value of [...values, ...longs]) {
      const taken = listDeploymentsSchema.safeParse({ [name]: value });
      expect(listInput(new URLSearchParams({ [name]: value })), JSON.stringify(value)).toEqual({
        limit: pageSize,
        ...(taken.success && taken.data),
      });
    }
  });
});

test.each([
  ['1', 1],
  ['8760', 8760],
  ['8761', undefined],
  ['0', undefined],
  ['1.5', undefined],
  ['1e2', undefined],
  ['soon', undefined],
])('of hours to the end of a lease the dashboard takes what the procedure takes: %s', (text, hours) => {
  expect(listInput(new URLSearchParams({ expiresWithinHours: text })).expiresWithinHours).toBe(hours);
  if (hours !== undefined) expect(listDeploymentsSchema.safeParse({ expiresWithinHours: hours }).success).toBe(true);
});

describe('the views of the dashboard', () => {
  const everybody = ['support', 'lead', 'admin'] as const;
  test.each(everybody)('are filters that the procedure takes, for %s', (role) => {
    const sees = role === 'support' ? 'own' : role === 'lead' ? 'team' : 'all';
    const rights = { ...me.rights, sees, administration: role === 'admin' ? 'act' : 'none' } as const;
    for (const { name, search } of viewsFor({ ...me, rights })) {
      const params = new URLSearchParams(search);
      const { limit: _limit, ...input } = listInput(params);
      expect(Object.keys(input).toSorted(), name).toEqual([...params.keys()].toSorted());
      expect(listDeploymentsSchema.safeParse(input).success, name).toBe(true);
    }
  });
});

describe('the audit page reads from the address', () => {
  test('days as they begin and end in the reader’s time zone', () => {
    const input = auditInput(new URLSearchParams('from=2026-03-29&to=2026-03-29'), 'Europe/Berlin');
    expect(input.from).toBe('2026-03-28T23:00:00.000Z');
    expect(input.to).toBe('2026-03-29T21:59:59.999Z');
  });

  test('nothing that the procedure would refuse', () => {
    const input = auditInput(new URLSearchParams('from=yesterday&outcome=odd&actor=%20&subject='), 'UTC');
    expect(input).toEqual({ limit: expect.any(Number), steps: false });
  });

  test('every other filter', () => {
    const search = 'actor=sam&action=deployment.&outcome=refused&subject=0199&after=c1';
    const input = auditInput(new URLSearchParams(search), 'UTC');
    expect(input).toMatchObject({
      actor: 'sam',
      action: 'deployment.',
      outcome: 'refused',
      subjectId: '0199',
      cursor: 'c1',
    });
    expect(listAuditSchema.safeParse(input).success).toBe(true);
  });
});

describe('the steps of an operation are left out', () => {
  const isFolded = (search: string): boolean => auditInput(new URLSearchParams(search), 'UTC').steps === false;

  test.each(['', 'outcome=failed', 'action=deployment.', 'subject=0199', 'ticket=CASE-1'])('%s', (search) => {
    expect(isFolded(search)).toBe(true);
    expect(isFolded(`${search}&steps=all`)).toBe(false);
  });

  test.each(['action=deployment.step_done', 'operation=0199', 'request=r', 'actor=sam'])(
    'but not with %s',
    (search) => {
      expect(isFolded(search)).toBe(false);
    },
  );
});

describe('pages in the address', () => {
  test('lead forward by the next cursor and back by the trail', () => {
    expect(pageLinks('/', new URLSearchParams('q=a&after=c1'), 'c2')).toEqual({
      page: 2,
      previousHref: '/?q=a',
      nextHref: '/?q=a&after=c1&after=c2',
    });
  });

  test('begin anew when a filter changes', () => {
    expect(withFilter('/', new URLSearchParams('q=a&after=c1'), { q: 'b' })).toBe('/?q=b');
    expect(withFilter('/', new URLSearchParams('q=a&after=c1'), { q: null })).toBe('/');
  });
});
