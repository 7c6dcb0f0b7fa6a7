// The domain's own shapes of what the database keeps. Times are Date, sizes carry their unit in the name.
import type {
  AccessMethod,
  AuditOutcome,
  Bounds,
  DeploymentStatus,
  Operation,
  StepName,
  StepStatus,
  TemplateCategory,
} from '@portal/types';

/** JSON that an audit row or a stored response may hold. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** Codes of why a deployment is `failed` or `quarantined`; text for people stands beside it. */
export type FailureCode =
  | 'clone_failed'
  | 'configure_failed'
  | 'start_failed'
  | 'operation_failed'
  | 'delete_failed'
  | 'vm_missing'
  | 'stamp_mismatch'
  | 'no_vmid_left'
  | 'step_deadline';

export interface Deployment {
  /** UUIDv7; stamped into the VM's description. */
  readonly id: string;
  /** Compare-and-set guard: grows by one with each commit. */
  readonly version: number;
  readonly name: string;
  readonly status: DeploymentStatus;
  readonly ownerId: string;
  readonly teamId: string | null;
  readonly clusterId: string;
  readonly templateId: string;
  readonly templateVersion: number;
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly diskGiB: number;
  readonly purpose: string | null;
  readonly ticket: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly expiresAt: Date;
  readonly deleteAt: Date;
  /** Where it is; null until placed. */
  readonly node: string | null;
  readonly vmid: number | null;
  readonly storage: string | null;
  readonly addresses: readonly string[];
  readonly failureCode: FailureCode | null;
  /** Why it waits or failed, in words for its owner. */
  readonly statusMessage: string | null;
}

export interface DeploymentStep {
  readonly id: string;
  readonly deploymentId: string;
  readonly operation: Operation;
  readonly name: StepName;
  readonly status: StepStatus;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  /** The PVE task of this step, stored before it is awaited. */
  readonly upid: string | null;
  readonly message: string | null;
  /** Last lines of the PVE task's log, kept when the step failed. */
  readonly log: readonly string[];
  /** How often PVE was asked in vain, and when to ask next. */
  readonly attempts: number;
}

export interface Cluster {
  readonly id: string;
  readonly name: string;
  readonly simulated: boolean;
  /** Inclusive range that the portal may use. */
  readonly vmidMin: number;
  readonly vmidMax: number;
  readonly pool: string;
  /** Where full clones go. */
  readonly storage: string;
  /** Concurrent clones per storage and per node. */
  readonly clonesPerStorage: number;
  readonly clonesPerNode: number;
}

/** An immutable published version of a template. */
export interface TemplateVersion {
  readonly templateId: string;
  readonly slug: string;
  readonly version: number;
  readonly clusterId: string;
  /** VMID of the PVE template. */
  readonly sourceVmid: number;
  /** PVE disk key that `diskGiB` is about, such as `scsi0`. */
  readonly disk: string;
  readonly cloneMode: 'linked' | 'full';
  readonly name: string;
  readonly category: TemplateCategory;
  readonly summary: string;
  readonly description: string;
  readonly operatingSystem: string;
  readonly included: readonly string[];
  readonly vcpus: Bounds;
  readonly memoryMiB: Bounds;
  readonly diskGiB: Bounds;
  readonly leaseMinHours: number;
  readonly leaseDefaultHours: number;
  readonly leaseMaxHours: number;
  readonly graceHours: number;
  readonly accessMethods: readonly AccessMethod[];
  readonly loginUser: string | null;
  readonly cloudInit: boolean;
  readonly guestAgent: boolean;
}

export interface AuditEvent {
  /** Dotted, past tense: `deployment.created`. */
  readonly action: string;
  readonly subject: { readonly type: SubjectType; readonly id: string };
  readonly outcome: AuditOutcome;
  readonly detail: JsonObject;
}

export const subjectTypes = ['team', 'api_token', 'cluster', 'template', 'deployment', 'user'] as const;
export type SubjectType = (typeof subjectTypes)[number];

/** An accepted mutation, kept under the key its client chose: a repeat answers the same deployment and does nothing. */
export interface IdempotencyRecord {
  readonly userId: string;
  readonly key: string;
  /** SHA-256 of operation and input, hex. */
  readonly requestHash: string;
  readonly deploymentId: string;
  readonly createdAt: Date;
}
