// What the people of a team may hold together: the sum of what each may, and no more than the team may together.
import { isContingent, type Policy, type Role, recordOf, type Usage, usageMeasures } from '@portal/types';
import type { LimitRow } from '../change.ts';
import { policyOf } from '../limits/evaluate.ts';
import type { LimitRule } from '../ports/limits.ts';

/** How many people of a role have these limits of their own. */
interface PeopleCount {
  readonly teamId: string | null;
  readonly role: Role;
  readonly granted: { readonly [Measure in keyof Usage]?: number | undefined };
  readonly count: number;
}

type SharedLimit = Pick<LimitRow, 'subject' | 'role' | 'teamId' | 'measure' | 'together' | 'value'>;

const rulesFor = (limits: readonly SharedLimit[], { teamId, role, granted }: PeopleCount): LimitRule[] => [
  ...limits.flatMap(({ subject, measure, value: limit, ...of }): LimitRule[] => {
    if (of.together || subject === 'person' || isContingent(subject)) return [];
    const holds = subject === 'everyone' || (subject === 'role' ? of.role === role : of.teamId === teamId);
    return holds ? [{ measure, source: subject, limit }] : [];
  }),
  ...usageMeasures.flatMap((measure): LimitRule[] => {
    const limit = granted[measure];
    return limit === undefined ? [] : [{ measure, source: 'person', limit }];
  }),
];

export const teamLimit = (
  teamId: string | null,
  people: readonly PeopleCount[],
  limits: readonly SharedLimit[],
): Policy => {
  const policies = people.map((some) => ({ policy: policyOf(rulesFor(limits, some)), count: some.count }));
  return recordOf(usageMeasures, (measure) =>
    Math.min(
      policies.reduce((sum, { policy, count }) => sum + count * policy[measure], 0),
      ...limits
        .filter((limit) => limit.together && limit.teamId === teamId && limit.subject === 'team')
        .filter((limit) => limit.measure === measure)
        .map(({ value }) => value),
    ),
  );
};
