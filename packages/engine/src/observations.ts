// The latest look at each cluster, kept for a few seconds: where a template's VM is does not change from clone to clone.
import type { Clock, ClusterObservation, Hypervisors } from '@portal/domain';

export interface Observations {
  /** Asks the cluster now, and remembers. */
  fresh(clusterId: string, signal: AbortSignal): Promise<ClusterObservation>;
  /** Not older than `maxAgeMs`; asks only when there is none. */
  recent(clusterId: string, signal: AbortSignal): Promise<ClusterObservation>;
  /** The last one, however old, without asking; null before the first. */
  known(clusterId: string): ClusterObservation | null;
  forget(clusterId: string): void;
}

const maxAgeMs = 30_000;

export const createObservations = (ports: { hypervisors: Hypervisors; clock: Clock }): Observations => {
  const latest = new Map<string, { at: number; observation: ClusterObservation }>();
  const fresh = async (clusterId: string, signal: AbortSignal) => {
    const observation = await ports.hypervisors.of(clusterId).observe(signal);
    latest.set(clusterId, { at: ports.clock.now().getTime(), observation });
    return observation;
  };
  return {
    fresh,
    async recent(clusterId, signal) {
      const known = latest.get(clusterId);
      const current = known !== undefined && ports.clock.now().getTime() - known.at < maxAgeMs;
      return current ? known.observation : fresh(clusterId, signal);
    },
    known: (clusterId) => latest.get(clusterId)?.observation ?? null,
    forget(clusterId) {
      latest.delete(clusterId);
    },
  };
};
