// What the domain needs from the outside: time, ids, rows, one write verb, and a cluster to work on. The adapters
// live in packages/db and packages/proxmox-client; neither is known here.
import type {
  AuditPage,
  DeploymentPage,
  DeploymentStatus,
  DeploymentStep as DeploymentStepView,
  Deployment as DeploymentView,
  ListAudit,
  ListDeployments,
  Usage,
} from '@portal/types';
import type { Change } from './change.ts';
import type { Hypervisor } from './hypervisor.ts';
import type { JobRequest } from './jobs.ts';
import type { ActorContext, Person, Principal, Visibility } from './principal.ts';
import type { Cluster, Deployment, DeploymentStep, IdempotencyRecord, TemplateVersion } from './records.ts';

export interface Clock {
  now(): Date;
  /** Resolves after the time, or rejects when the signal aborts. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export interface Ids {
  /** A new UUIDv7. */
  next(): string;
  /** SHA-256 of the text, hex. */
  hash(text: string): string;
}

/** What one transaction can lock until its end. Taken in the order that a caller needs; one of each at most. */
export type LockKey =
  | { readonly kind: 'quota'; readonly userId: string }
  | { readonly kind: 'cluster'; readonly clusterId: string }
  | { readonly kind: 'deployment'; readonly deploymentId: string };

/** Reads that see the transaction's own snapshot and locks, and the one write verb. */
export interface Transaction {
  lock(key: LockKey): Promise<void>;
  deployment(id: string): Promise<Deployment | null>;
  /** The step that is under way, if any: at most one per deployment. */
  runningStep(deploymentId: string): Promise<DeploymentStep | null>;
  steps(deploymentId: string): Promise<readonly DeploymentStep[]>;
  /** Sums over the owner's deployments that are not `deleted`. */
  usage(userId: string): Promise<Usage>;
  idempotency(userId: string, key: string): Promise<IdempotencyRecord | null>;
  /** Whether a live deployment of this owner bears the name. */
  nameTaken(userId: string, name: string): Promise<boolean>;
  /** `queued` deployments of a cluster, longest waiting first. */
  queued(clusterId: string, limit: number): Promise<readonly Deployment[]>;
  /** Deployments whose `clone` step is under way: they hold the clone slots. */
  cloning(clusterId: string): Promise<readonly Deployment[]>;
  /** An id in the cluster's range that no row holds, away from recently used ones; null when the range is full. */
  freeVmid(clusterId: string): Promise<number | null>;
  commit(change: Change): Promise<void>;
}

export interface UnitOfWork {
  /**
   * One database transaction on behalf of an actor. Nothing inside may call a cluster.
   * Throws {@link StaleVersionError} when a compare-and-set missed.
   */
  run<T>(actor: ActorContext<Principal>, work: (tx: Transaction) => Promise<T>): Promise<T>;
}

/** Wake-ups that change nothing, such as the next cycle. Jobs that follow from a change travel in the change. */
export interface JobQueue {
  enqueue(jobs: readonly JobRequest[]): Promise<void>;
}

/** Rows as the engine reads them outside a transaction. */
export interface EngineReader {
  cluster(id: string): Promise<Cluster | null>;
  clusters(): Promise<readonly Cluster[]>;
  templateVersion(templateId: string, version: number): Promise<TemplateVersion | null>;
  deployment(id: string): Promise<Deployment | null>;
  runningStep(deploymentId: string): Promise<DeploymentStep | null>;
  /** Every deployment of the cluster that has a VMID and is not `deleted`; of certain statuses where they are named. */
  placedDeployments(clusterId: string, statuses?: readonly DeploymentStatus[]): Promise<readonly Deployment[]>;
  /** Ids of deployments whose lease wants attention at `now`: past `expiresAt` and up, or past `deleteAt`. */
  dueLeases(now: Date, limit: number): Promise<readonly string[]>;
  /** Ids of deployments in a moving status (provisioning, stopping, …) with no job waiting or running for them. */
  stranded(limit: number): Promise<readonly string[]>;
}

/** Current version of each template that is on offer. */
export interface TemplateReader {
  /** Active templates, by category and name. */
  list(): Promise<readonly TemplateVersion[]>;
  /** By id or slug. */
  current(idOrSlug: string): Promise<TemplateVersion | null>;
}

/** A deployment with the names around it, before it is cut to what its reader may see. */
export interface DeploymentDetail {
  readonly deployment: Deployment;
  readonly template: TemplateVersion;
  readonly cluster: Cluster;
  readonly owner: { readonly id: string; readonly name: string; readonly email: string };
  readonly team: { readonly id: string; readonly name: string } | null;
  readonly queuePosition: number | null;
}

export interface DeploymentReader {
  /** Null when missing or outside the visibility: the caller cannot tell which. An id that is no UUID is missing. */
  byId(id: string, visibility: Visibility): Promise<DeploymentDetail | null>;
  list(
    filter: ListDeployments & { readonly limit: number; readonly ownerIsMe: string | null },
    visibility: Visibility,
  ): Promise<{ readonly items: readonly DeploymentDetail[]; readonly nextCursor: string | null }>;
  steps(deploymentId: string): Promise<readonly DeploymentStep[]>;
}

export interface AuditReader {
  /** Rows on deployments inside the visibility, and the person's own acts; everything where visibility is `all`. */
  list(filter: ListAudit & { readonly limit: number }, person: Person, visibility: Visibility): Promise<AuditPage>;
}

export interface UsageReader {
  usage(userId: string): Promise<Usage>;
}

export interface FeedEvent {
  /** Opaque; resumes the feed after this event. */
  readonly cursor: string;
  readonly deploymentId: string | null;
  readonly action: string;
  readonly at: Date;
}

/** Live changes from the audit trail, in commit order and without gaps, from a cursor or from now on. */
export interface ChangeFeed {
  /** The first event is a cursor of where the feed begins (`deploymentId` null), so that a client can always resume. */
  subscribe(visibility: Visibility, after: string | null, signal: AbortSignal): AsyncIterable<FeedEvent>;
}

/** The adapters of the clusters that this process knows, by cluster id. */
export interface Hypervisors {
  /** Throws when the cluster is not configured here. */
  of(clusterId: string): Hypervisor;
}

export interface Log {
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}

export type { AuditPage, DeploymentPage, DeploymentStepView, DeploymentView };
