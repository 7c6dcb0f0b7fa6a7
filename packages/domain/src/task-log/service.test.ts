import { expect, test } from 'vitest';
import { linesAfter } from './service.ts';

const kept = { lines: ['c', 'd', 'e'], total: 5 };

test.each([
  ['everything that is kept, where nothing is known', 0, { from: 2, lines: ['c', 'd', 'e'] }],
  ['what is new', 4, { from: 4, lines: ['e'] }],
  ['nothing, where all of it is known', 5, { from: 5, lines: [] }],
  ['another log from its beginning', 6, { from: 2, lines: ['c', 'd', 'e'] }],
] as const)('whoever follows a log is told %s', (_, after, told) => {
  expect(linesAfter(kept, after)).toEqual(told);
});
