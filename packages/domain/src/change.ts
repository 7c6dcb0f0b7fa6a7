// The only thing that can be committed: the next state, the audit events that explain it (never none), and the jobs
// that follow from it. `Change` has a private field, so nothing but its own makers make one.
import type {
  AnnouncementKind,
  AnyProblemParams,
  Chat,
  LimitMeasure,
  LimitRequestState,
  LimitSubject,
  ProblemCode,
  ProblemSubject,
  Reason,
  Role,
} from '@portal/types';
import {
  type OperationNotes,
  type OperationWrite,
  operationWrites,
  type ReadDeployment,
} from './deployment/operation.ts';
import { hasNoGuest } from './deployment/without-guest.ts';
import { isBeingDeleted } from './deployment-status.ts';
import type { JobRequest } from './jobs.ts';
import type {
  AuthenticatorWrite,
  MailChoiceWrite,
  MailRetryWrite,
  PasskeyWrite,
  PersonWrite,
  SavedViewWrite,
  SshKeyWrite,
  StarWrite,
} from './person-writes.ts';
import type {
  AnsweredSubject,
  AuditEvent,
  Cluster,
  Deployment,
  DeploymentHandover,
  DeploymentShare,
  DeploymentSnapshot,
  DeploymentStep,
  GuestAccess,
  JsonObject,
  SubjectType,
} from './records.ts';
import type { CanaryRun, TemplateStatus, TemplateVersion } from './template-records.ts';

/** One row's next state. An update carries what was read; another version is a {@link StaleVersionError}. */
export type Write =
  | { readonly kind: 'deployment.insert'; readonly row: Deployment }
  | ({
      readonly kind: 'deployment.update';
      readonly row: Deployment;
      readonly read: ReadDeployment;
    } & OperationNotes)
  | OperationWrite
  | { readonly kind: 'step.insert'; readonly row: DeploymentStep }
  | { readonly kind: 'step.update'; readonly row: DeploymentStep }
  | { readonly kind: 'vmid.reserve'; readonly clusterId: string; readonly vmid: number; readonly deploymentId: string }
  | { readonly kind: 'vmid.release'; readonly clusterId: string; readonly vmid: number; readonly deploymentId: string }
  /** Takes an id out of use that something else in the cluster holds. */
  | { readonly kind: 'vmid.block'; readonly clusterId: string; readonly vmid: number; readonly deploymentId: string }
  | { readonly kind: 'team.insert'; readonly row: { readonly id: string; readonly name: string } }
  | { readonly kind: 'team.rename'; readonly row: { readonly id: string; readonly name: string } }
  | { readonly kind: 'role.insert'; readonly row: RoleRow }
  /** Another version is a {@link StaleVersionError}. */
  | { readonly kind: 'role.update'; readonly row: RoleRow; readonly read: Pick<RoleRow, 'version'> }
  | { readonly kind: 'announcement.insert'; readonly row: AnnouncementRow }
  /** Where it was not before. */
  | { readonly kind: 'announcement.withdraw'; readonly id: string; readonly at: Date }
  | { readonly kind: 'limit.insert'; readonly row: LimitRow }
  /** Another version is a {@link StaleVersionError}. */
  | { readonly kind: 'limit.update'; readonly row: LimitRow; readonly read: Pick<LimitRow, 'version'> }
  | { readonly kind: 'webhook.insert'; readonly row: WebhookRow }
  /** Another version is a {@link StaleVersionError}. */
  | { readonly kind: 'webhook.update'; readonly row: WebhookRow; readonly read: Pick<WebhookRow, 'version'> }
  /** Of that webhook: it is sent once more, and tried as often as a new one. */
  | { readonly kind: 'delivery.again'; readonly id: string; readonly webhookId: string }
  | { readonly kind: 'limitRequest.insert'; readonly row: LimitRequestRow }
  /** Of one that is open. */
  | { readonly kind: 'limitRequest.decide'; readonly row: LimitRequestRow }
  | { readonly kind: 'apiToken.insert'; readonly row: ApiTokenRow }
  /** Of one that is neither revoked nor replaced: it works on until then at most. */
  | { readonly kind: 'apiToken.replace'; readonly id: string; readonly at: Date; readonly worksUntil: Date }
  | { readonly kind: 'apiToken.revoke'; readonly id: string; readonly at: Date }
  | { readonly kind: 'apiToken.restrict'; readonly id: string; readonly addresses: readonly string[] }
  | { readonly kind: 'cluster.upsert'; readonly row: Cluster }
  | { readonly kind: 'template.publish'; readonly row: TemplateVersion }
  | { readonly kind: 'template.status'; readonly row: TemplateStatus }
  | { readonly kind: 'canary.insert'; readonly row: CanaryRun }
  | { readonly kind: 'canary.update'; readonly row: CanaryRun }
  | { readonly kind: 'share.insert'; readonly row: DeploymentShare }
  | { readonly kind: 'share.remove'; readonly id: string; readonly deploymentId: string }
  /** All of that deployment. */
  | { readonly kind: 'shares.end'; readonly deploymentId: string }
  | { readonly kind: 'handover.insert'; readonly row: DeploymentHandover }
  /** Of one that nobody has answered meanwhile. */
  | { readonly kind: 'handover.remove'; readonly id: string; readonly deploymentId: string }
  /** Where one of that deployment is open by then. What is over is put on record by whoever finds it. */
  | { readonly kind: 'handover.end'; readonly deploymentId: string; readonly at: Date }
  | { readonly kind: 'snapshot.insert'; readonly row: DeploymentSnapshot }
  | { readonly kind: 'snapshot.update'; readonly row: DeploymentSnapshot }
  | { readonly kind: 'access.insert'; readonly row: GuestAccess }
  /** The password from now on, and no other; null erases it. Where nothing was given to the guest, nothing is written. */
  | ({ readonly kind: 'access.update' } & Pick<GuestAccess, 'deploymentId' | 'sealedPassword'>)
  /** What the guest is to take next. One that it may have taken already stays, and is asked for again. */
  | { readonly kind: 'access.next'; readonly deploymentId: string; readonly nextSealedPassword: string }
  /** It has certainly not taken it this time: forgotten, unless an earlier time is uncertain. */
  | { readonly kind: 'access.refused'; readonly deploymentId: string }
  | AuthenticatorWrite
  | PasskeyWrite
  | SshKeyWrite
  | SavedViewWrite
  | StarWrite
  | MailChoiceWrite
  | MailRetryWrite
  | SelfRecordedWrite;

