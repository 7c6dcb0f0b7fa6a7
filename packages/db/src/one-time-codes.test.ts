import { expect, test } from 'vitest';
import { codeAt, newCodeSecret, stepAt, stepOfCode } from './one-time-codes.ts';

/** RFC 6238, appendix B, in base 32; the last six of its eight digits. */
const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

test.each([
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
])('at second %i the code is that of the RFC', (second, code) => {
  expect(codeAt(secret, stepAt(new Date(second * 1_000)))).toBe(code);
});

test('a code is taken half a minute early or late, and no more, and none of another form', () => {
  const at = new Date('2026-11-28T12:00:15Z');
  const now = stepAt(at);
  const stepOf = (code: string) => stepOfCode({ secret, code, at });
  expect([-2, -1, 0, 1, 2].map((more) => stepOf(codeAt(secret, now + more)))).toEqual([
    null,
    now - 1,
    now,
    now + 1,
    null,
  ]);
  for (const code of ['', '12345', '1234567', 'abcdef']) expect(stepOf(code)).toBeNull();
});

test('secrets have 160 bits in the letters that apps take, and no two are the same', () => {
  const [one, other] = [newCodeSecret(), newCodeSecret()];
  expect(one).toMatch(/^[A-Z2-7]{32}$/);
  expect(one).not.toBe(other);
});
