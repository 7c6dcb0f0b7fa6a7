// When a cluster counts as not answering. One cycle in vain says nothing: a proxy restarts, or the breaker is still open
// after a moment of trouble that is over. It takes two cycles in which the cluster itself was asked, ten seconds apart;
// where the breaker lets none through, it takes longer than the breaker's own cool-down. One answer ends it.
import { type Cluster, clusterActions, clusterEvent, type HypervisorError, type LastObservation } from '@portal/domain';
import { sameReason } from '@portal/types';
import { record } from '../commits.ts';
import type { EnginePorts } from '../engine-ports.ts';
import { observeActor } from './look.ts';

/** Cycles in a row without an answer. */
export interface Misses {
  readonly since: Date;
  /** Those in which the cluster was asked, or is known to answer the same. */
  readonly asked: number;
}

const askedInVain = 2;
const silentForMs = 10_000;
/** The breaker asks again after 30 s at most, and an answer to that would have ended the row. */
const unaskedForMs = 45_000;

/** A breaker that a refused token opened says what asking again would. */
const hasAnswered = ({ code, reason }: HypervisorError): boolean =>
  code !== 'circuit_open' || reason.code === 'pve_unauthenticated';

export const afterMiss = (misses: Misses | null, fault: HypervisorError, now: Date): Misses => ({
  since: misses?.since ?? now,
  asked: (misses?.asked ?? 0) + (hasAnswered(fault) ? 1 : 0),
});

export const isUnreachable = ({ since, asked }: Misses, now: Date): boolean => {
  const silentMs = now.getTime() - since.getTime();
  return silentMs >= unaskedForMs || (asked >= askedInVain && silentMs >= silentForMs);
};

/** What the last observation becomes after a cycle in vain; the first one that proves it unreachable is put on record. */
export const missed = async (
  ports: EnginePorts,
  cluster: Cluster,
  what: { readonly before: LastObservation; readonly misses: Misses; readonly fault: HypervisorError },
): Promise<void> => {
  const { before, misses, fault } = what;
  const { reason } = fault;
  const already = before.unreachableSince !== null;
  if (already && sameReason(before.unreachableReason, reason)) return;
  if (!(already || isUnreachable(misses, ports.clock.now()))) return;
  const since = before.unreachableSince ?? misses.since;
  const detail = { since: since.toISOString(), reason };
  if (!already) {
    await record(ports, observeActor, [clusterEvent(clusterActions.unreachable, cluster, detail, 'failed')]);
  }
  await ports.lastObservations.save({ ...before, unreachableSince: since, unreachableReason: reason });
};

/** Puts the first answer after a silence on record. */
export const answered = async (ports: EnginePorts, cluster: Cluster, before: LastObservation): Promise<void> => {
  if (before.unreachableSince === null) return;
  const detail = { since: before.unreachableSince.toISOString() };
  await record(ports, observeActor, [clusterEvent(clusterActions.reachable, cluster, detail)]);
  await ports.lastObservations.save({ ...before, unreachableSince: null, unreachableReason: null });
};