/** What puts itself on record where it changes a row: a change of nothing else owes no event. */
export type SelfRecordedWrite = ProblemWrite | PersonWrite;

/** Made by problem/problems.ts. Each puts itself on record where it changes a row, and does nothing where it would not. */
export type ProblemWrite =
  | {
      readonly kind: 'problem.raise';
      readonly code: ProblemCode;
      readonly subject: ProblemSubject;
      readonly params: AnyProblemParams;
    }
  | { readonly kind: 'problem.resolve'; readonly code: ProblemCode; readonly subject: ProblemSubject }
  | { readonly kind: 'problem.acknowledge'; readonly id: string; readonly userId: string };

/** A role that administrators made. */
export interface RoleRow {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly base: Role;
  readonly scopes: readonly string[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** It is listed nowhere from then on, and its name is free. */
  readonly removedAt: Date | null;
}

/** What stands on top of every page from `startsAt` to `endsAt`. */
export interface AnnouncementRow {
  readonly id: string;
  readonly kind: AnnouncementKind;
  readonly text: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly createdAt: Date;
  /** It is shown nowhere from then on. */
  readonly withdrawnAt: Date | null;
}

/** The most of one measure, for everyone or for the one of these that `subject` names. */
export interface LimitRow {
  readonly id: string;
  readonly version: number;
  readonly subject: LimitSubject;
  readonly role: Role | null;
  readonly teamId: string | null;
  readonly userId: string | null;
  readonly templateId: string | null;
  readonly clusterId: string | null;
  readonly measure: LimitMeasure;
  /** What all of them hold, and otherwise each. */
  readonly together: boolean;
  readonly value: number;
  /** Of a person: when it ends by itself; null where it does not. */
  readonly endsAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** It holds for nobody from then on, and another can be set. */
  readonly removedAt: Date | null;
}

/** Who is told what happens, by an HTTP request for each event; or a team’s chat, by one for each message. */
export interface WebhookRow {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  /** Of a chat, only as far as it is no secret. */
  readonly url: string;
  /** The whole address of a chat, until it is removed. */
  readonly sealedUrl: string | null;
  /** By name, or by how they begin; null for all. */
  readonly actions: readonly string[] | null;
  /** Null where programs are told events. */
  readonly chat: Chat | null;
  readonly enabled: boolean;
  /** The newest first; a second one signs too, until `rotatingUntil`. Without any once it is removed. */
  readonly sealedSecrets: readonly string[];
  readonly rotatingUntil: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** It is sent nothing from then on. */
  readonly removedAt: Date | null;
}

/** A person's request for more of one measure than they have. */
export interface LimitRequestRow {
  readonly id: string;
  /** Who asks. */
  readonly userId: string;
  readonly measure: LimitMeasure;
  /** What they had when they asked. */
  readonly limit: number;
  readonly value: number;
  /** From the decision on. */
  readonly days: number;
  readonly reason: string;
  readonly state: LimitRequestState;
  readonly createdAt: Date;
  /** Who decided, or withdrew it; the rest is null while it is open. */
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
  readonly comment: string | null;
  /** Null where nothing was granted. */
  readonly grantedValue: number | null;
  readonly grantedUntil: Date | null;
  /** The VM that waits for it, as it was asked for; null where none does. */
  readonly create: JsonObject | null;
  /** What was made of that with the approval, or why nothing was. */
  readonly deploymentId: string | null;
  readonly fault: Reason | null;
}

/** `secretHash` is the SHA-256 of the token's secret part, hex; the secret itself is shown once and kept nowhere. */
export interface ApiTokenRow {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  readonly prefix: string;
  readonly secretHash: string;
  /** Without: everything that its owner may, from anywhere and without an end, as the tokens of a demonstration have it. */
  readonly terms?: TokenTerms;
}

/** What a token was made for. */
export interface TokenTerms {
  readonly scopes: readonly string[] | null;
  readonly addresses: readonly string[];
  readonly expiresAt: Date;
  /** Null for a command on the machine of the database. */
  readonly createdBy: string | null;
  /** The token that it was made with; absent without one. */
  readonly madeWith?: string | null;
  /** The token that it takes over from. */
  readonly rotatedFrom: string | null;
}

export interface ExplainedParts {
  readonly writes: readonly Write[];
  readonly events: readonly [AuditEvent, ...AuditEvent[]];
  readonly jobs?: readonly JobRequest[];
  /** What a repeat of the request answers: the subject of the first event unless told otherwise; null where its writer says so itself. */
  readonly answers?: AnsweredRef | null;
}

export interface AnsweredRef {
  readonly type: AnsweredSubject | SubjectType;
  readonly id: string;
}

/** Without events of its own: the only writes in it bring theirs. */
interface SelfRecordedParts<W extends SelfRecordedWrite = SelfRecordedWrite> {
  readonly writes: readonly [W, ...W[]];
  readonly events: readonly [];
  readonly jobs?: readonly JobRequest[];
  readonly answers: AnsweredRef | null;
}

type ChangeParts = ExplainedParts | SelfRecordedParts;

/** A deployment's row with what follows from it: its operations, the end of a password whose VM is gone or was never made, and of shares and offers of one that is deleted. */
const withConsequences = (writes: readonly Write[]): readonly Write[] =>
  writes.flatMap((one): readonly Write[] => {
    if (one.kind === 'deployment.insert') return [one, ...operationWrites(null, one.row)];
    if (one.kind !== 'deployment.update') return [one];
    const { id: deploymentId } = one.row;
    const erasure: Write = { kind: 'access.update', deploymentId, sealedPassword: null };
    const endOfShares: Write = { kind: 'shares.end', deploymentId };
    const endOfHandover: Write = { kind: 'handover.end', deploymentId, at: one.row.updatedAt };
    const isDeleted = one.row.rest === 'deleted';
    return [
      one,
      ...operationWrites(one.read, one.row, one),
      ...(hasNoGuest(one.row) ? [erasure] : []),
      ...(isDeleted ? [endOfShares] : []),
      ...(isDeleted || isBeingDeleted(one.row) ? [endOfHandover] : []),
    ];
  });

export class Change {
  readonly #parts: ChangeParts;

