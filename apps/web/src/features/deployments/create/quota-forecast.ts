// What would be held after this request, against every limit that holds for the person: their own, and those of what is held together.
import type { Bounds, LimitReport, Me, SizeMeasure } from '@portal/types';
import type { Draft } from './create-draft.ts';

export interface Forecast extends Pick<LimitReport, 'measure' | 'source' | 'used' | 'limit'> {
  readonly added: number;
  readonly over: boolean;
}

/** What others hold too changes while the form is open: it is said, and decided when the VM is asked for. */
export const isTogether = ({ source }: Pick<Forecast, 'source'>): boolean => source.endsWith('_together');

/** A size that the template does not allow is no question of the person's limits: it is refused at its field. */
export const quotaForecast = (
  { limits }: Pick<Me, 'limits'>,
  draft: Draft,
  bounds: Readonly<Record<SizeMeasure, Bounds>>,
): readonly Forecast[] =>
  limits.map(({ measure, source, used, limit }) => {
    const added = measure === 'deployments' ? 1 : (draft[measure] ?? 0);
    const allowed = measure === 'deployments' || (added >= bounds[measure].min && added <= bounds[measure].max);
    return { measure, source, used, added, limit, over: allowed && used + added > limit };
  });
