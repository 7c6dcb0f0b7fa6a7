import { expect, test } from 'vitest';
import { aTemplate } from '../../test/records.ts';
import { policyViolations } from '../quota/policy.ts';
import { templateViolations } from '../template/bounds.ts';
import { isNonEmpty, limitExceeded } from './limits.ts';

const nothing = { deployments: 0, vcpus: 0, memoryMiB: 0, diskGiB: 0 };
const everything = { deployments: 9, vcpus: 9, memoryMiB: 9, diskGiB: 9 };
const size = (figure: number) => ({ vcpus: figure, memoryMiB: figure, diskGiB: figure, ttlHours: figure });

/** Every figure that a request can run into. */
const figures = [
  ...policyViolations(nothing, nothing, everything),
  ...templateViolations(aTemplate(), size(0)),
  ...templateViolations(aTemplate(), size(1_000_000)),
];

test('every limit that exists is among the cases below', () => {
  expect(figures.map(({ name }) => name)).toHaveLength(12);
});

test.each(figures)('$name is told in words: limit, used and requested', (figure) => {
  const error = limitExceeded([figure]);
  expect(error.code).toBe('limit_exceeded');
  expect(error.details.limits).toEqual([figure]);
  expect(error.message).not.toContain(figure.name);
  expect(error.message).toMatch(
    new RegExp(
      `^Over the limit\\. ${figure.limit} [a-zA-Z ,]+: ${figure.used} in use, ${figure.requested} requested\\.$`,
    ),
  );
});

test('several limits are told one after the other', () => {
  if (!isNonEmpty(figures)) throw new Error('there are limits');
  expect(limitExceeded(figures).message.split(' requested.')).toHaveLength(figures.length + 1);
});
