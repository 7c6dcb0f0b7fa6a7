import { mostTaskLogLines } from '@portal/types';
import { expect, test } from 'vitest';
import { nothingYet, withNewLines } from '../src/features/deployments/followed-log.ts';

const told = (from: number, lines: readonly string[], upid: string | null = 'this') => ({
  ...{ upid, from, lines: [...lines], reason: null },
});

test('what is new is added, and what was told again replaces what is known', () => {
  const first = withNewLines(nothingYet, 'this', told(0, ['a', 'b']));
  const second = withNewLines(first, 'this', told(2, ['c']));
  expect(second).toEqual({ lines: ['a', 'b', 'c'], next: 3, reason: null });
  expect(withNewLines(second, 'this', told(1, ['b', 'c', 'd'])).lines).toEqual(['b', 'c', 'd']);
});

test('the lines of another task are not added', () => {
  const known = withNewLines(nothingYet, 'this', told(0, ['a']));
  expect(withNewLines(known, 'this', told(0, ['x'], 'that'))).toEqual(known);
  expect(withNewLines(known, 'this', told(0, [], null))).toEqual(known);
});

test('of a long log the last lines are kept', () => {
  const many = Array.from({ length: mostTaskLogLines }, (_, n) => `${n}`);
  const { lines, next } = withNewLines(withNewLines(nothingYet, 'this', told(0, many)), 'this', told(500, ['last']));
  expect([lines.length, lines[0], lines.at(-1), next]).toEqual([mostTaskLogLines, '1', 'last', 501]);
});
