// What a cluster shows, as the tests need it: complete, plausible, and each field open to be set.
import type { GuestOptions } from '@portal/types';
import type { ClusterObservation, ObservedGuest, ObservedNode, ObservedStorage } from '../src/hypervisor.ts';
import type { SeenGuest, SeenNode } from '../src/last-observation.ts';
import { noon } from './records.ts';

/** Of a template that is all right. */
export const aGuestOptions = (fields: Partial<GuestOptions> = {}): GuestOptions => ({
  protection: false,
  balloonMiB: null,
  startsWithNode: false,
  hookscript: null,
  hasArguments: false,
  customCloudInit: null,
  passthrough: [],
  installationMedia: [],
  bootOrder: ['scsi0'],
  frozen: false,
  fixedVcpus: null,
  numaNodes: [],
  networkCards: 1,
  ...fields,
});

export const aSeenGuest = (fields: Partial<SeenGuest> = {}): SeenGuest => ({
  vmid: 5000,
  node: 'pve1',
  name: 'pbx-asterisk-4711',
  power: 'running',
  pool: 'support-portal',
  tags: ['support-portal'],
  cores: 2,
  memoryMiB: 2048,
  diskGiB: 20,
  createdAt: noon,
  firstSeenAt: noon,
  taggedFor: null,
  config: {
    template: false,
    osType: 'l26',
    agentEnabled: true,
    hasCloudInitDrive: true,
    hasSerialPort: true,
    disks: { scsi0: 20 },
    options: aGuestOptions(),
    description: '',
  },
  ...fields,
});

export const aSeenNode = (fields: Partial<SeenNode> = {}): SeenNode => ({
  name: 'pve1',
  online: true,
  maintenance: false,
  cpus: 16,
  memoryMiB: 65_536,
  usedMemoryMiB: 8_192,
  ...fields,
});

export const aNode = (fields: Partial<ObservedNode> = {}): ObservedNode => ({
  name: 'pve1',
  online: true,
  maintenance: false,
  cpus: 16,
  cpuUsage: 0.1,
  memoryMiB: 65_536,
  usedMemoryMiB: 8_192,
  ...fields,
});

export const aStorage = (fields: Partial<ObservedStorage> = {}): ObservedStorage => ({
  node: 'pve1',
  name: 'ceph-vm',
  shared: true,
  available: true,
  holdsImages: true,
  totalGiB: 6_144,
  usedGiB: 100,
  ...fields,
});

export const aGuest = (fields: Partial<ObservedGuest> = {}): ObservedGuest => ({
  vmid: 5000,
  node: 'pve1',
  power: 'running',
  name: 'pbx-asterisk-4711',
  pool: 'support-portal',
  tags: ['support-portal'],
  template: false,
  memoryMiB: 2048,
  cpus: 2,
  diskGiB: 20,
  ...fields,
});

export const anObservation = (fields: Partial<ClusterObservation> = {}): ClusterObservation => ({
  guests: [],
  nodes: [],
  storages: [],
  ...fields,
});
