import {
  type Held,
  heldMeasures,
  isUsageMeasure,
  type LimitMeasure,
  limitMaxima,
  limitMeasures,
  recordOf,
  usageMeasures,
  vmMeasures,
} from '@portal/types';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nothing, rulesOf, supportLimits } from '../../test/limits.ts';
import { limitRules, most } from '../../test/random-limits.ts';
import { ids } from '../../test/records.ts';
import type { LimitRule } from '../ports/limits.ts';
import { evaluate, type Holding, policyOf } from './evaluate.ts';
import { figuresOver } from './exceeded.ts';
import { noVm } from './growth.ts';

const holders = ['person', 'vm', 'team', 'template', 'cluster', 'everyone'] as const;

const upTo = <Measure extends LimitMeasure>(measures: readonly Measure[], max: number) =>
  fc
    .array(fc.integer({ min: 0, max }), { minLength: measures.length, maxLength: measures.length })
    .map((drawn) => recordOf(measures, (measure) => drawn[measures.indexOf(measure)] ?? 0));

const plus = (one: Held, other: Held): Held => recordOf(heldMeasures, (measure) => one[measure] + other[measure]);

describe('which limit holds', () => {
  const limited = (...from: LimitRule[]) =>
    evaluate({ rules: from, use: { person: nothing, vm: noVm, team: nothing } });
  const of = (measure: LimitMeasure, source: LimitRule['source'], limit: number): LimitRule => ({
    ...{ measure, source, limit },
  });

  test('of a grant it says when it ends', () => {
    const endsAt = new Date('2026-12-03T12:00:00.000Z');
    const reports = limited({ ...of('vcpus', 'person', 100), endsAt }, of('vcpus', 'role', 24));
    expect(reports).toContainEqual(expect.objectContaining({ source: 'person', endsAt: endsAt.toISOString() }));
    expect(reports.filter(({ measure }) => measure !== 'vcpus').map((report) => report.endsAt)).not.toContain(endsAt);
  });

  test.each(['vcpus', 'running', 'leaseHours'] as const)(
    'of %s the lowest, with where it is from; a grant to the person instead, be it higher or lower',
    (measure) => {
      const others = [of(measure, 'everyone', 30), of(measure, 'role', 24), of(measure, 'team', 40)];
      expect(limited(...others)).toContainEqual(expect.objectContaining({ measure, source: 'role', limit: 24 }));
      for (const limit of [10, 100]) {
        expect(limited(...others, of(measure, 'person', limit))).toContainEqual(
          expect.objectContaining({ measure, source: 'person', limit }),
        );
      }
    },
  );

  test('without one, what the portal takes, and no other measure is limited', () => {
    expect(policyOf([])).toEqual(recordOf(usageMeasures, (measure) => limitMaxima[measure]));
    expect(limited().map(({ measure, source }) => [measure, source])).toEqual(
      usageMeasures.map((measure) => [measure, 'portal']),
    );
  });

  test('what is held together has its own limit, which no grant to a person lifts', () => {
    const reports = limited(of('vcpus', 'person', 100), of('vcpus', 'team_together', 5));
    expect(reports.filter(({ measure }) => measure === 'vcpus')).toMatchObject([
      { source: 'person', limit: 100 },
      { source: 'team_together', limit: 5 },
    ]);
  });

  test('a contingent names its template or its cluster, and no grant to a person lifts it', () => {
    const lab = { id: ids.cluster, name: 'lab' };
    const rules = [of('memoryMiB', 'person', 9_000), { ...of('memoryMiB', 'cluster_together', 100), of: lab }];
    const holding = { rules, use: { person: nothing, cluster: { memoryMiB: 90 } } };
    const asked = { person: { memoryMiB: 20 }, cluster: { memoryMiB: 20 } };
    expect(evaluate(holding, asked).filter(({ verdict }) => verdict === 'over')).toEqual([
      {
        ...{ measure: 'memoryMiB', source: 'cluster_together', of: lab, endsAt: null },
        ...{ limit: 100, used: 90, requested: 20, after: 110, verdict: 'over' },
      },
    ]);
  });

  test('a limit whose use is not known lets nothing in', () => {
    const asked = { everyone: { vcpus: 1 }, vm: { extensions: 1 } };
    const evaluated = (rules: LimitRule[]) => () => evaluate({ rules, use: { person: nothing } }, asked);
    expect(evaluated(rulesOf({ vcpus: 5 }, 'everyone_together'))).toThrow('everyone_together');
    expect(evaluated(rulesOf({ extensions: 5 }, 'team'))).toThrow('team');
    expect(evaluated(rulesOf({ memoryMiB: 5 }, 'everyone_together'))).not.toThrow();
  });
});

describe('whether a request fits', () => {
  test('it is refused exactly when it asks for more and would pass a limit, with the figures', () => {
    const held = upTo(heldMeasures, 50);
    const more = fc.record({ held: upTo(heldMeasures, 9), vm: upTo(vmMeasures, 9) });
    fc.assert(
      fc.property(limitRules, held, held, upTo(vmMeasures, 50), more, (rules, person, others, vm, asked) => {
        const team = plus(person, others);
        const use = { person, vm, team, template: others, cluster: plus(others, others), everyone: plus(team, person) };
        const together = { team: asked.held, template: asked.held, cluster: asked.held, everyone: asked.held };
        const request = { person: asked.held, vm: asked.vm, ...together };
        const passed = holders.flatMap((holder) =>
          limitMeasures.flatMap((measure) => {
            const limit = most(rules, measure)[holder];
            const [held, more]: Partial<Record<LimitMeasure, number>>[] = [use[holder], request[holder]];
            const [used, requested] = [held?.[measure] ?? 0, more?.[measure] ?? 0];
            if (requested === 0 || used + requested <= limit) return [];
            return [{ name: `policy.${measure}`, source: expect.any(String), ...{ limit, used, requested } }];
          }),
        );
        expect(figuresOver(evaluate({ rules, use }, request))).toEqual(passed);
      }),
    );
  });

  test('what fills a limit exactly fits; one more of anything does not', () => {
    const rules = rulesOf({ ...supportLimits, running: 4, snapshots: 9 });
    const holding = (person: Held): Holding => ({ rules, use: { person } });
    const full = { ...supportLimits, running: 4, snapshots: 9 };
    expect(figuresOver(evaluate(holding(nothing), { person: full }))).toEqual([]);
    for (const measure of heldMeasures) {
      expect(figuresOver(evaluate(holding(full), { person: { [measure]: 1 } }))).toMatchObject([
        { name: `policy.${measure}`, used: full[measure], requested: 1 },
      ]);
    }
  });

  test('what is above a limit that was lowered stays, and may shrink; it may not grow', () => {
    const holding = { rules: rulesOf({ vcpus: 4 }), use: { person: { ...nothing, vcpus: 9 } } };
    const verdicts = (requested: number) =>
      evaluate(holding, { person: { vcpus: requested } }).find(({ measure }) => measure === 'vcpus')?.verdict;
    expect([verdicts(0), verdicts(-2), verdicts(-5), verdicts(1)]).toEqual(['above', 'above', 'within', 'over']);
  });
});

test('the measures of which everybody has a limit are those of the policy', () => {
  expect(limitMeasures.filter(isUsageMeasure)).toEqual(Object.keys(supportLimits));
});
