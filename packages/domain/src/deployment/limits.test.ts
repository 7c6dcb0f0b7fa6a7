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

test('each limit is told with what it is, what is used and what was asked for', () => {
  if (!isNonEmpty(figures)) throw new Error('there are limits');
  const { code, details, reason } = limitExceeded(figures);
  expect([code, details.limits]).toEqual(['limit_exceeded', figures]);
  const told = figures.map(({ name, ...rest }) => ({
    code: 'limit_figure',
    params: { name: name.replaceAll('.', '_'), ...rest },
  }));
  expect(reason).toEqual({ code: 'over_limit', params: { figures: told } });
});
