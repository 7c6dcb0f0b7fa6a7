// Rows as they are read outside a transaction.

import type {
  AnyProblemParams,
  AuditFacets,
  AuditFacetsInput,
  AuditPage,
  Colleague,
  CountDeployments,
  ListAudit,
  ListDeployments,
  ListProblems,
  OpenHandover,
  Operation,
  ProblemCode,
  ProblemSubject,
  ProvisionHistory,
  Role,
  Share,
  Total,
  Usage,
  UsualStep,
} from '@portal/types';
import type { AuditIntegrityRecord } from '../audit-integrity.ts';
import type { AnnouncementRow } from '../change.ts';
import type { LastObservation, RecordedVm, Reserved } from '../last-observation.ts';
import type { FeedListener, Person, Visibility } from '../principal.ts';
import type {
  CanaryRun,
  Cluster,
  Deployment,
  DeploymentHandover,
  DeploymentShare,
  DeploymentSnapshot,
  DeploymentStep,
  GuestAccess,
  IdempotencyRecord,
  OpenOperationRecord,
  OperationHead,
  OperationRecord,
  PublishedVersion,
  TemplateOffer,
  TemplateStatus,
  TemplateVersion,
} from '../records.ts';

/** Whom somebody may give VMs to. */
export type ColleagueScope =
  | { readonly kind: 'all' }
  | { readonly kind: 'team'; readonly teamId: string }
  | { readonly kind: 'self'; readonly userId: string };

export interface ColleagueReader {
  /** Those of these roles who are let in, by name. `q`: part of a name or an e-mail address. */
  list(filter: {
    readonly scope: ColleagueScope;
    readonly roles: readonly Role[];
    readonly q: string | null;
    readonly limit: number;
  }): Promise<readonly Colleague[]>;
  /** By id or e-mail address, of whatever role. */
  find(idOrEmail: string): Promise<Colleague | null>;
}

/** One sign-in of a person, while it counts. */
export interface SessionRecord {
  readonly id: string;
  readonly userAgent: string | null;
  readonly address: string | null;
  readonly startedAt: Date;
  readonly lastSeenAt: Date;
  /** Unless it is used before. */
  readonly endsAt: Date;
}

export interface SessionReader {
  /** Those that count, the latest seen first. */
  ofPerson(userId: string): Promise<readonly SessionRecord[]>;
}

/** What was done under which key. */
export interface IdempotencyReader {
  earlier(person: Person, key: string): Promise<IdempotencyRecord | null>;
}

/** Rows as the engine reads them outside a transaction. */
export interface EngineReader {
  cluster(id: string): Promise<Cluster | null>;
  clusters(): Promise<readonly Cluster[]>;
  templateVersion(templateId: string, version: number): Promise<TemplateVersion | null>;
  /** Every template whose current version is made from this cluster. */
  templatesOn(clusterId: string): Promise<readonly Pick<TemplateOffer, 'current' | 'status'>[]>;
  deployment(id: string): Promise<Deployment | null>;
  /** What a run goes by, as it stood at one moment: null where nothing is being done with the deployment. */
  workInHand(deploymentId: string): Promise<WorkInHand | null>;
  /** Those of the UPIDs that stand in a step of any deployment that is not `deleted`, as none is while a task of its own runs. */
  tasksOfSteps(upids: readonly string[]): Promise<readonly string[]>;
  snapshots(deploymentId: string): Promise<readonly DeploymentSnapshot[]>;
  guestAccess(deploymentId: string): Promise<GuestAccess | null>;
  canaryRun(id: string): Promise<CanaryRun | null>;
  /**
   * Ids of templates that take requests, or would but for their canary, and had no canary begun since: those that were
   * never tried first, then those whose last canary is the longest ago, so that a short night leaves none out for good.
   */
  canariesDue(since: Date): Promise<readonly string[]>;
  /** Ids of canaries that have not ended, or whose VM is not deleted yet. */
  openCanaries(): Promise<readonly string[]>;
  /** Deployments with a VMID on the cluster that are not up yet, and running ones that have changed since then. */
  reserved(clusterId: string, upSince: Date): Promise<readonly Reserved[]>;
  /** Every deployment of the cluster that has a VMID and is not `deleted`, in brief: ten thousand are read every few seconds. */
  recordedVms(clusterId: string): Promise<readonly RecordedVm[]>;
  /** How many VMs of each owner and template stand on each node of the cluster. */
  placedVms(clusterId: string): Promise<readonly PlacedVms[]>;
  /**
   * Ids of deployments whose lease wants attention at `now`: past `expiresAt` and up, or past `deleteAt` and, as far as is known,
   * to be deleted: what is blocked comes back when that is resolved, or where its reason is not known after `refusedAgainMs`.
   */
  dueLeases(now: Date, limit: number): Promise<readonly string[]>;
  /** Every open problem of a code: for a job that finds them anew each time, and resolves those that it no longer finds. */
  openProblems(code: ProblemCode): Promise<readonly OpenProblem[]>;
  /** Ids of deployments with an open operation that has its place in the queue behind it, and that no worker has in hand. */
  unclaimed(limit: number): Promise<readonly string[]>;
}

