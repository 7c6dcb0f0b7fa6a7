// Limits as the tests need them: those that the migration makes for the role support, and what is held.
import { limitMeasures, type Usage } from '@portal/types';
import type { Holding } from '../src/limits/evaluate.ts';
import type { LimitRule } from '../src/ports/limits.ts';

export const nothing: Usage = { deployments: 0, vcpus: 0, memoryMiB: 0, diskGiB: 0 };
export const supportLimits: Usage = { deployments: 8, vcpus: 24, memoryMiB: 49_152, diskGiB: 600 };

export const rulesOf = (limits: Partial<Usage>, source: LimitRule['source'] = 'role'): LimitRule[] =>
  limitMeasures.flatMap((measure) => {
    const limit = limits[measure];
    return limit === undefined ? [] : [{ measure, source, limit }];
  });

/** Of somebody with the role support. */
export const holding = (held: Partial<Usage> = {}): Holding => ({
  rules: rulesOf(supportLimits),
  use: { person: { ...nothing, ...held } },
});
