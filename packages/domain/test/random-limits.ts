// Limits as they may be set, drawn, and what they come to for each holder: said once more, and otherwise than by the evaluation.
import {
  isUsageMeasure,
  isVmMeasure,
  type LimitMeasure,
  limitMaxima,
  limitMeasures,
  limitSources,
} from '@portal/types';
import fc from 'fast-check';
import type { LimitRule } from '../src/ports/limits.ts';

const sources = limitSources.filter((source) => source !== 'portal');

/** At most one of each source and measure, as the database keeps them, but for what is granted to a person; and of each VM none together. */
export const limitRules: fc.Arbitrary<LimitRule[]> = fc
  .uniqueArray(
    fc.record({
      measure: fc.constantFrom(...limitMeasures),
      source: fc.constantFrom(...sources),
      limit: fc.integer({ min: 0, max: 60 }),
    }),
    {
      selector: ({ measure, source, limit }) => `${measure} ${source} ${source === 'person' ? limit : ''}`,
      maxLength: 32,
    },
  )
  .map((drawn) => drawn.filter(({ measure, source }) => !isVmMeasure(measure) || !source.endsWith('_together')));

/** No limit is as high as nothing. */
export const most = (rules: readonly LimitRule[], measure: LimitMeasure) => {
  const least = (...of: LimitRule['source'][]): number =>
    Math.min(
      isUsageMeasure(measure) ? limitMaxima[measure] : Number.POSITIVE_INFINITY,
      ...rules.filter((rule) => rule.measure === measure && of.includes(rule.source)).map(({ limit }) => limit),
    );
  const granted = rules.filter((rule) => rule.measure === measure && rule.source === 'person');
  const own = granted.length > 0 ? Math.max(...granted.map(({ limit }) => limit)) : least('everyone', 'role', 'team');
  return {
    ...{ person: own, vm: own, team: least('team_together'), everyone: least('everyone_together') },
    ...{ template: least('template_together'), cluster: least('cluster_together') },
  };
};
