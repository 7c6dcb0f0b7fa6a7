/**
 * The state of the simulated cluster as data: what is kept in memory and written to the state file is exactly this, so
 * every shape is a zod schema and a restart parses what the last run wrote. Tasks are data too (a `job`, a phase and a
 * due time, never a closure), which is why a running clone survives a restart of the simulator.
 */
import { z } from 'zod';

export const configValueSchema = z.union([z.string(), z.number()]);
export type ConfigValue = z.infer<typeof configValueSchema>;

/** Replaced as a whole on every change, never mutated: the disk summary is cached by identity. */
const vmConfigSchema = z.record(z.string(), configValueSchema).readonly();
export type VmConfig = z.infer<typeof vmConfigSchema>;

export const agentConditionSchema = z.enum(['ok', 'absent', 'nonsense']);

export const powerStateSchema = z.enum(['running', 'stopped']);
export type PowerState = z.infer<typeof powerStateSchema>;

/**
 * What goes on inside the guest. `plain`: the agent answers once, and for good. `cloudbase-init`: Windows that finds its
 * name on the cloud-init drive, so its first boot answers with the template's name, reboots and answers with its own.
 * `sysprep`: Windows that is specialised on its first boot, with a reboot in between as well.
 */
export const guestProfileSchema = z.enum(['plain', 'cloudbase-init', 'sysprep']);

const guestSystemSchema = z.object({
  profile: guestProfileSchema,
  /** What the guest calls itself, as its disk has it. */
  hostName: z.string(),
  /** Whether the first boot is still to come, or was cut short. */
  firstBoot: z.boolean(),
});
export type GuestSystem = z.infer<typeof guestSystemSchema>;

/** A first boot under way, in Unix milliseconds: answers with the old name, then silence, then the new name. */
const guestSetupSchema = z.object({ oldNameUntil: z.number(), silentUntil: z.number(), hostName: z.string() });

const snapshotSchema = z.object({
  name: z.string(),
  /** Unix seconds by the clock of the node. */
  time: z.int(),
  description: z.string(),
  parent: z.string().nullable(),
  /** Of a snapshot that was cut short: it blocks its VM. */
  state: z.enum(['prepare', 'delete']).nullable(),
  config: vmConfigSchema,
  guest: guestSystemSchema,
});
export type Snapshot = z.infer<typeof snapshotSchema>;

export const haStates = ['started', 'stopped', 'disabled', 'ignored'] as const;

/** A card of the guest that the VM does not have: a bridge of Docker, a tunnel, a bond. */
const guestInterfaceSchema = z.object({
  name: z.string(),
  /** Of a tunnel there is none. */
  mac: z.string().optional(),
  addresses: z.array(z.object({ address: z.string(), prefix: z.int() })),
});

export const guestNetworkSchema = z.object({
  /** What the VM's own cards have: their address, no more than what they give themselves, or nothing. */
  cards: z.enum(['addressed', 'link_local', 'unaddressed']),
  /** Told after the VM's own, as the guest numbers them. */
  others: z.array(guestInterfaceSchema),
});
export type GuestNetwork = z.infer<typeof guestNetworkSchema>;

const plainNetwork: GuestNetwork = { cards: 'addressed', others: [] };

/** A volume that no configuration names. */
export const looseVolumeSchema = z.object({
  volid: z.string(),
  storage: z.string(),
  /** The VM of its name. */
  owner: z.int(),
  sizeBytes: z.number(),
  /** Null on shared storage. */
  node: z.string().nullable(),
});
export type LooseVolume = z.infer<typeof looseVolumeSchema>;

const plainGuest: GuestSystem = { profile: 'plain', hostName: 'localhost', firstBoot: false };

/** The locks that PVE writes into a configuration. */
export const vmLocks = [
  ...(['backup', 'clone', 'create', 'migrate', 'rollback'] as const),
  ...(['snapshot', 'snapshot-delete', 'suspending', 'suspended'] as const),
] as const;

export const vmSchema = z.object({
  vmid: z.int(),
  node: z.string(),
  pool: z.string().nullable(),
  config: vmConfigSchema,
  /** Values that a running VM takes over at its next start. */
  pending: vmConfigSchema,
  pendingDelete: z.array(z.string()),
  /** The cloud-init options that the guest's drive was last written with. */
  cloudInitApplied: vmConfigSchema,
  power: powerStateSchema,
  paused: z.boolean(),
  pid: z.int(),
  /** Unix milliseconds. */
  startedAt: z.number().nullable(),
  agentReadyAt: z.number().nullable(),
  agent: agentConditionSchema,
  /** Volumes that a destroy without quorum freed although the configuration still names them. */
  missingVolumes: z.array(z.string()),
  /** A change of power that comes without a task: the restart after a reboot, a guest that goes down late. */
  powerEvent: z.object({ at: z.number(), to: powerStateSchema }).nullable(),
  // The rest is younger than the format of the state file, hence the defaults.
  snapshots: z.array(snapshotSchema).default([]),
  guest: guestSystemSchema.default(plainGuest),
  guestSetup: guestSetupSchema.nullable().default(null),
  network: guestNetworkSchema.default(plainNetwork),
  /** What the HA manager has been told to do with it; null where it does not manage the VM. */
  ha: z.enum(haStates).nullable().default(null),
  /** The node that its disks are replicated to. */
  replicatedTo: z.string().nullable().default(null),
  /** What the agent was told to set, by user. */
  passwords: z.record(z.string(), z.string()).default({}),
});
export type Vm = z.infer<typeof vmSchema>;