/** A deployment with what is open on it. */
export interface WorkInHand {
  readonly deployment: Deployment;
  readonly operation: Operation;
  /** Who has cancelled the operation. */
  readonly cancelledBy: string | null;
  /** The one that is under way. */
  readonly step: DeploymentStep | null;
}

/** How many VMs of one owner and one template stand on a node. */
export interface PlacedVms {
  readonly node: string | null;
  readonly ownerId: string;
  readonly templateId: string;
  readonly count: number;
}

export interface OpenProblem {
  readonly subject: ProblemSubject;
  readonly params: AnyProblemParams;
}

/** A problem with the names around it. */
export interface ProblemDetail {
  readonly id: string;
  readonly code: ProblemCode;
  readonly subject: ProblemSubject;
  readonly subjectName: string | null;
  readonly params: AnyProblemParams;
  readonly since: Date;
  readonly lastSeenAt: Date;
  readonly resolvedAt: Date | null;
  readonly acknowledgedAt: Date | null;
  readonly acknowledgedBy: { readonly id: string; readonly name: string } | null;
}

export interface ProblemReader {
  /** Null for an id that is none of a problem. */
  byId(id: string): Promise<ProblemDetail | null>;
  /** Newest first. */
  list(
    filter: ListProblems & { readonly limit: number },
  ): Promise<{ readonly items: readonly ProblemDetail[]; readonly nextCursor: string | null }>;
  /** How many are open and not acknowledged. */
  unacknowledged(): Promise<number>;
}

/** Every template with its current version, whether it takes requests or not. */
export interface TemplateReader {
  /** By category and name. */
  list(): Promise<readonly TemplateOffer[]>;
  /** By id or slug. */
  byId(idOrSlug: string): Promise<TemplateOffer | null>;
  /** Every published version, newest first. */
  versions(templateId: string): Promise<readonly PublishedVersion[]>;
  /** Newest first. */
  canaryRuns(templateId: string, limit: number): Promise<readonly CanaryRun[]>;
}

/** A cluster's row with what its deployments take up of it. */
export interface ClusterDetail {
  readonly cluster: Cluster;
  /** Deployments that wait in its queue. */
  readonly queued: number;
  /** VMIDs of its range that are in use or kept out of use. */
  readonly heldVmids: number;
}

export interface ClusterReader {
  /** By name. */
  list(): Promise<readonly ClusterDetail[]>;
}

export interface AnnouncementReader {
  /** Those that are neither over nor withdrawn by then; what begins first comes first. */
  open(now: Date, limit: number): Promise<readonly AnnouncementRow[]>;
  /** Also one that is withdrawn. Null for an id that is none of an announcement. */
  byId(id: string): Promise<AnnouncementRow | null>;
}

/** What the database tells of itself, of the job queue and of the workers. */
export interface HealthRecord {
  readonly database: { readonly sizeMiB: number; readonly connections: number; readonly mostConnections: number };
  readonly queue: {
    /** Jobs whose time has come and that no worker has taken. */
    readonly waiting: number;
    readonly oldestDueAt: Date | null;
    readonly inHand: number;
    /** Those that failed for the last time. */
    readonly givenUp: number;
  };
  readonly worker: { readonly lastMinuteAt: Date | null; readonly claims: number };
  readonly feedSentAt: Date | null;
  readonly openProblems: readonly { readonly code: ProblemCode; readonly count: number }[];
}

export interface HealthReader {
  read(): Promise<HealthRecord>;
}

/** What was last seen of each cluster. Not audited: it says what PVE showed, not what anybody did. */
export interface LastObservations {
  /** May be a second old, as `all` is. */
  read(clusterId: string): Promise<LastObservation | null>;
  /** As it stands, for the one who will write the next. */
  latest(clusterId: string): Promise<LastObservation | null>;
  all(): Promise<readonly LastObservation[]>;
  save(lastObservation: LastObservation): Promise<void>;
}

