// The latest look at each cluster, kept for half a minute: where a template's VM is does not change from clone to clone. On which
// storages its drives stand, where a linked clone goes by, hardly ever changes: that is kept for longer.
import {
  type Clock,
  type ClusterObservation,
  type GuestConfig,
  type GuestRef,
  HypervisorError,
  type Hypervisors,
  type Log,
} from '@portal/domain';
import { orFault } from './faults.ts';

export type Observations = ReturnType<typeof createObservations>;

const maxAgeMs = 30_000;
const storagesMaxAgeMs = 10 * 60_000;

interface Kept<Value> {
  readonly at: number;
  readonly value: Value;
}

interface ObservationPorts {
  readonly hypervisors: Hypervisors;
  readonly clock: Clock;
  readonly log: Log;
}

export const createObservations = ({ hypervisors, clock, log }: ObservationPorts) => {
  const latest = new Map<string, Kept<ClusterObservation>>();
  const storages = new Map<string, Kept<GuestConfig['driveStorages']>>();
  const keep = <Value>(kept: Map<string, Kept<Value>>, key: string, value: Value): Value => {
    kept.set(key, { at: clock.now().getTime(), value });
    return value;
  };
  const young = <Value>(kept: Map<string, Kept<Value>>, key: string, withinMs: number): Value | null => {
    const found = kept.get(key);
    return found !== undefined && clock.now().getTime() - found.at < withinMs ? found.value : null;
  };
  const fresh = async (clusterId: string, signal: AbortSignal) =>
    keep(latest, clusterId, await hypervisors.of(clusterId).observe(signal));
  const known = (clusterId: string): ClusterObservation | null => young(latest, clusterId, maxAgeMs);
  return {
    /** Asks the cluster now, and remembers. */
    fresh,
    /** The last one, not older than `maxAgeMs`, without asking; null where there is none. */
    known,
    /** Not older than `maxAgeMs`; asks only when there is none. */
    recent: async (clusterId: string, signal: AbortSignal) => known(clusterId) ?? fresh(clusterId, signal),
    forget: (clusterId: string) => latest.delete(clusterId),
    /** By disk key. Null where it cannot be read now: placement then goes by the cluster's settings. */
    async templateStorages(clusterId: string, source: GuestRef, signal: AbortSignal) {
      const key = `${clusterId}:${source.vmid}`;
      const kept = young(storages, key, storagesMaxAgeMs);
      if (kept !== null) return kept;
      const config = await orFault(hypervisors.of(clusterId).guestConfig(source, signal));
      if (!(config instanceof HypervisorError)) return keep(storages, key, config.driveStorages);
      log.warn('a template’s storages could not be read', { clusterId, ...source, reason: config.message });
      return null;
    },
  };
};