/** A VM that is switched off, and of which there is no more to say. */
export function newVm(vm: Pick<Vm, 'vmid' | 'node' | 'config' | 'guest'> & Partial<Vm>): Vm {
  return {
    pool: null,
    pending: {},
    pendingDelete: [],
    cloudInitApplied: {},
    power: 'stopped',
    paused: false,
    pid: 0,
    startedAt: null,
    agentReadyAt: null,
    agent: 'ok',
    missingVolumes: [],
    powerEvent: null,
    snapshots: [],
    guestSetup: null,
    network: plainNetwork,
    ha: null,
    replicatedTo: null,
    passwords: {},
    ...vm,
  };
}

const guest = { vmid: z.int() };
const jobSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('clone'),
    ...guest,
    newId: z.int(),
    name: z.string(),
    description: z.string().nullable(),
    pool: z.string().nullable(),
    full: z.boolean(),
    storage: z.string().nullable(),
    format: z.string().nullable(),
    target: z.string().nullable(),
    /** Of a clone that is made from a snapshot of its source. */
    snapshot: z.string().nullable().default(null),
  }),
  z.object({ kind: z.literal('start'), ...guest }),
  z.object({ kind: z.literal('stop'), ...guest }),
  z.object({ kind: z.literal('shutdown'), ...guest, timeoutMs: z.number(), forceStop: z.boolean() }),
  z.object({ kind: z.literal('reboot'), ...guest, timeoutMs: z.number() }),
  z.object({ kind: z.literal('reset'), ...guest }),
  z.object({ kind: z.literal('pause'), ...guest }),
  z.object({ kind: z.literal('resume'), ...guest }),
  z.object({ kind: z.literal('destroy'), ...guest, purge: z.boolean(), unreferenced: z.boolean().default(false) }),
  z.object({ kind: z.literal('hastart'), ...guest }),
  z.object({ kind: z.literal('hastop'), ...guest }),
  z.object({ kind: z.literal('resize'), ...guest, disk: z.string(), size: z.string(), digest: z.string().nullable() }),
  z.object({
    kind: z.literal('config'),
    ...guest,
    set: vmConfigSchema,
    delete: z.array(z.string()).readonly(),
    revert: z.array(z.string()).readonly(),
    digest: z.string().nullable(),
  }),
  z.object({ kind: z.literal('snapshot'), ...guest, name: z.string(), description: z.string() }),
  z.object({ kind: z.literal('rollback'), ...guest, name: z.string(), start: z.boolean() }),
  z.object({ kind: z.literal('delsnapshot'), ...guest, name: z.string(), force: z.boolean() }),
  z.object({ kind: z.literal('template'), ...guest, disk: z.string().nullable() }),
  z.object({ kind: z.literal('migrate'), ...guest, target: z.string() }),
  z.object({ kind: z.literal('console'), ...guest }),
]);
export type Job = z.infer<typeof jobSchema>;
export type JobOf<Kind extends Job['kind']> = Extract<Job, { kind: Kind }>;

const taskFaultSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('fail'), exitStatus: z.string(), log: z.array(z.string()).default([]) }),
  z.object({ kind: z.literal('hang') }),
]);

export const taskSchema = z.object({
  upid: z.string(),
  node: z.string(),
  pid: z.int(),
  pstart: z.int(),
  /** Unix seconds, as PVE counts. */
  startTime: z.int(),
  type: z.string(),
  id: z.string(),
  /** `user@realm` or `user@realm!token`. */
  owner: z.string(),
  phase: z.enum(['forked', 'waiting', 'working', 'done']),
  /** Unix milliseconds: when the phase ends, where that is known. */
  dueAt: z.number(),
  endTime: z.int().nullable(),
  exitStatus: z.string().nullable(),
  log: z.array(z.string()),
  job: jobSchema,
  fault: taskFaultSchema.nullable(),
  /** The task runs, but nobody finds it under its UPID. */
  vanished: z.boolean(),
});
export type Task = z.infer<typeof taskSchema>;

export const clusterStateSchema = z.object({
  format: z.literal(1),
  quorate: z.boolean(),
  offlineNodes: z.array(z.string()),
  maintenanceNodes: z.array(z.string()).default([]),
  clockSkewMs: z.record(z.string(), z.number()).default({}),
  removedNodes: z.array(z.string()).default([]),
  fullStorages: z.array(z.string()).default([]),
  looseVolumes: z.array(looseVolumeSchema).default([]),
  heldVolumes: z.array(z.string()).default([]),
  addedPools: z.array(z.object({ id: z.string(), comment: z.string().optional() })).default([]),
  nextPid: z.int(),
  bootedAt: z.number(),
  vms: z.array(vmSchema),
  tasks: z.array(taskSchema),
});
export type ClusterState = z.infer<typeof clusterStateSchema>;
