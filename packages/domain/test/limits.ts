// Limits as the tests need them: those that the migration makes for the role support, and what is held.
import { type Held, heldMeasures, type LimitMeasure, limitMeasures, recordOf, type Usage } from '@portal/types';
import type { Holding } from '../src/limits/evaluate.ts';
import type { LimitRule } from '../src/ports/limits.ts';

export const nothing: Held = recordOf(heldMeasures, () => 0);
export const supportLimits: Usage = { deployments: 8, vcpus: 24, memoryMiB: 49_152, diskGiB: 600 };

export const rulesOf = (
  limits: Partial<Record<LimitMeasure, number>>,
  source: LimitRule['source'] = 'role',
): LimitRule[] =>
  limitMeasures.flatMap((measure) => {
    const limit = limits[measure];
    return limit === undefined ? [] : [{ measure, source, limit }];
  });

/** Of somebody with the role support. */
export const holding = (held: Partial<Held> = {}): Holding => ({
  rules: rulesOf(supportLimits),
  use: { person: { ...nothing, ...held } },
});
