import { expect, test } from 'vitest';
import { holding, nothing, rulesOf } from '../../test/limits.ts';
import { aTemplate } from '../../test/records.ts';
import { templateViolations } from '../template/bounds.ts';
import { evaluate } from './evaluate.ts';
import { figuresOver, isNonEmpty, limitExceeded } from './exceeded.ts';

const size = (figure: number) => ({ vcpus: figure, memoryMiB: figure, diskGiB: figure, ttlHours: figure });
const more = { deployments: 9, vcpus: 9, memoryMiB: 9, diskGiB: 9 };

test('a limit is told with whose it is, what is used and what was asked for', () => {
  const figures = figuresOver(evaluate({ ...holding(), rules: rulesOf(nothing) }, { person: more }));
  if (!isNonEmpty(figures)) throw new Error('it fits');
  const { code, details, reason } = limitExceeded(figures);
  expect([code, details.limits]).toEqual(['limit_exceeded', figures]);
  expect(figures[0]).toEqual({ name: 'policy.deployments', source: 'role', limit: 0, used: 0, requested: 9 });
  const told = ['deployments', 'vcpus', 'memoryMiB', 'diskGiB'].map((measure) => ({
    code: 'limit_reached',
    params: { measure, source: 'role', of: null, limit: 0, used: 0, requested: 9 },
  }));
  expect(reason).toEqual({ code: 'over_limit', params: { figures: told } });
});

test('a bound of a template is told by its name', () => {
  const figures = [...templateViolations(aTemplate(), size(0)), ...templateViolations(aTemplate(), size(1_000_000))];
  if (!isNonEmpty(figures)) throw new Error('it fits');
  expect(figures).toHaveLength(8);
  const told = figures.map(({ name, ...rest }) => ({
    code: 'limit_figure',
    params: { name: name.replaceAll('.', '_'), ...rest },
  }));
  expect(limitExceeded(figures).reason).toEqual({ code: 'over_limit', params: { figures: told } });
});
