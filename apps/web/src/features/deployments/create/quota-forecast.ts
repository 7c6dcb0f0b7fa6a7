// What would be held after this request, against every limit that holds for it: the person’s own, and those of what is held together.
import type { Bounds, LimitMeasure, LimitReport } from '@portal/types';
import type { Draft, SizeName } from './create-draft.ts';

export interface Forecast extends Pick<LimitReport, 'measure' | 'source' | 'of' | 'used' | 'limit'> {
  readonly added: number;
  readonly over: boolean;
}

/** Which field of the form says how much there will be more; `one` more VM. What a new VM has none of is left out, as are the hours of one without an end. */
const asked = {
  deployments: 'one',
  running: 'one',
  vcpus: 'vcpus',
  memoryMiB: 'memoryMiB',
  diskGiB: 'diskGiB',
  leaseHours: 'ttlHours',
  lifetimeHours: 'ttlHours',
  snapshots: null,
  extensions: null,
} as const satisfies Record<LimitMeasure, SizeName | 'one' | null>;

/** A figure that the template does not allow is no question of the person's limits: it is refused at its field. */
export const quotaForecast = (
  { limits }: { readonly limits: readonly LimitReport[] },
  draft: Draft,
  bounds: Readonly<Record<SizeName, Bounds>>,
): readonly Forecast[] =>
  limits.flatMap(({ measure, source, of, used, limit }) => {
    const field = asked[measure];
    if (field === null) return [];
    const added = field === 'one' ? 1 : (draft[field] ?? 0);
    if (added === 'none') return [];
    const allowed = field === 'one' || (added >= bounds[field].min && added <= bounds[field].max);
    return [{ measure, source, of, used, added, limit, over: allowed && used + added > limit }];
  });
