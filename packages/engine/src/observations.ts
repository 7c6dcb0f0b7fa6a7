// The latest look at each cluster, kept for half a minute: where a template's VM is does not change from clone to clone.
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
  const known = (clusterId: string): ClusterObservation | null => {
    const last = latest.get(clusterId);
    return last !== undefined && ports.clock.now().getTime() - last.at < maxAgeMs ? last.observation : null;
  };
  return {
    /** Asks the cluster now, and remembers. */
    fresh,
    /** The last one, not older than `maxAgeMs`, without asking; null where there is none. */
    known,
    /** Not older than `maxAgeMs`; asks only when there is none. */
    recent: async (clusterId: string, signal: AbortSignal) => known(clusterId) ?? fresh(clusterId, signal),
    forget: (clusterId: string) => latest.delete(clusterId),
  };
};
