// What a person would hold after this request, against what they may.
import type { Bounds, Me, Usage } from '@portal/types';
import { type Draft, type Measure, measures } from './create-draft.ts';

export interface Forecast {
  readonly measure: keyof Usage;
  readonly used: number;
  readonly added: number;
  readonly limit: number;
  readonly over: boolean;
}

/** A size that the template does not allow is no question of the person's limits: it is refused at its field. */
export const quotaForecast = (
  { policy, usage }: Pick<Me, 'policy' | 'usage'>,
  draft: Draft,
  bounds: Readonly<Record<Measure, Bounds>>,
): readonly Forecast[] => {
  const forecast = (measure: keyof Usage, added: number, allowed: boolean): Forecast => {
    const [used, limit] = [usage[measure], policy[measure]];
    return { measure, used, added, limit, over: allowed && used + added > limit };
  };
  return [
    forecast('deployments', 1, true),
    ...measures.map((size) => {
      const wanted = draft[size] ?? 0;
      return forecast(size, wanted, wanted >= bounds[size].min && wanted <= bounds[size].max);
    }),
  ];
};
