// The Hypervisor port over one PVE cluster's API.
import type { Hypervisor } from '@portal/domain';
import { createCaller } from './caller.ts';
import { createClusterMethods } from './cluster.ts';
import { createConsoles, type GuestConsoles } from './console.ts';
import { createGuestMethods } from './guests.ts';
import type { ProxmoxOptions } from './options.ts';
import { createSnapshotMethods } from './snapshots.ts';
import { createTaskMethods } from './tasks.ts';

export interface ProxmoxHypervisor extends Hypervisor, GuestConsoles {
  close(): Promise<void>;
}

/**
 * Connects lazily. Throws a `TypeError` for options that cannot work. Every method rejects with `HypervisorError`
 * alone, but for what the options say (and `resize` with a `RangeError` for a size that is not in whole GiB). `close` ends open connections; requests
 * that are under way fail.
 */
export const createProxmoxHypervisor = (options: ProxmoxOptions): ProxmoxHypervisor => {
  const caller = createCaller(options);
  return {
    ...createClusterMethods(caller),
    ...createGuestMethods(caller),
    ...createSnapshotMethods(caller),
    ...createTaskMethods(caller),
    ...createConsoles(caller, options),
    close: () => caller.close(),
  };
};
