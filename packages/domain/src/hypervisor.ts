// The port to a cluster of hypervisors, in PVE's terms but free of its wire. The domain asks for absolute states and
// task ids; how a call is sent, retried or parsed is the adapter's affair.

import type { FigureTimeframe, GuestOptions, HypervisorErrorCode } from '@portal/types';
import type { ConfigureRequest, OwnershipTag } from './guest-settings.ts';
import type { Permissions } from './token-rights.ts';

/** Where a VM is: VMIDs are unique per cluster, the node changes. */
export interface GuestRef {
  readonly node: string;
  readonly vmid: number;
}

export type PowerState = 'running' | 'paused' | 'stopped' | 'unknown';

/** `status/current` of one VM: decides, where the cluster view only observes. */
export interface GuestStatus {
  readonly power: PowerState;
  readonly lock: string | null;
  readonly name: string | null;
}

export interface GuestBridge {
  /** A bridge of the node, or a VNet. */
  readonly name: string;
  /** Null: untagged. */
  readonly vlanTag: number | null;
}

/** One of the guest's own interfaces, as its agent reports it; loopback is left out. */
export interface GuestInterface {
  /** Lower case with colons; null where the agent reports none, as of tunnels. */
  readonly mac: string | null;
  /** Those that are of use to somebody elsewhere: neither loopback nor link-local. */
  readonly addresses: readonly string[];
}

export interface GuestConfig {
  readonly name: string | null;
  /** When PVE made it (`meta: ctime=`); null where it does not say. */
  readonly createdAt: Date | null;
  /** PVE's `ostype`, such as `l26` or `win11`. */
  readonly osType: string | null;
  readonly description: string;
  readonly tags: readonly string[];
  readonly cores: number;
  readonly memoryMiB: number;
  readonly template: boolean;
  readonly agentEnabled: boolean;
  /** Disk key to size in GiB; fractions where PVE reports odd sizes; cloud-init and CD drives are left out. */
  readonly disks: Readonly<Record<string, number>>;
  /**
   * Drive key to its storage: firmware state, CD images and cloud-init included, since any of them on a storage that is not
   * shared keeps the VM from being cloned to another node.
   */
  readonly driveStorages: Readonly<Record<string, string>>;
  /** Those of disks and firmware state alone: what a clone takes space for. */
  readonly diskStorages: readonly string[];
  /** What is destroyed with it, by storage, as `storage:volume`: disks in use or unused, firmware state, the cloud-init drive. */
  readonly volumes: Readonly<Record<string, readonly string[]>>;
  /** What its network cards are plugged into; those that are plugged into nothing are left out. */
  readonly bridges: readonly GuestBridge[];
  /** MAC addresses of its network cards in the order of their keys, lower case. */
  readonly macs: readonly string[];
  readonly hasCloudInitDrive: boolean;
  /** The first that a console can be connected to, such as `serial0`. */
  readonly serialPort: string | null;
  readonly options: GuestOptions;
  /** What PVE marks a VM with while something has it in hand, such as `backup`; left there when that is cut short. */
  readonly lock: string | null;
  readonly digest: string | null;
}

/** Of {@link GuestConfig.volumes}, those on one storage. */
export interface StorageVolumes {
  readonly storage: string;
  readonly volumes: readonly string[];
}

/** What PVE recorded of a VM from that moment to the next; null for what it did not, as while the VM is off. */
export interface RecordedFigures {
  readonly at: Date;
  /** Of all its vCPUs, 0 to 1. */
  readonly cpuShare: number | null;
  readonly usedMemoryMiB: number | null;
  readonly memoryMiB: number | null;
  readonly diskReadBytesPerSecond: number | null;
  readonly diskWriteBytesPerSecond: number | null;
  readonly networkInBytesPerSecond: number | null;
  readonly networkOutBytesPerSecond: number | null;
}

export interface ObservedGuest {
  readonly vmid: number;
  readonly node: string;
  readonly power: PowerState;
  readonly name: string | null;
  readonly pool: string | null;
  readonly tags: readonly string[];
  readonly template: boolean;
  readonly memoryMiB: number | null;
  readonly cpus: number | null;
  /** Of the disk that it boots from (`maxdisk`); null where PVE does not say. */
  readonly diskGiB: number | null;
}

