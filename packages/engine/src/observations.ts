// The latest look at each cluster, kept for a few seconds: where a template's VM is does not change from clone to clone.
import type { Clock, ClusterObservation, Hypervisors } from '@portal/domain';

export type Observations = ReturnType<typeof createObservations>;

const maxAgeMs = 30_000;

export const createObservations = (ports: { hypervisors: Hypervisors; clock: Clock }) => {
  const latest = new Map<string, { at: number; observation: ClusterObservation }>();
  const fresh = async (clusterId: string, signal: AbortSignal) => {
    const observation = await ports.hypervisors.of(clusterId).observe(signal);
    latest.set(clusterId, { at: ports.clock.now().getTime(), observation });
    return observation;
  };
  return {
    /** Asks the cluster now, and remembers. */
    fresh,
    /** Not older than `maxAgeMs`; asks only when there is none. */
    async recent(clusterId: string, signal: AbortSignal): Promise<ClusterObservation> {
      const known = latest.get(clusterId);
      const current = known !== undefined && ports.clock.now().getTime() - known.at < maxAgeMs;
      return current ? known.observation : fresh(clusterId, signal);
    },
    /** The last one, however old, without asking; null before the first. */
    known: (clusterId: string) => latest.get(clusterId)?.observation ?? null,
    forget: (clusterId: string) => latest.delete(clusterId),
  };
};
