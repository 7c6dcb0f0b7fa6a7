// On which storages a template's drives stand: read once from its configuration and kept for a while, since a template
// hardly ever moves between storages. Where a linked clone goes follows from it.
import { type Clock, type GuestRef, HypervisorError, type Hypervisors, type Log } from '@portal/domain';
import { orFault } from '../or-fault.ts';

export type TemplateStorages = ReturnType<typeof createTemplateStorages>;

type DriveStorages = Readonly<Record<string, string>>;

const maxAgeMs = 10 * 60_000;

export const createTemplateStorages = (ports: {
  readonly hypervisors: Hypervisors;
  readonly clock: Clock;
  readonly log: Log;
}) => {
  const known = new Map<string, { readonly at: number; readonly storages: DriveStorages }>();
  /** Null where it cannot be read now: placement then goes by the cluster's settings. */
  return async (clusterId: string, source: GuestRef, signal: AbortSignal): Promise<DriveStorages | null> => {
    const key = `${clusterId}:${source.vmid}`;
    const now = ports.clock.now().getTime();
    const kept = known.get(key);
    if (kept !== undefined && now - kept.at < maxAgeMs) return kept.storages;
    const config = await orFault(ports.hypervisors.of(clusterId).guestConfig(source, signal));
    if (config instanceof HypervisorError) {
      ports.log.warn('a template’s storages could not be read', { clusterId, ...source, reason: config.message });
      return null;
    }
    const { driveStorages: storages } = config;
    known.set(key, { at: now, storages });
    return storages;
  };
};
