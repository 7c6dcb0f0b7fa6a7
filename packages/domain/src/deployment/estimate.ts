// When a deployment will be ready, judged by how long its template took lately: for one that waits, as many times that as
// rounds of clones go before it, and its own; for one that is being set up, what is left of it.
import type { ProvisionHistory } from '@portal/types';
import { isBeingMade } from '../deployment-status.ts';
import type { Cluster, Deployment } from '../records.ts';
import type { TemplateVersion } from '../template-records.ts';

export interface EstimateInput {
  readonly deployment: Pick<Deployment, 'rest' | 'operation' | 'statusReason' | 'placedAt'>;
  readonly template: Pick<TemplateVersion, 'cloneMode'>;
  readonly cluster: Pick<Cluster, 'clonesPerStorage' | 'storages'>;
  /** 1 is next in line. */
  readonly queuePosition: number | null;
  readonly history: ProvisionHistory | null;
  readonly clusterUnreachableSince: Date | null;
}

/** Clones of this template that run side by side: full ones spread over the storages, linked ones stay on one. */
const clonesAtOnce = ({ template, cluster }: EstimateInput): number =>
  cluster.clonesPerStorage * (template.cloneMode === 'full' ? Math.max(1, cluster.storages.length) : 1);

/** Seconds from `now`; null where nothing can be said: no history, not on its way, or waiting for something else than its turn. */
export const estimateReady = (input: EstimateInput, now: Date): ProvisionHistory | null => {
  const { deployment, history, queuePosition } = input;
  if (history === null || input.clusterUnreachableSince !== null) return null;
  // What never takes a second needs no forecast.
  if (history.p95Seconds === 0) return null;
  const { samples, medianSeconds, p95Seconds } = history;
  if (!isBeingMade(deployment)) return null;
  if (deployment.placedAt !== null) {
    const elapsed = Math.floor((now.getTime() - deployment.placedAt.getTime()) / 1000);
    const left = (seconds: number): number => Math.max(0, Math.min(seconds, seconds - elapsed));
    return { samples, medianSeconds: left(medianSeconds), p95Seconds: left(p95Seconds) };
  }
  // A reason on a queued one says that it waits for room or for its cluster: history knows nothing of that.
  if (queuePosition === null || deployment.statusReason !== null) return null;
  // Slots come free one after the other: on the average it waits for its share of a round, at worst until the round is over.
  const ahead = queuePosition / clonesAtOnce(input);
  return {
    samples,
    medianSeconds: Math.round(medianSeconds * (ahead + 1)),
    p95Seconds: p95Seconds * (Math.ceil(ahead) + 1),
  };
};
