// The domain's own shapes of what the database keeps. Times are Date, sizes carry their unit in the name.
import type {
  AuditOutcome,
  FailureCode,
  Operation,
  OperationState,
  Reason,
  Rest,
  Schedule,
  ScheduledPower,
  ShareLevel,
  SnapshotStatus,
  StepName,
  StepStatus,
} from '@portal/types';

/** JSON that an audit row or a stored response may hold. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** `canary`: made by the portal to try a template; nobody's, and out of everybody's lists but the administrators'. */
export type DeploymentKind = 'person' | 'canary';

export interface Deployment {
  /** UUIDv7; tagged into the VM's description. */
  readonly id: string;
  /** Compare-and-set guard: grows by one with each commit. */
  readonly version: number;
  readonly name: string;
  readonly kind: DeploymentKind;
  /** Where its VM rests; while an operation is open, where it rested when that began. */
  readonly rest: Rest;
  /** The end of its lease was carried out: stopped now, it reads `expired`. */
  readonly leaseEnded: boolean;
  /** What is being done; null while nothing is. */
  readonly operation: Operation | null;
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
  readonly customer: string | null;
  readonly notes: string | null;
  readonly tags: readonly string[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** Since when it stands in the queue; again when it is rebuilt. */
  readonly queuedAt: Date;
  /** Clone begun, and ready for use: of the latest provisioning. Null until then. */
  readonly placedAt: Date | null;
  readonly readyAt: Date | null;
  /** Null where its lease has no end. */
  readonly expiresAt: Date | null;
  /** Null where it is kept, stopped, until somebody extends or deletes it. */
  readonly deleteAt: Date | null;
  /** Of one without an end, which alone has it: from when on its owner is asked whether it is still needed. */
  readonly reviewAt: Date | null;
  /** Since when its owner has known of these dates: its making, the latest extension, or the latest warning. */
  readonly leaseNoticeAt: Date;
  /** How often its deletion was put off since its lease began or was extended: nobody could be warned of it. */
  readonly postponements: number;
  /** How often its lease was extended. */
  readonly extensions: number;
  /** Neither people nor the end of its lease destroy its VM. */
  readonly deleteProtection: boolean;
  /** When it is started and stopped by itself, and what comes next, when: all three, or none. */
  readonly schedule: Schedule | null;
  readonly nextPower: ScheduledPower | null;
  readonly nextPowerAt: Date | null;
  /** Somebody deleted it: until then it can be restored, and then it is destroyed. Null unless it is so. */
  readonly restoreUntil: Date | null;
  /** Where it is; null until placed. */
  readonly node: string | null;
  readonly vmid: number | null;
  readonly storage: string | null;
  readonly addresses: readonly string[];
  /** They stand on none of the VM's own network cards: the guest reports no better ones. */
  readonly addressesAreFallback: boolean;
  /** Set while `statusReason` tells of a failure. */
  readonly failureCode: FailureCode | null;
  /** Why it waits or failed, for its owner. */
  readonly statusReason: Reason | null;
}

export interface DeploymentStep {
  readonly id: string;
  readonly deploymentId: string;
  readonly operation: Operation;
  readonly name: StepName;
  readonly status: StepStatus;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  /** False until a run comes to it: nothing can have been asked of the cluster for it. */
  readonly isTakenUp: boolean;
  /** The PVE task of this step, stored before it is awaited. */
  readonly upid: string | null;
  /** Why it waits, or how it ended. */
  readonly reason: Reason | null;
  /** Since when it has waited without getting on; null where it does not wait. */
  readonly waitingSince: Date | null;
  /** Last lines of the PVE task's log, kept when the step failed. */
  readonly log: readonly string[];
}

/** What was asked of a deployment, while it is open. */
export interface OpenOperationRecord {
  readonly id: string;
  readonly kind: Operation;
  readonly state: OperationState;
  readonly requestedAt: Date;
  /** When its first step began. */
  readonly startedAt: Date | null;
  /** While it is open. */
  readonly waitsFor: Reason | null;
}

export interface OperationHead extends OpenOperationRecord {
  readonly deploymentId: string;
  readonly endedAt: Date | null;
  readonly failureCode: FailureCode | null;
  /** Why it did not come to its end, or will not: also set on an open one that somebody has cancelled. */
  readonly error: Reason | null;
  /** What it was asked for with. */
  readonly input: JsonObject;
  /** The one that has failed, of which this is another try. */
  readonly retryOf: string | null;
}

export interface OperationRecord extends OperationHead {
  /** Null for the portal itself. */
  readonly requestedBy: { readonly id: string; readonly name: string } | null;
  /** In their order. */
  readonly steps: readonly DeploymentStep[];
}

export interface Cluster {
  readonly id: string;
  readonly name: string;
  readonly simulated: boolean;
  /** Inclusive range that the portal may use. */
  readonly vmidMin: number;
  readonly vmidMax: number;
  readonly pool: string;
  /** Where full clones may go; the one with most room is taken. */
  readonly storages: readonly string[];
  /** Concurrent clones per storage and per node. */
  readonly clonesPerStorage: number;
  readonly clonesPerNode: number;
  /** Nodes that get nothing new, besides those in PVE's own maintenance mode. */
  readonly excludedNodes: readonly string[];
  /** Percent of a node's memory that stays free, after everything that is reserved on it. */
  readonly memoryHeadroomPercent: number;
  /** How many vCPUs of running and reserved VMs one core of a node may carry. */
  readonly vcpusPerCore: number;
  /** What a new request meets while the cluster does not answer, or has no room. */
  readonly whenUnreachable: AdmissionRule;
  readonly whenFull: AdmissionRule;
  /** Snapshots that one VM may have. */
  readonly snapshotsPerVm: number;
}

/** `wait`: it queues, with the reason beside it. `refuse`: it is turned away with the reason. */
export type AdmissionRule = 'wait' | 'refuse';

export interface DeploymentSnapshot {
  readonly id: string;
  readonly deploymentId: string;
  /** Its name in PVE, a configuration id. */
  readonly name: string;
  /** Null where its maker gave it none. */
  readonly label: string | null;
  readonly status: SnapshotStatus;
  readonly createdAt: Date;
  /** How large the VM was, which it is again when it goes back; null until it is made, and of those from before this was kept. */
  readonly vcpus: number | null;
  readonly memoryMiB: number | null;
  readonly diskGiB: number | null;
}

/** Who uses a deployment beside its owner: a colleague, or everybody of a team; one of the two is null. */
export interface DeploymentShare {
  readonly id: string;
  readonly deploymentId: string;
  readonly userId: string | null;
  readonly teamId: string | null;
  readonly level: ShareLevel;
  readonly createdAt: Date;
}

/** Whom it is offered to, who has to agree: it is theirs once they do. At most one of a deployment is open. */
export interface DeploymentHandover {
  readonly id: string;
  readonly deploymentId: string;
  readonly userId: string;
  readonly offeredBy: string;
  readonly offeredAt: Date;
  /** It is open until then. */
  readonly endsAt: Date;
}

/** What lets a person into the guest: public keys, and the password, sealed by the {@link Vault}. */
export interface GuestAccess {
  readonly deploymentId: string;
  readonly sshKeys: readonly string[];
  readonly sealedPassword: string | null;
  /** One that the guest is to take, or may have taken: kept beside the other until that is known. */
  readonly nextSealedPassword: string | null;
}

export interface AuditEvent {
  /** Dotted, past tense: `deployment.created`. */
  readonly action: string;
  readonly subject: { readonly type: SubjectType; readonly id: string };
  readonly outcome: AuditOutcome;
  readonly detail: JsonObject;
}

export const subjectTypes = [
  'team',
  'role',
  'api_token',
  'cluster',
  'template',
  'deployment',
  'user',
  'problem',
  'announcement',
  'limit',
  'webhook',
  'address',
  'audit',
] as const;
export type SubjectType = (typeof subjectTypes)[number];

/** What a mutation under an `Idempotency-Key` can answer with: its repeats answer the same subject as it is then. */
export const answeredSubjects = [
  'deployment',
  'operation',
  'template',
  'canary_run',
  'problem',
  'api_token',
  'user',
  'team',
  'handover',
  'role',
  'announcement',
  'limit',
  'webhook',
  'limit_request',
] as const;
export type AnsweredSubject = (typeof answeredSubjects)[number];

/** How a mutation is answered, known before it is done. */
export interface RepeatAnswer {
  readonly subjectType: AnsweredSubject;
  /** HTTP status of the first answer. */
  readonly status: number;
  /** Why a repeat is refused: for what must not be shown again. Null where it answers the subject. */
  readonly code: 'already_shown' | null;
}

/** A mutation that was carried out, as it is kept under its key. */
export interface IdempotencyRecord extends Omit<RepeatAnswer, 'subjectType'> {
  /** SHA-256 of operation and input, hex. */
  readonly requestHash: string;
  readonly subject: { readonly type: AnsweredSubject; readonly id: string };
  readonly createdAt: Date;
}
