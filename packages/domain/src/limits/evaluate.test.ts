import { type LimitMeasure, limitMaxima, limitMeasures, type Usage } from '@portal/types';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nothing, rulesOf, supportLimits } from '../../test/limits.ts';
import type { LimitRule } from '../ports/limits.ts';
import { evaluate, type Holder, type Holding, policyOf, type Requested } from './evaluate.ts';
import { figuresOver } from './exceeded.ts';
import { moreFor } from './holding.ts';

const holders = ['person', 'team', 'everyone'] as const;
const sources = ['everyone', 'role', 'team', 'person', 'team_together', 'everyone_together'] as const;

const figures = (figure: (measure: LimitMeasure) => fc.Arbitrary<number>): fc.Arbitrary<Usage> =>
  fc.record({
    deployments: figure('deployments'),
    vcpus: figure('vcpus'),
    memoryMiB: figure('memoryMiB'),
    diskGiB: figure('diskGiB'),
  });

const upTo = (max: number) => figures(() => fc.integer({ min: 0, max }));

/** At most one of each source and measure, as the database keeps them, but for what is granted to a person. */
const rules: fc.Arbitrary<LimitRule[]> = fc.uniqueArray(
  fc.record({
    measure: fc.constantFrom(...limitMeasures),
    source: fc.constantFrom(...sources),
    limit: fc.integer({ min: 0, max: 60 }),
  }),
  {
    selector: ({ measure, source, limit }) => `${measure} ${source} ${source === 'person' ? limit : ''}`,
    maxLength: 24,
  },
);

const limitOf = (from: readonly LimitRule[], measure: LimitMeasure, ...of: LimitRule['source'][]): number =>
  Math.min(
    limitMaxima[measure],
    ...from.filter((rule) => rule.measure === measure && of.includes(rule.source)).map(({ limit }) => limit),
  );

const highest = (from: readonly LimitRule[], measure: LimitMeasure): number =>
  Math.max(...from.filter((rule) => rule.measure === measure && rule.source === 'person').map(({ limit }) => limit));

/** Said once more, and otherwise: what each holder may hold. */
const most = (from: readonly LimitRule[], measure: LimitMeasure): Record<Holder, number> => {
  const isGranted = from.some((rule) => rule.measure === measure && rule.source === 'person');
  return {
    person: isGranted ? highest(from, measure) : limitOf(from, measure, 'everyone', 'role', 'team'),
    team: limitOf(from, measure, 'team_together'),
    everyone: limitOf(from, measure, 'everyone_together'),
  };
};

const fits = (holding: Holding, request: Requested): boolean => figuresOver(evaluate(holding, request)).length === 0;

describe('which limit holds', () => {
  const limited = (...from: LimitRule[]) => evaluate({ rules: from, use: { person: nothing, team: nothing } });
  const vcpus = (source: LimitRule['source'], limit: number): LimitRule => ({ measure: 'vcpus', source, limit });

  test('the lowest, with where it is from; a grant to the person instead, be it higher or lower', () => {
    const others = [vcpus('everyone', 30), vcpus('role', 24), vcpus('team', 40)];
    expect(limited(...others)).toContainEqual(expect.objectContaining({ source: 'role', limit: 24 }));
    for (const limit of [10, 100]) {
      expect(limited(...others, vcpus('person', limit))).toContainEqual(
        expect.objectContaining({ source: 'person', limit }),
      );
    }
  });

  test('of a grant it says when it ends', () => {
    const endsAt = new Date('2026-12-03T12:00:00.000Z');
    const reports = limited({ ...vcpus('person', 100), endsAt }, vcpus('role', 24));
    expect(reports).toContainEqual(expect.objectContaining({ source: 'person', endsAt: endsAt.toISOString() }));
    expect(reports.filter(({ measure }) => measure !== 'vcpus').map((report) => report.endsAt)).not.toContain(endsAt);
  });

  test('without one, what the portal takes', () => {
    expect(policyOf([])).toEqual(limitMaxima);
    expect(limited()).toHaveLength(4);
  });

  test('what is held together has its own limit, which no grant to a person lifts', () => {
    const reports = limited(vcpus('person', 100), vcpus('team_together', 5));
    expect(reports.filter(({ measure }) => measure === 'vcpus')).toMatchObject([
      { source: 'person', limit: 100 },
      { source: 'team_together', limit: 5 },
    ]);
  });

  test('a limit whose use is not known lets nothing in', () => {
    const holding = { rules: rulesOf({ vcpus: 5 }, 'everyone_together'), use: { person: nothing } };
    expect(() => evaluate(holding)).toThrow('everyone_together');
  });
});

