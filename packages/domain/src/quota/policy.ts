// How much each role may hold at once. Policy is a table; whether a request fits is arithmetic on it.
import type { LimitFigure, Policy, Role, Usage } from '@portal/types';

const GIB = 1024;

const supportPolicy = { deployments: 8, vcpus: 24, memoryMiB: 48 * GIB, diskGiB: 600 } as const;

/** Sums over a person's live deployments may not pass these. An auditor looks and holds nothing. */
export const rolePolicies = {
  support: supportPolicy,
  template_admin: supportPolicy,
  lead: { deployments: 20, vcpus: 64, memoryMiB: 128 * GIB, diskGiB: 1_600 },
  auditor: { deployments: 0, vcpus: 0, memoryMiB: 0, diskGiB: 0 },
  admin: { deployments: 500, vcpus: 2_000, memoryMiB: 4_096 * GIB, diskGiB: 40_000 },
} as const satisfies Record<Role, Policy>;

const measures = ['deployments', 'vcpus', 'memoryMiB', 'diskGiB'] as const satisfies readonly (keyof Policy)[];

/** Every limit that `requested` on top of `used` would pass; empty when it fits. Names are `policy.<measure>`. */
export const policyViolations = (policy: Policy, used: Usage, requested: Usage): LimitFigure[] =>
  measures
    .filter((measure) => used[measure] + requested[measure] > policy[measure])
    .map((measure) => ({
      name: `policy.${measure}`,
      limit: policy[measure],
      used: used[measure],
      requested: requested[measure],
    }));
