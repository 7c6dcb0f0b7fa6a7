/**
 * The hand that reaches behind the API: speeds, faults, and the changes that other people make to a cluster without
 * asking. Each command is said once, with its arguments and its answer; in process it is a function, from another
 * process `POST /simulator/<command>` (see `remote-control.ts`). Whatever names a VM or a node that is not there is an
 * error.
 */
import { z } from 'zod';
import {
  agentConditionSchema,
  guestNetworkSchema,
  guestProfileSchema,
  haStates,
  powerStateSchema,
  vmLocks,
} from '../cluster/cluster-state.ts';
import { vmSeedSchema } from '../seed/cluster-seed.ts';
import { taskFailureSchema, taskMatchSchema } from '../tasks/task-faults.ts';
import { timingOverridesSchema } from '../timing.ts';
import {
  configPatchSchema,
  faultSchema,
  newVolumeSchema,
  outageSchema,
  requestRecordSchema,
  snapshotSchema,
  statsSchema,
  taskFilterSchema,
  vmSizeSchema,
} from './control-schema.ts';

type Tuple = readonly [z.ZodType, ...z.ZodType[]];
const nothing = z.null().transform((): void => undefined);
const noArguments = z.tuple([]);

/** A command that answers nothing. */
const order = <const Items extends Tuple>(...items: Items) => ({ arguments: z.tuple(items), result: nothing });
const bareOrder = { arguments: noArguments, result: nothing };
const question = <Result extends z.ZodType>(result: Result) => ({ arguments: noArguments, result });

const vmid = z.int();
const node = z.string();
const storage = z.string();

/** What goes wrong between a client and the API. */
export const wireCommands = {
  /**
   * A fault of the requests that match. Faults are tried in the order in which they were added. `before` refuses without
   * effect, `after` lets the call have its effect and spoils the answer. `action`: `refuse` answers as PVE does (401,
   * 403, 500 with its texts, 595, 596, 599), `status` anything at all; `reset` tears the connection down, `hang` never
   * answers, `delay` and `slowBody` take their time, `truncate`, `empty` and `html` spoil the body.
   */
  addFault: order(faultSchema),
  /** Forgets every fault of requests and tasks that is still to come, and lets hung tasks go on. */
  clearFaults: bareOrder,
  /**
   * Connections are refused and open ones are cut, for `forMs`, or until `acceptConnections`. From another process give
   * `forMs`: nothing else can reach a simulator that refuses connections.
   */
  refuseConnections: order(outageSchema.optional()),
  /** Ends an outage, on the same port. */
  acceptConnections: bareOrder,
  /**
   * pvedaemon hangs: calls that it carries out end in 596 after `proxyTimeoutMs`, while `/version`, `/nodes`,
   * `/cluster/resources`, configurations and task states are still answered. What was asked meanwhile is carried out as
   * soon as it goes on.
   */
  setDaemonHung: order(z.boolean()),
};

/** What goes wrong with tasks. Matched by the type in the UPID (`qmclone`, `qmstart`, `resize`, …) and the VM. */
export const taskCommands = {
  /**
   * A task that runs its time and ends with this text, cleaning up as PVE does. `WARNINGS: 1` ends with its effect.
   * `log` is what it wrote before its closing line.
   * `unexpected status` is a worker that was killed: it leaves everything as it stands, a clone locked and in no pool.
   */
  failTask: order(taskFailureSchema),
  /** A task that neither ends nor lets go of its locks until it is aborted or the faults are cleared. */
  hangTask: order(taskMatchSchema),
  /** A task that works, but that nobody finds under its UPID. */
  vanishTask: order(taskMatchSchema),
  /** Ended tasks that match (all of them without a filter) are pruned: their UPIDs are unknown from now on. */
  forgetTasks: order(taskFilterSchema.optional()),
};