describe('whether a request fits', () => {
  test('it is refused exactly when it asks for more and a sum would pass a limit, with the figures', () => {
    fc.assert(
      fc.property(rules, upTo(50), upTo(50), upTo(20), upTo(9), (from, person, others, elsewhere, more) => {
        const team = plus(person, others);
        const use = { person, team, everyone: plus(team, elsewhere) };
        const passed = holders.flatMap((holder) =>
          limitMeasures
            .filter(
              (measure) => more[measure] > 0 && use[holder][measure] + more[measure] > most(from, measure)[holder],
            )
            .map((measure) => ({
              name: `policy.${measure}`,
              source: expect.any(String),
              limit: most(from, measure)[holder],
              used: use[holder][measure],
              requested: more[measure],
            })),
        );
        expect(figuresOver(evaluate({ rules: from, use }, moreFor(holders, more)))).toEqual(passed);
      }),
    );
  });

  test('what fills a limit exactly fits; one more of anything does not', () => {
    const holding = (person: Usage) => ({ rules: rulesOf(supportLimits), use: { person } });
    expect(fits(holding(nothing), { person: supportLimits })).toBe(true);
    for (const measure of limitMeasures) {
      const [report] = evaluate(holding(supportLimits), { person: { [measure]: 1 } }).filter(
        ({ verdict }) => verdict === 'over',
      );
      expect(report).toMatchObject({ measure, after: supportLimits[measure] + 1 });
    }
  });

  test('what is above a limit that was lowered stays, and may shrink; it may not grow', () => {
    const holding = { rules: rulesOf({ vcpus: 4 }), use: { person: { ...nothing, vcpus: 9 } } };
    const verdicts = (requested: number) =>
      evaluate(holding, { person: { vcpus: requested } }).find(({ measure }) => measure === 'vcpus')?.verdict;
    expect([verdicts(0), verdicts(-2), verdicts(-5), verdicts(1)]).toEqual(['above', 'above', 'within', 'over']);
  });
});

const plus = (one: Usage, other: Usage): Usage => ({
  deployments: one.deployments + other.deployments,
  vcpus: one.vcpus + other.vcpus,
  memoryMiB: one.memoryMiB + other.memoryMiB,
  diskGiB: one.diskGiB + other.diskGiB,
});

interface Vm {
  readonly owner: number;
  readonly size: Usage;
}

const people = [0, 1, 2, 3] as const;
const teamOf = (person: number): number => person % 2;
const person = fc.constantFrom(...people);
const size = fc.record({
  deployments: fc.constant(1),
  vcpus: fc.integer({ min: 1, max: 12 }),
  memoryMiB: fc.integer({ min: 1, max: 12 }),
  diskGiB: fc.integer({ min: 1, max: 12 }),
});

type Asked =
  | { readonly kind: 'create'; readonly owner: number; readonly size: Usage }
  | { readonly kind: 'transfer'; readonly pick: number; readonly to: number }
  | { readonly kind: 'resize'; readonly pick: number; readonly vcpus: number }
  | { readonly kind: 'delete'; readonly pick: number };

const asked: fc.Arbitrary<Asked> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('create'), owner: person, size }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('transfer'), pick: fc.nat(), to: person }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('resize'), pick: fc.nat(), vcpus: fc.integer({ min: 1, max: 12 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete'), pick: fc.nat() }) },
);

const sum = (vms: readonly Vm[]): Usage => vms.reduce((total, vm) => plus(total, vm.size), nothing);

const heldBy = (vms: readonly Vm[], owner: number) => ({
  person: sum(vms.filter((vm) => vm.owner === owner)),
  team: sum(vms.filter((vm) => teamOf(vm.owner) === teamOf(owner))),
  everyone: sum(vms),
});

/** One after the other, as the locks of a transaction make them. */
const carryOut = (vms: readonly Vm[], from: readonly LimitRule[], request: Asked): readonly Vm[] => {
  const holding = (owner: number): Holding => ({ rules: from, use: heldBy(vms, owner) });
  if (request.kind === 'create') {
    return fits(holding(request.owner), moreFor(holders, request.size)) ? [...vms, request] : vms;
  }
  const index = request.pick % Math.max(1, vms.length);
  const vm = vms[index];
  if (vm === undefined) return vms;
  if (request.kind === 'delete') return vms.toSpliced(index, 1);
  if (request.kind === 'resize') {
    const more = { vcpus: request.vcpus - vm.size.vcpus };
    const next = { ...vm, size: { ...vm.size, vcpus: request.vcpus } };
    return fits(holding(vm.owner), moreFor(holders, more)) ? vms.with(index, next) : vms;
  }
  if (request.to === vm.owner) return vms;
  const gaining = teamOf(request.to) === teamOf(vm.owner) ? (['person'] as const) : (['person', 'team'] as const);
  return fits(holding(request.to), moreFor(gaining, vm.size)) ? vms.with(index, { ...vm, owner: request.to }) : vms;
};

test('no sequence of creates, transfers, resizes and deletes ever holds more than any limit allows', () => {
  fc.assert(
    fc.property(rules, fc.array(asked, { maxLength: 60 }), (from, requests) => {
      let vms: readonly Vm[] = [];
      for (const request of requests) {
        vms = carryOut(vms, from, request);
        for (const owner of people) {
          const held = heldBy(vms, owner);
          for (const measure of limitMeasures) {
            for (const holder of holders) {
              expect(held[holder][measure]).toBeLessThanOrEqual(most(from, measure)[holder]);
            }
          }
        }
      }
    }),
  );
});
