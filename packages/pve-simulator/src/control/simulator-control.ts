/**
 * The hand that reaches behind the API: speeds, faults, and the changes that other people make to a cluster without
 * asking. The same interface works in process and over `/simulator/*` (see `remote-control.ts`). Whatever names a VM or
 * a node that is not there is an error.
 */
import type { AgentCondition, GuestNetwork, GuestProfile, PowerState } from '../cluster/cluster-state.ts';
import type { TaskFailure, TaskMatch } from '../tasks/task-faults.ts';
import type { TimingOverrides } from '../timing.ts';
import type {
  ConfigPatch,
  Fault,
  HaState,
  NewVm,
  NewVolume,
  RequestRecord,
  SimulatorSnapshot,
  SimulatorStats,
  TaskFilter,
  VmLock,
  VmSize,
} from './control-schema.ts';

/** What goes wrong between a client and the API. */
export interface WireControl {
  /**
   * A fault of the requests that match. Faults are tried in the order in which they were added. `before` refuses without
   * effect, `after` lets the call have its effect and spoils the answer. `action`: `refuse` answers as PVE does (401,
   * 403, 500 with its texts, 595, 596, 599), `status` anything at all; `reset` tears the connection down, `hang` never
   * answers, `delay` and `slowBody` take their time, `truncate`, `empty` and `html` spoil the body.
   */
  addFault(fault: Fault): Promise<void>;
  /** Forgets every fault of requests and tasks that is still to come, and lets hung tasks go on. */
  clearFaults(): Promise<void>;
  /**
   * Connections are refused and open ones are cut, for `forMs`, or until `acceptConnections`. Over `/simulator/*` give
   * `forMs`: nothing else can reach a simulator that refuses connections.
   */
  refuseConnections(outage?: { readonly forMs?: number | undefined }): Promise<void>;
  /** Ends an outage, on the same port. */
  acceptConnections(): Promise<void>;
  /**
   * pvedaemon hangs: calls that it carries out end in 596 after `proxyTimeoutMs`, while `/version`, `/nodes`,
   * `/cluster/resources`, configurations and task states are still answered. What was asked meanwhile is carried out as
   * soon as it goes on.
   */
  setDaemonHung(hung: boolean): Promise<void>;
}

/** What goes wrong with tasks. Matched by the type in the UPID (`qmclone`, `qmstart`, `resize`, …) and the VM. */
export interface TaskControl {
  /**
   * A task that runs its time and ends with this text, cleaning up as PVE does. `WARNINGS: 1` ends with its effect.
   * `log` is what it wrote before its closing line.
   * `unexpected status` is a worker that was killed: it leaves everything as it stands, a clone locked and in no pool.
   */
  failTask(failure: TaskFailure): Promise<void>;
  /** A task that neither ends nor lets go of its locks until it is aborted or the faults are cleared. */
  hangTask(match: TaskMatch): Promise<void>;
  /** A task that works, but that nobody finds under its UPID. */
  vanishTask(match: TaskMatch): Promise<void>;
  /** Ended tasks that match (all of them without a filter) are pruned: their UPIDs are unknown from now on. */
  forgetTasks(filter?: TaskFilter): Promise<void>;
}

/** What somebody else does to a VM. */
export interface GuestControl {
  createVm(vm: NewVm): Promise<void>;
  moveVm(vmid: number, node: string): Promise<void>;
  removeVm(vmid: number): Promise<void>;
  renameVm(vmid: number, name: string): Promise<void>;
  /** All of its tags; what is not named is taken off. */
  retagVm(vmid: number, tags: readonly string[]): Promise<void>;
  /** Makes it a template: its disks become base volumes. A running one is switched off first. */
  convertVm(vmid: number): Promise<void>;
  /** Gives it other cores, memory or disk sizes, whether it runs or not. */
  resizeVm(vmid: number, size: VmSize): Promise<void>;
  /** Into another pool, or out of any. */
  setPool(vmid: number, pool: string | null): Promise<void>;
  /** Rewrites any options; null takes one out. */
  updateConfig(vmid: number, patch: ConfigPatch): Promise<void>;
  setPower(vmid: number, power: PowerState): Promise<void>;
  /** The lock in the configuration: calls answer `VM is locked (…)`. Null unlocks. */
  lockVm(vmid: number, lock: VmLock | null): Promise<void>;
  /** Takes the lock file for itself: tasks and changes end in `can't lock file … - got timeout` until it is let go. */
  holdLockFile(vmid: number): Promise<void>;
  releaseLockFile(vmid: number): Promise<void>;
  /** `absent` never answers, `nonsense` answers what nobody asked for. */
  setAgent(vmid: number, condition: AgentCondition): Promise<void>;
  /** What the agent tells of the guest's network: its own cards, and what the guest has made itself. */
  setNetwork(vmid: number, network: GuestNetwork): Promise<void>;
  /** The HA manager looks after it: starts and stops are requests. Null takes it out. */
  setHa(vmid: number, state: HaState | null): Promise<void>;
  /** Its disks are replicated to a node; null ends that. */
  setReplication(vmid: number, target: string | null): Promise<void>;
  /** What is inside the guest, with its first boot still to come; takes effect when it is next switched on. */
  setGuest(vmid: number, profile: GuestProfile, hostName?: string): Promise<void>;
}

/** What becomes of nodes, storages and the cluster as a whole. */
export interface ClusterControl {
  setQuorum(quorate: boolean): Promise<void>;
  /** Calls for an offline node end in 595. Its machines and tasks go on: it is cut off, not switched off. */
  setNodeOnline(node: string, online: boolean): Promise<void>;
  /**
   * Calls for a node that hangs end in 596 after `proxyTimeoutMs`; what they asked for is carried out as soon as it goes
   * on. Its machines and tasks go on, and the cluster still counts it as online.
   */
  setNodeHung(node: string, hung: boolean): Promise<void>;
  /** The HA manager's maintenance mode: `hastate` of the node in `/cluster/resources`, and nothing else, tells of it. */
  setNodeMaintenance(node: string, maintenance: boolean): Promise<void>;
  /** Takes a node out of the cluster for good, with its VMs: its name is looked up in vain from now on. */
  removeNode(node: string): Promise<void>;
  /** Sets the clock of a node ahead (or, negative, back): its tasks, snapshots, `time` and `Date` follow it. */
  setClockSkew(node: string, skewMs: number): Promise<void>;
  /** Not a byte left: it shows as full, and what wants space on it fails. */
  setStorageFull(storage: string, full: boolean): Promise<void>;
  /** A volume that no configuration names, as a detached disk or a failed destroy leaves one. */
  addVolume(volume: NewVolume): Promise<void>;
  /** Something keeps a volume from being removed (a mapping, a backup): who tries gets a warning or an error. */
  holdVolume(volid: string, held: boolean): Promise<void>;
}

/** What a test sees and sets of the simulator itself. */
export interface SessionControl {
  setTiming(overrides: TimingOverrides): Promise<void>;
  snapshot(): Promise<SimulatorSnapshot>;
  /** Since the last `clearRequests()`, faulted requests included, calls of the control not. */
  requests(): Promise<RequestRecord[]>;
  clearRequests(): Promise<void>;
  stats(): Promise<SimulatorStats>;
}

export interface SimulatorControl extends WireControl, TaskControl, GuestControl, ClusterControl, SessionControl {}
