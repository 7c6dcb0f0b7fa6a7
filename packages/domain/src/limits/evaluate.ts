// Whether a request fits: each limit with what is held of it before and after. Which limits there are is data; this is arithmetic.
import {
  type LimitMeasure,
  type LimitReport,
  type LimitSource,
  limitMaxima,
  limitMeasures,
  recordOf,
  type Usage,
} from '@portal/types';
import type { LimitRule } from '../ports/limits.ts';

/** Whose VMs are counted: one person's, all of a team, everybody's. */
export type Holder = 'person' | 'team' | 'everyone';

/** What holds for somebody, and what is held; nothing of those who have no limit together. */
export interface Holding {
  readonly rules: readonly LimitRule[];
  readonly use: { readonly person: Usage } & { readonly [One in Holder]?: Usage | undefined };
}

/** By whom it counts: who is left out gets no more and no less. */
export type Requested = { readonly [One in Holder]?: Partial<Usage> };

const holderOf = {
  portal: 'person',
  everyone: 'person',
  role: 'person',
  team: 'person',
  person: 'person',
  team_together: 'team',
  everyone_together: 'everyone',
} as const satisfies Record<LimitSource, Holder>;

type InForce = Pick<LimitRule, 'measure' | 'limit' | 'endsAt'> & Pick<LimitReport, 'source'>;

const byLimit = (limits: readonly InForce[]): readonly InForce[] => limits.toSorted((a, b) => a.limit - b.limit);

/** The highest of what is granted to a person counts instead of the others of theirs. */
const inForce = (rules: readonly LimitRule[], measure: LimitMeasure, holder: Holder): InForce | undefined => {
  const theirs = rules.filter((rule) => rule.measure === measure && holderOf[rule.source] === holder);
  const granted = byLimit(theirs.filter(({ source }) => source === 'person')).at(-1);
  if (granted !== undefined || holder !== 'person') return granted ?? byLimit(theirs)[0];
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

/** Every limit in force. Only what asks for more can be over one. Throws where there is a limit and its use is not known. */
export const evaluate = ({ rules, use }: Holding, request: Requested = {}): LimitReport[] =>
  (['person', 'team', 'everyone'] as const).flatMap((holder) =>
    limitMeasures.flatMap((measure) => {
      const limit = inForce(rules, measure, holder);
      if (limit === undefined) return [];
      const used = use[holder]?.[measure];
      if (used === undefined) throw new Error(`The use of ${limit.source} is not known.`);
      const requested = request[holder]?.[measure] ?? 0;
      const figures = { limit: limit.limit, used, requested, after: used + requested };
      const { source, endsAt = null } = limit;
      return [{ measure, source, endsAt: endsAt?.toISOString() ?? null, ...figures, verdict: verdictOf(figures) }];
    }),
  );

/** What one person may hold themselves. */
export const policyOf = (rules: readonly LimitRule[]): Usage =>
  recordOf(limitMeasures, (measure) => inForce(rules, measure, 'person')?.limit ?? 0);
