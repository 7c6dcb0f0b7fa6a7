// What a person would hold after this request, against what they may.
import type { Me, Usage } from '@portal/types';
import type { Draft } from './create-draft.ts';

const measures = ['deployments', 'vcpus', 'memoryMiB', 'diskGiB'] as const satisfies readonly (keyof Usage)[];
type Measure = (typeof measures)[number];

export interface Forecast {
  readonly measure: Measure;
  readonly used: number;
  readonly added: number;
  readonly limit: number;
  readonly over: boolean;
}

export const quotaForecast = ({ policy, usage }: Pick<Me, 'policy' | 'usage'>, draft: Draft): readonly Forecast[] => {
  const added: Usage = {
    deployments: 1,
    vcpus: draft.vcpus ?? 0,
    memoryMiB: draft.memoryMiB ?? 0,
    diskGiB: draft.diskGiB ?? 0,
  };
  return measures.map((measure) => ({
    measure,
    used: usage[measure],
    added: added[measure],
    limit: policy[measure],
    over: usage[measure] + added[measure] > policy[measure],
  }));
};
