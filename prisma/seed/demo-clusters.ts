// The two simulated clusters of a fresh installation: the main one, and a small branch office with one node. What
// belongs to the portal on each; where they are reached is decided at each start.
import type { Cluster } from '@portal/domain';

type Settings = Omit<Cluster, 'id'>;

const shared = {
  simulated: true,
  pool: 'support-portal',
  excludedNodes: [],
  memoryHeadroomPercent: 10,
  vcpusPerCore: 4,
  whenUnreachable: 'wait',
  whenFull: 'wait',
  snapshotsPerVm: 3,
} as const satisfies Partial<Settings>;

export const demoClusters = {
  demo: {
    ...shared,
    name: 'demo',
    vmidMin: 5000,
    vmidMax: 5999,
    storages: ['ceph-vm'],
    // Simulated VMs cost no processor: a demonstration is not held up for lack of one.
    vcpusPerCore: 16,
    clonesPerStorage: 4,
    clonesPerNode: 2,
  },
  branch: {
    ...shared,
    name: 'branch',
    vmidMin: 5000,
    vmidMax: 5199,
    storages: ['local-zfs'],
    clonesPerStorage: 1,
    clonesPerNode: 1,
    whenFull: 'refuse',
  },
} as const satisfies Record<string, Settings>;
