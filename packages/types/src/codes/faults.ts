// What stood in the way of the portal on a cluster: the cause that a wait or a failure names.
import { z } from 'zod';
import { stepNames } from '../status.ts';
import { noParams, pveMessage, type ReasonIn, reasonOf } from './define.ts';

/** Why a call to a cluster failed, from Proxmox VE's statuses and texts; classified in packages/proxmox-client alone. */
export const hypervisorErrorCodes = [
  'unauthenticated',
  /** The server is not the one that the configuration names (CA or fingerprint). The token was not sent. */
  'untrusted',
  'forbidden',
  /** `Configuration file '…' does not exist`. On one node: not yet "deleted". */
  'guest_missing',
  /** The node does not know the task: pruned, or its node is gone. */
  'task_missing',
  'vmid_taken',
  'locked',
  'guest_running',
  'guest_not_running',
  /** Paused: it cannot be shut down or rebooted, only resumed or stopped. */
  'guest_paused',
  /** The guest did not go down in the time it was given. It runs on, and may go down yet. */
  'guest_unresponsive',
  /** The configuration is no longer the one that was read (`digest`): read it again. */
  'config_changed',
  'snapshot_taken',
  'snapshot_missing',
  'protected',
  'no_quorum',
  'storage_full',
  /** Ballooning would leave the VM more memory than it is to have. */
  'balloon_above_memory',
  'invalid_request',
  'agent_unavailable',
  /** Nothing reached the cluster, or its node is away. */
  'unreachable',
  /** Too many failures lately: not asked at all. */
  'circuit_open',
  'deadline',
  'unreadable_answer',
  'rejected',
] as const;
export type HypervisorErrorCode = (typeof hypervisorErrorCodes)[number];

const answer = z.strictObject({ pveMessage });

/** `running`: the task that holds it is at work. `leftover`: it is dead. `unknown`: no task of it is to be seen. */
export const lockHolders = ['running', 'leftover', 'unknown'] as const;
export type LockHolder = (typeof lockHolders)[number];

/** What a lock is of, after PVE's own names; `other` for one that the portal has no words for. */
export const lockedWorks = [
  'backup',
  'snapshot',
  'snapshot_delete',
  'rollback',
  'migrate',
  'clone',
  'suspending',
  'suspended',
  'other',
] as const;

/** What shows that a VM is not this deployment's. */
export const ownershipFindings = ['became_template', 'id_missing', 'tag_missing'] as const;
export type OwnershipFinding = (typeof ownershipFindings)[number];

export const faultSchemas = {
  pve_unauthenticated: answer,
  pve_untrusted: answer,
  pve_forbidden: answer,
  pve_guest_missing: answer,
  pve_task_missing: answer,
  pve_vmid_taken: answer,
  pve_locked: answer,
  pve_guest_running: answer,
  pve_guest_not_running: answer,
  pve_guest_paused: answer,
  pve_guest_unresponsive: answer,
  pve_config_changed: answer,
  pve_snapshot_taken: answer,
  pve_snapshot_missing: answer,
  pve_protected: answer,
  pve_no_quorum: answer,
  pve_storage_full: answer,
  pve_balloon_above_memory: answer,
  pve_invalid_request: answer,
  pve_agent_unavailable: answer,
  pve_unreachable: answer,
  pve_circuit_open: answer,
  pve_deadline: answer,
  pve_unreadable_answer: answer,
  pve_rejected: answer,
  /** `lock`: PVE's name of it. `ours`: the portal started what it is of. */
  vm_locked: z.strictObject({
    work: z.enum(lockedWorks),
    lock: z.string(),
    holder: z.enum(lockHolders),
    ours: z.boolean(),
  }),
  vm_still_being_made: noParams,
  /** It is there, and the token may not read it: it left the pool, or its id is another VM’s now. */
  vm_hidden: z.strictObject({ pool: z.string() }),
  power_not_told: noParams,
  cluster_incomplete: z.strictObject({ nodes: z.array(z.string()) }),
  cluster_not_configured: z.strictObject({ cluster: z.string() }),
  cluster_incompletely_configured: z.strictObject({ cluster: z.string() }),
  release_unfit: z.strictObject({ cluster: z.string(), version: z.string() }),
  task_still_running: noParams,
  other_task_first: noParams,
  clone_maybe_ours: noParams,
  task_overdue: noParams,
  task_node_left: noParams,
  ha_overdue: noParams,
  /** The answer to a call was lost, and the cluster may still carry it out. */
  answer_lost: noParams,
  outcome_unknown: noParams,
  template_not_shown: z.strictObject({ template: z.string() }),
  template_differs: z.strictObject({ template: z.string() }),
  template_switched_off: noParams,
  template_gone: noParams,
  no_room_for_disk: noParams,
  first_boot_overdue: z.strictObject({ minutes: z.int() }),
  /** A step of a snapshot that failed before; what came of it is said elsewhere. */
  step_failed: z.strictObject({ step: z.enum(stepNames) }),
  not_placed: noParams,
  became_template: noParams,
  /** Its VM bears another VM's ownership tag: `name` is null for one that this portal does not know. */
  other_stamp: z.strictObject({ name: z.string().nullable() }),
} as const satisfies Record<`pve_${HypervisorErrorCode}`, typeof answer> & Readonly<Record<string, z.ZodObject>>;

export const faultSchema = reasonOf(faultSchemas);
export type Fault = ReasonIn<typeof faultSchemas>;