  private constructor(parts: ChangeParts) {
    this.#parts = parts;
  }

  static of(parts: ExplainedParts): Change {
    return new Change({ ...parts, writes: withConsequences(parts.writes) });
  }

  /** Where nothing but problems changes; if they stand as they should already, nothing is on record either. */
  static ofProblems(writes: SelfRecordedParts<ProblemWrite>['writes'], jobs: readonly JobRequest[] = []): Change {
    return new Change({ writes, events: [], jobs, answers: null });
  }

  /** Where nothing but one person changes. */
  static ofPerson(userId: string, writes: SelfRecordedParts<PersonWrite>['writes']): Change {
    return new Change({ writes, events: [], answers: { type: 'user', id: userId } });
  }

  /** A refusal or failure that changes nothing but must be on record. */
  static record(event: AuditEvent): Change {
    return new Change({ writes: [], events: [event] });
  }

  get writes(): readonly Write[] {
    return this.#parts.writes;
  }

  get events(): readonly AuditEvent[] {
    return this.#parts.events;
  }

  /** Null also where nothing but problems changes: doing that twice does nothing more. */
  get answers(): AnsweredRef | null {
    const { answers, events } = this.#parts;
    return answers === undefined ? (events[0]?.subject ?? null) : answers;
  }

  get jobs(): readonly JobRequest[] {
    return this.#parts.jobs ?? [];
  }
}