/** A deployment with the names around it, before it is cut to what its reader may see. */
export interface DeploymentDetail {
  readonly deployment: Deployment;
  readonly template: TemplateVersion;
  /** As its template stands, whatever the version that this was made from. */
  readonly templateStatus: Pick<TemplateStatus, 'state' | 'reason'>;
  /** The cluster was seen whole, and without the PVE template of that version. */
  readonly sourceMissing: boolean;
  readonly cluster: Cluster;
  readonly owner: { readonly id: string; readonly name: string; readonly email: string };
  readonly ownerRole: Role;
  readonly team: { readonly id: string; readonly name: string } | null;
  /** The open one; null while nothing is being done with it. */
  readonly operation: OpenOperationRecord | null;
  readonly queuePosition: number | null;
  /** How long its template took lately; null without history. */
  readonly history: ProvisionHistory | null;
  readonly clusterUnreachableSince: Date | null;
  readonly hasPassword: boolean;
}

/** What a list is narrowed by. */
export interface DeploymentSelection extends Omit<CountDeployments, 'expiresWithinHours'> {
  /** The lease ends by then. */
  readonly expiresBy?: Date | undefined;
  /** Who asks: what `owner` means where it says `me`, `team` or `shared`; null where nobody in particular does. */
  readonly asker: null | {
    readonly userId: string;
    readonly teamId: string | null;
    /** Ids of the deployments that are shared with them. */
    readonly shared: readonly string[];
  };
  /** Whether the free text is looked for among the VMIDs too: they are for those who administer the cluster. */
  readonly findsVmids: boolean;
}

export interface DeploymentFilter extends DeploymentSelection, Pick<ListDeployments, 'sort' | 'cursor'> {
  readonly limit: number;
}

export interface DeploymentReader {
  /** Null when missing or outside the visibility: the caller cannot tell which. An id that is no UUID is missing. */
  byId(id: string, visibility: Visibility): Promise<DeploymentDetail | null>;
  list(
    filter: DeploymentFilter,
    visibility: Visibility,
  ): Promise<{ readonly items: readonly DeploymentDetail[]; readonly nextCursor: string | null }>;
  count(selection: DeploymentSelection, visibility: Visibility): Promise<Total>;
  steps(deploymentId: string): Promise<readonly DeploymentStep[]>;
  /** Newest first, each with its steps. */
  operations(
    deploymentId: string,
    page: { readonly limit: number; readonly cursor?: string | undefined },
  ): Promise<{ readonly items: readonly OperationRecord[]; readonly nextCursor: string | null }>;
  /** What the steps of VMs of that template took lately, those alone that came to a good end; may be a minute old. */
  usualSteps(templateId: string): Promise<readonly UsualStep[]>;
  /** The open one, or else the last that has ended. */
  latestOperation(deploymentId: string): Promise<OperationHead | null>;
  /** Null for an id that is none of an operation. */
  operation(id: string): Promise<OperationRecord | null>;
  snapshots(deploymentId: string): Promise<readonly DeploymentSnapshot[]>;
  /** Oldest first. */
  shares(deploymentId: string): Promise<readonly ShareDetail[]>;
  /** The one that is open by then. */
  handover(deploymentId: string, now: Date): Promise<HandoverDetail | null>;
  /** What is offered to that person by then; what ends first comes first. */
  offeredTo(userId: string, now: Date, limit: number): Promise<readonly OfferedDeployment[]>;
  guestAccess(deploymentId: string): Promise<GuestAccess | null>;
}

/** What is offered, with the people around it. */
export interface HandoverDetail {
  readonly row: DeploymentHandover;
  readonly to: OpenHandover['to'];
  readonly offeredBy: OpenHandover['offeredBy'];
}

export interface OfferedDeployment {
  readonly detail: DeploymentDetail;
  readonly handover: HandoverDetail;
}

/** A share with the name of whom it is with. */
export interface ShareDetail extends Pick<DeploymentShare, 'id' | 'level' | 'createdAt'> {
  readonly with: Share['with'];
}

export interface AuditReader {
  /**
   * Rows on deployments inside the visibility, and the person's own acts, but none that was refused on a deployment
   * outside it; everything where visibility is `all`.
   */
  list(filter: ListAudit & { readonly limit: number }, person: Person, visibility: Visibility): Promise<AuditPage>;
  /** Of the same rows. */
  facets(filter: AuditFacetsInput, person: Person, visibility: Visibility): Promise<AuditFacets>;
  integrity(): Promise<AuditIntegrityRecord>;
}

export interface UsageReader {
  usage(userId: string): Promise<Usage>;
}

export interface FeedEvent {
  /** Opaque; resumes the feed after this event. */
  readonly cursor: string;
  /** Null: the feed has begun, or a cluster or template has changed, and what is shown is worth asking again. */
  readonly deploymentId: string | null;
  readonly action: string;
  readonly at: Date;
}

/** Live changes from the audit trail, in commit order and without gaps, from a cursor or from now on. */
export interface ChangeFeed {
  /** The first event is a cursor of where the feed begins (`deploymentId` null), so that a client can always resume. */
  subscribe(listener: FeedListener, after: string | null, signal: AbortSignal): AsyncIterable<FeedEvent>;
}
