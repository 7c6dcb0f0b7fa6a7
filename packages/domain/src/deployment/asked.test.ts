import { expect, test } from 'vitest';
import { askedAgain } from './asked.ts';

const id = '0198a2c0-0000-7000-8000-000000000001';

test('what an operation has kept is asked once more', () => {
  expect(askedAgain('resize', id, { vcpus: 4 })).toEqual({ action: 'resize', id, vcpus: 4 });
  expect(askedAgain('rollback', id, { snapshotId: id })).toEqual({ action: 'rollback', id, snapshotId: id });
  expect(askedAgain('stop', id, {})).toEqual({ action: 'stop', id });
});

test.each(['resize', 'rollback', 'remove_snapshot'] as const)(
  'a %s from before operations kept what they were asked for with cannot be asked for once more',
  (action) => {
    expect(askedAgain(action, id, {})).toBeNull();
  },
);

test('what its action’s schema refuses today cannot be asked for once more', () => {
  expect(askedAgain('resize', id, { vcpus: 'many' })).toBeNull();
  expect(askedAgain('snapshot', id, { label: 'x'.repeat(1_000) })).toBeNull();
});