export interface ObservedNode {
  readonly name: string;
  readonly online: boolean;
  /** In PVE's HA maintenance mode: it takes nothing new. */
  readonly maintenance: boolean;
  readonly cpus: number | null;
  /** Share of all its CPUs in use, 0 to 1; null without Sys.Audit on the node. */
  readonly cpuUsage: number | null;
  readonly memoryMiB: number | null;
  readonly usedMemoryMiB: number | null;
}

export interface ObservedStorage {
  readonly node: string;
  readonly name: string;
  readonly shared: boolean;
  readonly available: boolean;
  /** Whether it takes VM disks (content `images`); true where PVE does not say. */
  readonly holdsImages: boolean;
  readonly totalGiB: number | null;
  readonly usedGiB: number | null;
}

/** One `/cluster/resources` answer: about 10 s behind the truth. */
export interface ClusterObservation {
  readonly guests: readonly ObservedGuest[];
  readonly nodes: readonly ObservedNode[];
  readonly storages: readonly ObservedStorage[];
}

export interface ClusterStatus {
  /** A single node without a cluster is quorate by definition. */
  readonly quorate: boolean;
  readonly nodes: readonly { readonly name: string; readonly online: boolean }[];
}

/**
 * `succeeded`: exit status `OK`, or `WARNINGS: n` with remarks in its log. `onlyAsked`: its end says that the HA manager was told, which
 * does it later. A failed one carries the same closed reason as a refused call.
 */
export type TaskState =
  | { readonly state: 'running' }
  | {
      readonly state: 'succeeded';
      readonly exitStatus: string;
      readonly warned: boolean;
      readonly onlyAsked: boolean;
    }
  | { readonly state: 'failed'; readonly exitStatus: string; readonly reason: HypervisorErrorCode };

/** The end of a task's log, and what is to be known from it. */
export interface TaskLog {
  readonly lines: readonly string[];
  /** Those of the lines by which PVE warns. */
  readonly warnings: readonly string[];
  /** The id that a clone makes, which its log names at its beginning; null where it does not (yet), as before PVE 9. */
  readonly newVmid: number | null;
}

export interface TaskSummary {
  readonly upid: string;
  readonly type: string;
  /** The VMID that PVE files it under; for a clone, the source's. */
  readonly vmid: number | null;
  readonly startedAt: Date;
  readonly running: boolean;
}

export interface CloneRequest {
  readonly source: GuestRef;
  readonly vmid: number;
  readonly name: string;
  /** Carries the ownership tag, so that the clone is never without. */
  readonly description: string;
  readonly pool: string;
  /** Null keeps it on the source's node. */
  readonly target: string | null;
  /** Full clones name their storage; linked clones stay on the template's. */
  readonly full: { readonly storage: string } | null;
}

/** A snapshot in PVE, without the pseudo entry `current`. */
export interface GuestSnapshot {
  readonly name: string;
  readonly description: string;
  readonly createdAt: Date | null;
  readonly parent: string | null;
  /** An interrupted one (`snapstate: prepare|delete`) blocks the VM. */
  readonly state: 'ready' | 'preparing' | 'deleting';
}

/** A user of the guest, in the clear: for the call alone. */
export interface GuestLogin {
  readonly user: string;
  readonly password: string;
}

