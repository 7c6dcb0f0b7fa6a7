// On which storages a template's drives stand: read once from its configuration and kept for a while, since a template
// hardly ever moves between storages. Where a linked clone goes follows from it.
import { type Clock, type GuestRef, HypervisorError, type Hypervisors, type Log } from '@portal/domain';

type DriveStorages = Readonly<Record<string, string>>;

export interface TemplateStorages {
  /** Null where it cannot be read now: placement then goes by the cluster's settings. */
  read(clusterId: string, source: GuestRef, signal: AbortSignal): Promise<DriveStorages | null>;
}

const maxAgeMs = 10 * 60_000;

export const createTemplateStorages = (ports: {
  readonly hypervisors: Hypervisors;
  readonly clock: Clock;
  readonly log: Log;
}): TemplateStorages => {
  const known = new Map<string, { readonly at: number; readonly storages: DriveStorages }>();
  return {
    async read(clusterId, source, signal) {
      const key = `${clusterId}:${source.vmid}`;
      const now = ports.clock.now().getTime();
      const kept = known.get(key);
      if (kept !== undefined && now - kept.at < maxAgeMs) return kept.storages;
      try {
        const { driveStorages: storages } = await ports.hypervisors.of(clusterId).guestConfig(source, signal);
        known.set(key, { at: now, storages });
        return storages;
      } catch (error) {
        if (!(error instanceof HypervisorError)) throw error;
        ports.log.warn('a template’s storages could not be read', { clusterId, ...source, reason: error.message });
        return null;
      }
    },
  };
};
