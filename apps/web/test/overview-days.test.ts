import { expect, test } from 'vitest';
import { everyDay, secondsOf } from '../src/features/overview/days.ts';

test('a day of which nothing is told stands between its neighbours as one of which nothing is known', () => {
  const [first, last] = [{ day: '2026-10-24' }, { day: '2026-10-27' }];
  const { moments, rows } = everyDay([first, last]);
  expect(rows).toEqual([first, null, null, last]);
  expect(moments).toEqual(['2026-10-24', '2026-10-25', '2026-10-26', '2026-10-27'].map(secondsOf));
  expect(everyDay([last]).rows).toEqual([last]);
  expect(everyDay([])).toEqual({ moments: [], rows: [] });
});
