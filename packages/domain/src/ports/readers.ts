// Rows as they are read outside a transaction.
import type {
  AnyProblemParams,
  AuditEntry,
  AuditFacets,
  AuditFacetsInput,
  AuditPage,
  Colleague,
  ListAudit,
  ListProblems,
  Operation,
  ProblemCode,
  ProblemSubject,
  Role,
  SizeMeasure,
} from '@portal/types';
import type { AuditIntegrityRecord } from '../audit-integrity.ts';
import type { LastObservation, RecordedVm, Reserved } from '../last-observation.ts';
import type { FeedListener, Person, Visibility } from '../principal.ts';
import type {
  Cluster,
  Deployment,
  DeploymentSnapshot,
  DeploymentStep,
  GuestAccess,
  IdempotencyRecord,
} from '../records.ts';
import type { CanaryRun, PublishedVersion, TemplateOffer, TemplateVersion } from '../template-records.ts';

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
   * to be deleted: what is blocked comes back when that is resolved, or where its reason is not known after `refusedSince`. And of
   * those whose owner has a warning of these to get.
   */
  dueLeases(asked: { now: Date; limit: number; warningHours: readonly number[] }): Promise<readonly string[]>;
  /** Ids of deployments that their schedule starts or stops by then. */
  dueSchedules(now: Date, limit: number): Promise<readonly string[]>;
  /**
   * Whether its owner was to be warned by mail, or a team’s chat, of this deletion of a VM of theirs, and none of them took any of it. False where
   * nothing leads outside of the portal.
   */
  isUnheard(deletion: { id: string; ownerId: string; deleteAt: Date }): Promise<boolean>;
  /** Ids of deployments whose offer to a colleague is over by then, and stands there still. */
  overOffers(now: Date, limit: number): Promise<readonly string[]>;
  /** Ids of limits whose time is over by then, and that stand there still. */
  overGrants(now: Date, limit: number): Promise<readonly string[]>;
  /** Every open problem of a code: for a job that finds them anew each time, and resolves those that it no longer finds. */
  openProblems(code: ProblemCode): Promise<readonly OpenProblem[]>;
  /** Ids of deployments with an open operation that has its place in the queue behind it, and that no worker has in hand. */
  unclaimed(limit: number): Promise<readonly string[]>;
}

/** A deployment with what is open on it. */
export interface WorkInHand {
  readonly deployment: Deployment;
  readonly operation: Operation;
  /** The size that it was asked for with; what is left out stays. */
  readonly asked: { readonly [Measure in SizeMeasure]?: number | undefined };
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
  /** Ids, by the newest VM of each that this person has or had. */
  lastUsedBy(userId: string, limit: number): Promise<readonly string[]>;
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

/** What was last seen of each cluster. Not audited: it says what PVE showed, not what anybody did. */
export interface LastObservations {
  /** May be a second old, as `all` is. */
  read(clusterId: string): Promise<LastObservation | null>;
  /** As it stands, for the one who will write the next. */
  latest(clusterId: string): Promise<LastObservation | null>;
  all(): Promise<readonly LastObservation[]>;
  save(lastObservation: LastObservation): Promise<void>;
}

export interface AuditReader {
  /**
   * Rows on deployments inside the visibility, and the person's own acts, but none that was refused on a deployment
   * outside it; everything where visibility is `all`.
   */
  list(filter: ListAudit & { readonly limit: number }, person: Person, visibility: Visibility): Promise<AuditPage>;
  /** Of the same rows. */
  facets(filter: AuditFacetsInput, person: Person, visibility: Visibility): Promise<AuditFacets>;
  /** One of the same rows. */
  byId(id: string, person: Person, visibility: Visibility): Promise<AuditEntry | null>;
  integrity(): Promise<AuditIntegrityRecord>;
}

export interface FeedEvent {
  /** Opaque; resumes the feed after this event. */
  readonly cursor: string;
  /** The row of the trail; null: the feed has begun, or a message has come. */
  readonly entryId: string | null;
  /** Null: the feed has begun, a message has come, or a cluster or template has changed, and what is shown is worth asking again. */
  readonly deploymentId: string | null;
  readonly action: string;
  readonly at: Date;
}

/** Live changes from the audit trail, in commit order and without gaps, from a cursor or from now on. */
export interface ChangeFeed {
  /** The first event is a cursor of where the feed begins (`deploymentId` null), so that a client can always resume. */
  subscribe(listener: FeedListener, after: string | null, signal: AbortSignal): AsyncIterable<FeedEvent>;
  /** Whether nothing was removed of what follows this cursor. Throws `invalid_input` for what is no cursor, or from beyond every transaction. */
  isWholeAfter(cursor: string): Promise<boolean>;
}
