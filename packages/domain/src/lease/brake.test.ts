import { expect, test } from 'vitest';
import { hoursAfter, noon } from '../../test/records.ts';
import { brakeOn } from './brake.ts';

const due = { deleteAt: noon };
const hourly = { perHour: 3, now: noon };
const moving = { isStopped: false, resumedAt: null, begun: 0 };

test('so many are deleted in an hour, and the next one stops them all', () => {
  expect([0, 1, 2, 3, 4].map((begun) => brakeOn(due, { ...moving, begun }, hourly))).toEqual([
    ...['delete', 'delete', 'delete'],
    ...['stop', 'stop'],
  ]);
});

test('while it is stopped everything waits, also what an administrator let go once', () => {
  expect(brakeOn(due, { isStopped: true, resumedAt: hoursAfter(noon, 1), begun: 0 }, hourly)).toBe('wait');
});

test('what was due when an administrator let it go on is deleted, however much that is; what falls due later is counted', () => {
  const resumed = { ...moving, begun: 3 };
  expect(brakeOn(due, { ...resumed, resumedAt: noon }, hourly)).toBe('delete');
  expect(brakeOn({ deleteAt: hoursAfter(noon, 1) }, { ...resumed, resumedAt: noon }, hourly)).toBe('stop');
  expect(brakeOn(due, { ...resumed, resumedAt: noon }, { ...hourly, now: hoursAfter(noon, 0.9) })).toBe('delete');
});

test('what was let go and not deleted within the hour, as one that was protected meanwhile, is counted as any other', () => {
  const resumed = { ...moving, begun: 3, resumedAt: noon };
  expect(brakeOn(due, resumed, { ...hourly, now: hoursAfter(noon, 1) })).toBe('stop');
});
