// A cluster as the OpenAPI document shows it. Typed by the contract, and parsed by it in a test.
import type { Cluster } from '@portal/types';

export const clusterExample: Cluster = {
  id: '019ac2ef-1b2c-7d03-8a11-0c1d2e3f4a5b',
  name: 'berlin',
  simulated: false,
  observedAt: '2026-11-22T09:01:10.000Z',
  unreachableSince: null,
  unreachableReason: null,
  unreachableCause: null,
  pveVersion: '9.2.11',
  nodes: [
    { name: 'pve1', online: true, maintenance: false, cpus: 32, memoryMiB: 262_144, usedMemoryMiB: 98_304 },
    { name: 'pve2', online: true, maintenance: true, cpus: 32, memoryMiB: 262_144, usedMemoryMiB: 12_288 },
  ],
  storages: [{ name: 'ceph-vm', node: null, available: true, totalGiB: 20_480, usedGiB: 6_144 }],
  room: { memoryMiB: 137_625, vcpus: 74 },
  queued: 0,
  vmids: { min: 5000, max: 5999, held: 37 },
  settings: {
    pool: 'support-portal',
    storages: ['ceph-vm'],
    clonesPerStorage: 4,
    clonesPerNode: 2,
    excludedNodes: [],
    memoryHeadroomPercent: 10,
    vcpusPerCore: 4,
    whenUnreachable: 'wait',
    whenFull: 'wait',
    snapshotsPerVm: 3,
  },
};