/** What somebody else does to a VM. */
export const guestCommands = {
  createVm: order(vmSeedSchema),
  moveVm: order(vmid, node),
  removeVm: order(vmid),
  renameVm: order(vmid, z.string()),
  /** All of its tags; what is not named is taken off. */
  retagVm: order(vmid, z.array(z.string()).readonly()),
  /** Makes it a template: its disks become base volumes. A running one is switched off first. */
  convertVm: order(vmid),
  /** Gives it other cores, memory or disk sizes, whether it runs or not. */
  resizeVm: order(vmid, vmSizeSchema),
  /** Into another pool, or out of any. */
  setPool: order(vmid, z.string().nullable()),
  /** Rewrites any options; null takes one out. */
  updateConfig: order(vmid, configPatchSchema),
  setPower: order(vmid, powerStateSchema),
  /** As if it had been switched on so many seconds ago. */
  setUptime: order(vmid, z.int().min(0)),
  /** The lock in the configuration: calls answer `VM is locked (…)`. Null unlocks. */
  lockVm: order(vmid, z.enum(vmLocks).nullable()),
  /** Takes the lock file for itself: tasks and changes end in `can't lock file … - got timeout` until it is let go. */
  holdLockFile: order(vmid),
  releaseLockFile: order(vmid),
  /** `absent` never answers, `nonsense` answers what nobody asked for. */
  setAgent: order(vmid, agentConditionSchema),
  /** What the agent tells of the guest's network: its own cards, and what the guest has made itself. */
  setNetwork: order(vmid, guestNetworkSchema),
  /** The HA manager looks after it: starts and stops are requests. Null takes it out. */
  setHa: order(vmid, z.enum(haStates).nullable()),
  /** Its disks are replicated to a node; null ends that. */
  setReplication: order(vmid, node.nullable()),
  /** What is inside the guest, with its first boot still to come; takes effect when it is next switched on. */
  setGuest: order(vmid, guestProfileSchema, z.string().optional()),
};

/** What becomes of nodes, storages and the cluster as a whole. */
export const clusterCommands = {
  setQuorum: order(z.boolean()),
  /** Calls for an offline node end in 595. Its machines and tasks go on: it is cut off, not switched off. */
  setNodeOnline: order(node, z.boolean()),
  /**
   * Calls for a node that hangs end in 596 after `proxyTimeoutMs`; what they asked for is carried out as soon as it goes
   * on. Its machines and tasks go on, and the cluster still counts it as online.
   */
  setNodeHung: order(node, z.boolean()),
  /** The HA manager's maintenance mode: `hastate` of the node in `/cluster/resources`, and nothing else, tells of it. */
  setNodeMaintenance: order(node, z.boolean()),
  /** Takes a node out of the cluster for good, with its VMs: its name is looked up in vain from now on. */
  removeNode: order(node),
  /** Sets the clock of a node ahead (or, negative, back): its tasks, snapshots, `time` and `Date` follow it. */
  setClockSkew: order(node, z.number()),
  /** Takes a privilege out of every role, or gives it back. */
  withholdPrivilege: order(z.string(), z.boolean()),
  /** Not a byte left: it shows as full, and what wants space on it fails. */
  setStorageFull: order(storage, z.boolean()),
  /** A volume that no configuration names, as a detached disk or a failed destroy leaves one. */
  addVolume: order(newVolumeSchema),
  /** Something keeps a volume from being removed (a mapping, a backup): who tries gets a warning or an error. */
  holdVolume: order(z.string(), z.boolean()),
};

/** What a test sees and sets of the simulator itself. */
export const sessionCommands = {
  setTiming: order(timingOverridesSchema),
  snapshot: question(snapshotSchema),
  /** Since the last `clearRequests()`, faulted requests included, calls of the control not. */
  requests: question(z.array(requestRecordSchema)),
  clearRequests: bareOrder,
  stats: question(statsSchema),
};

const table = { ...wireCommands, ...taskCommands, ...guestCommands, ...clusterCommands, ...sessionCommands };

interface Command<Arguments extends readonly unknown[], Result> {
  readonly arguments: z.ZodType<Arguments>;
  readonly result: z.ZodType<Result>;
}

export type CommandName = keyof typeof table;
export type CommandArguments = { [Name in CommandName]: z.output<(typeof table)[Name]['arguments']> };
export type CommandResults = { [Name in CommandName]: z.output<(typeof table)[Name]['result']> };
export const commands: { readonly [Name in CommandName]: Command<CommandArguments[Name], CommandResults[Name]> } =
  table;

export type SimulatorControl = {
  readonly [Name in CommandName]: (...args: CommandArguments[Name]) => Promise<CommandResults[Name]>;
};

/** The part of the control that a table of commands describes. */
export type ControlOf<Table extends Partial<typeof table>> = Pick<SimulatorControl, keyof Table & CommandName>;
