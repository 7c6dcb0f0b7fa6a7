// What the portal saw of a cluster, and what it compares with it. PVE's facts alone: no state of the portal's own.
import type { Fault, GuestOptions } from '@portal/types';
import type { Deployment } from './records.ts';
import type { MissingPrivileges } from './token-rights.ts';

/**
 * What the portal last saw of a cluster: PVE's facts, kept for pages and for admission, overwritten by each look. No
 * state of the portal's own, so it is kept beside the audited tables (ADR 0012).
 */
export interface LastObservation {
  readonly clusterId: string;
  /** When it last answered; null before the first time. */
  readonly observedAt: Date | null;
  /** Since when it has not answered, and why, for an administrator; null while it answers. */
  readonly unreachableSince: Date | null;
  readonly unreachableReason: Fault | null;
  /** PVE's release, such as `9.2.11`. */
  readonly pveVersion: string | null;
  /** By feature, what the portal's token lacks; null until it was asked. */
  readonly missingPrivileges: MissingPrivileges | null;
  /** Of the nodes that told it: by how much each clock is ahead of the portal's. */
  readonly clocks: readonly { readonly node: string; readonly aheadSeconds: number }[];
  /** The largest VM that a node could take now, by the capacity guard; null until looked at. */
  readonly room: { readonly memoryMiB: number; readonly vcpus: number } | null;
  readonly nodes: readonly SeenNode[];
  /** Those that take VM disks. */
  readonly storages: readonly SeenStorage[];
  /** PVE templates that the token can read. */
  readonly templates: readonly SeenGuest[];
  /** VMs in the portal's pool, or with its tag or ownership tag, that no row accounts for. Never touched by the portal. */
  readonly orphans: readonly SeenGuest[];
  /** What stands under the VMIDs of quarantined deployments. */
  readonly quarantined: readonly SeenGuest[];
  /** VMIDs of quarantined deployments that the whole, quorate cluster no longer has. */
  readonly gone: readonly number[];
  /** VMs that bear another name than their deployment, as was put on record. */
  readonly renamed: readonly RenamedVm[];
}

/** Before the first look. */
export const neverSeen = (clusterId: string): LastObservation => ({
  clusterId,
  observedAt: null,
  unreachableSince: null,
  unreachableReason: null,
  pveVersion: null,
  missingPrivileges: null,
  clocks: [],
  room: null,
  nodes: [],
  storages: [],
  templates: [],
  orphans: [],
  quarantined: [],
  gone: [],
  renamed: [],
});

export interface RenamedVm {
  readonly deploymentId: string;
  /** What the cluster calls it. */
  readonly name: string;
}

/** The room that a placed VM takes, or will take once it is up. */
export type Reserved = Pick<Deployment, 'vmid' | 'node' | 'storage' | 'vcpus' | 'memoryMiB' | 'diskGiB'>;

/** What the drift cycle compares with the cluster: the few columns of a deployment that has a VMID and is not deleted. */
export interface RecordedVm
  extends Pick<
    Deployment,
    'id' | 'name' | 'rest' | 'operation' | 'node' | 'vcpus' | 'memoryMiB' | 'diskGiB' | 'failureCode' | 'statusReason'
  > {
  readonly vmid: number;
  /** One of the VM's own network cards: a fall-back counts as none. */
  readonly hasAddress: boolean;
  /** Whether it was ever handed to its owner. */
  readonly wasReady: boolean;
}

export interface SeenNode {
  readonly name: string;
  readonly online: boolean;
  /** In PVE's maintenance mode, or excluded by configuration. */
  readonly maintenance: boolean;
  readonly cpus: number | null;
  readonly memoryMiB: number | null;
  readonly usedMemoryMiB: number | null;
}

export interface SeenStorage {
  readonly name: string;
  /** Null for one that the nodes share. */
  readonly node: string | null;
  readonly available: boolean;
  readonly totalGiB: number | null;
  readonly usedGiB: number | null;
}

export interface SeenGuest {
  readonly vmid: number;
  readonly node: string;
  readonly name: string | null;
  readonly power: 'running' | 'paused' | 'stopped' | 'unknown';
  readonly pool: string | null;
  readonly tags: readonly string[];
  readonly cores: number | null;
  readonly memoryMiB: number | null;
  readonly diskGiB: number | null;
  /** By PVE's own record. */
  readonly createdAt: Date | null;
  readonly firstSeenAt: Date;
  /** The deployment whose id stands in its description. */
  readonly taggedFor: string | null;
  /** From a closer look at its configuration; null until there was one. */
  readonly config: SeenConfig | null;
}

export interface SeenConfig {
  readonly template: boolean;
  readonly osType: string | null;
  readonly agentEnabled: boolean;
  readonly hasCloudInitDrive: boolean;
  readonly hasSerialPort: boolean;
  readonly disks: Readonly<Record<string, number>>;
  /** Null where an earlier release of the portal has read it. */
  readonly options: GuestOptions | null;
  readonly description: string;
}
