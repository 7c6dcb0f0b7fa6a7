// The one answer to how much may be held: what is in force for somebody, what is held, and whether a request fits. Pure, so that the form,
// the transaction that writes and what people read of their limits cannot differ.
import {
  heldMeasures,
  isUsageMeasure,
  isVmMeasure,
  type LimitMeasure,
  type LimitReport,
  type LimitSource,
  limitMaxima,
  type Policy,
  recordOf,
  usageMeasures,
  vmMeasures,
} from '@portal/types';
import type { LimitRule } from '../ports/limits.ts';

/** Which VMs are counted: one person's, all of a team, of a template, on a cluster, everybody's; or the one VM that is asked about. */
const holders = ['person', 'vm', 'team', 'template', 'cluster', 'everyone'] as const;
export type Holder = (typeof holders)[number];

export type Figures = { readonly [Measure in LimitMeasure]?: number };

/** What holds for somebody, and what is held of that. */
export interface Holding {
  readonly rules: readonly LimitRule[];
  readonly use: { readonly [One in Holder]?: Figures | undefined };
}

/** By whom it counts: who is left out gets no more and no less. */
export type Requested = { readonly [One in Holder]?: Figures };

const heldBy = {
  portal: 'person',
  everyone: 'person',
  role: 'person',
  team: 'person',
  person: 'person',
  team_together: 'team',
  template_together: 'template',
  cluster_together: 'cluster',
  everyone_together: 'everyone',
} as const satisfies Record<LimitSource, Holder>;

export const holderOf = ({ measure, source }: Pick<LimitReport, 'measure' | 'source'>): Holder =>
  isVmMeasure(measure) ? 'vm' : heldBy[source];

type InForce = Pick<LimitRule, 'measure' | 'of' | 'limit' | 'endsAt'> & Pick<LimitReport, 'source'>;

const byLimit = (limits: readonly InForce[]): readonly InForce[] => limits.toSorted((a, b) => a.limit - b.limit);

/** The highest of what is granted to a person counts instead of the others of theirs. */
const inForce = (rules: readonly LimitRule[], measure: LimitMeasure, holder: Holder): InForce | undefined => {
  const theirs = rules.filter((rule) => rule.measure === measure && holderOf(rule) === holder);
  const granted = byLimit(theirs.filter(({ source }) => source === 'person')).at(-1);
  if (granted !== undefined || holder !== 'person' || !isUsageMeasure(measure)) return granted ?? byLimit(theirs)[0];
  return byLimit([...theirs, { measure, source: 'portal', limit: limitMaxima[measure] }])[0];
};

const verdictOf = ({
  limit,
  requested,
  after,
}: Pick<LimitReport, 'limit' | 'requested' | 'after'>): LimitReport['verdict'] => {
  if (after <= limit) return 'within';
  return requested > 0 ? 'over' : 'above';
};

/** Every limit in force whose use is known. Only what asks for more can be over one: it throws where the use of that is not known. */
export const evaluate = ({ rules, use }: Holding, request: Requested = {}): LimitReport[] =>
  holders.flatMap((holder) =>
    (holder === 'vm' ? vmMeasures : heldMeasures).flatMap((measure): LimitReport[] => {
      const limit = inForce(rules, measure, holder);
      if (limit === undefined) return [];
      const used = use[holder]?.[measure];
      const requested = request[holder]?.[measure] ?? 0;
      if (used === undefined) {
        if (requested > 0) throw new Error(`The use of ${limit.source} is not known.`);
        return [];
      }
      const figures = { limit: limit.limit, used, requested, after: used + requested };
      const { source, of = null, endsAt = null } = limit;
      const about = { measure, source, ...(of !== null && { of }), endsAt: endsAt?.toISOString() ?? null };
      return [{ ...about, ...figures, verdict: verdictOf(figures) }];
    }),
  );

/** What one person may hold themselves. */
export const policyOf = (rules: readonly LimitRule[]): Policy =>
  recordOf(usageMeasures, (measure) => inForce(rules, measure, 'person')?.limit ?? 0);