/** Every call takes the signal of the job it serves. Calls that start a task answer its UPID: started, not done. */
export interface Hypervisor {
  version(signal: AbortSignal): Promise<string>;
  /** The token's own. */
  permissions(signal: AbortSignal): Promise<Permissions>;
  /** What a node's clock shows, in whole seconds: its tasks are timed by it. */
  nodeTime(node: string, signal: AbortSignal): Promise<Date>;
  clusterStatus(signal: AbortSignal): Promise<ClusterStatus>;
  observe(signal: AbortSignal): Promise<ClusterObservation>;
  /** Next free id, or whether this one is free. Confirms; reserves nothing. */
  nextId(signal: AbortSignal): Promise<number>;
  isVmidFree(vmid: number, signal: AbortSignal): Promise<boolean>;
  guestStatus(ref: GuestRef, signal: AbortSignal): Promise<GuestStatus>;
  /** `next`: with the changes that wait until the VM is off and on again, as PVE tells it. `running`: without them. */
  guestConfig(ref: GuestRef, signal: AbortSignal, view?: 'next' | 'running'): Promise<GuestConfig>;
  /** From the guest agent, containers' and tunnels' interfaces among them; `agent_unavailable` while it does not answer. */
  guestInterfaces(ref: GuestRef, signal: AbortSignal): Promise<readonly GuestInterface[]>;
  /** Averages, oldest first; none where PVE has recorded nothing of the VM yet. */
  guestFigures(ref: GuestRef, timeframe: FigureTimeframe, signal: AbortSignal): Promise<readonly RecordedFigures[]>;
  clone(request: CloneRequest, signal: AbortSignal): Promise<string>;
  configure(ref: GuestRef, request: ConfigureRequest, signal: AbortSignal): Promise<void>;
  /** `sizeGiB` is absolute, never an increment. */
  resize(ref: GuestRef, disk: string, sizeGiB: number, signal: AbortSignal): Promise<string>;
  /** By its agent. No task: the answer says that the guest has it. Repeated without harm. */
  setGuestPassword(ref: GuestRef, login: GuestLogin, signal: AbortSignal): Promise<void>;
  start(ref: GuestRef, signal: AbortSignal): Promise<string>;
  /** Hard power off; ends a waiting shutdown. */
  stop(ref: GuestRef, signal: AbortSignal): Promise<string>;
  /** Asks the guest, and powers off after `timeoutSeconds` if it does not follow. */
  shutdown(ref: GuestRef, timeoutSeconds: number, signal: AbortSignal): Promise<string>;
  reboot(ref: GuestRef, timeoutSeconds: number, signal: AbortSignal): Promise<string>;
  /** Hard, like the reset button: no word to the guest. */
  reset(ref: GuestRef, signal: AbortSignal): Promise<string>;
  /** Pauses it in memory: power `paused`. A paused VM cannot be shut down, only stopped or resumed. */
  suspend(ref: GuestRef, signal: AbortSignal): Promise<string>;
  resume(ref: GuestRef, signal: AbortSignal): Promise<string>;
  snapshots(ref: GuestRef, signal: AbortSignal): Promise<readonly GuestSnapshot[]>;
  /** Disks only, without the memory. `name`: PVE's configuration id, letters, digits, `-` and `_`, 2 to 40 of them. */
  createSnapshot(ref: GuestRef, name: string, description: string, signal: AbortSignal): Promise<string>;
  /** Stops the VM if it runs; `start` starts it again afterwards, by a task of PVE's own that this one does not await. */
  rollbackSnapshot(ref: GuestRef, name: string, start: boolean, signal: AbortSignal): Promise<string>;
  /** `force` forgives what cannot be cleaned up of an interrupted snapshot; it does not get past a lock. */
  deleteSnapshot(ref: GuestRef, name: string, force: boolean, signal: AbortSignal): Promise<string>;
  /** Writes the ownership tag on a VM that is taken over; `digest` refuses when somebody changed it meanwhile. */
  writeOwnershipTag(ref: GuestRef, tag: OwnershipTag, signal: AbortSignal): Promise<void>;
  /** The host name that the guest agent reports; `agent_unavailable` while it does not answer. */
  guestHostName(ref: GuestRef, signal: AbortSignal): Promise<string>;
  /** Disks on that storage of its node that bear its id and that its destruction leaves; those alone that the token may see. */
  leftDisks(ref: GuestRef, on: StorageVolumes, signal: AbortSignal): Promise<readonly string[]>;
  /** With the disks that its configuration names, and no others. */
  destroy(ref: GuestRef, signal: AbortSignal): Promise<string>;
  task(upid: string, signal: AbortSignal): Promise<TaskState>;
  /** The last `limit` lines. */
  taskLog(upid: string, limit: number, signal: AbortSignal): Promise<TaskLog>;
  /** The lines that come after so many, `limit` at most. */
  taskLogAfter(upid: string, page: { after: number; limit: number }, signal: AbortSignal): Promise<readonly string[]>;
  /** Tasks on a node, newest first, running and ended, of the VM they are filed under, started at or after `since`. */
  tasks(filter: { node: string; vmid: number; since: Date }, signal: AbortSignal): Promise<readonly TaskSummary[]>;
}
