import { expect, test } from 'vitest';
import { hoursAfter, noon } from '../test/records.ts';
import { type RecordedVerification, verifyFrom } from './audit-integrity.ts';

const whole: RecordedVerification = {
  ...{ at: noon, firstSeal: 1, lastSeal: 40, total: 400, sealedUntil: noon },
  finding: null,
};
const day = 24;

test('what was never recomputed is, from the first seal on', () => {
  expect(verifyFrom({ last: null, whole: null }, noon)).toBe(1);
});

test('what held the last time is left out for a week, and then all of it is recomputed', () => {
  const given = { last: whole, whole: noon };
  expect(verifyFrom(given, hoursAfter(noon, day))).toBe(41);
  expect(verifyFrom(given, hoursAfter(noon, 7 * day - 1))).toBe(41);
  expect(verifyFrom(given, hoursAfter(noon, 7 * day))).toBe(1);
});

test('after damage all of it is recomputed each time', () => {
  const finding = { kind: 'changed', row: 'r', at: noon, seal: 12 } as const;
  const last = { ...whole, firstSeal: 41, finding };
  expect(verifyFrom({ last, whole: noon }, hoursAfter(noon, day))).toBe(1);
});
