// One transaction: what it may lock and read, and the one write verb.

import type { Change, WebhookRow } from '../change.ts';
import type { HeldRole } from '../held-role.ts';
import type { OncePerMinute } from '../once-per-minute.ts';
import type { ActorContext, Principal } from '../principal.ts';
import type {
  Deployment,
  DeploymentHandover,
  DeploymentShare,
  DeploymentSnapshot,
  DeploymentStep,
  OperationHead,
} from '../records.ts';
import type { CanaryRun, TemplateStatus, TemplateVersion } from '../template-records.ts';
import type { DirectoryRows } from './directory.ts';
import type { LimitRequestRows } from './limit-requests.ts';
import type { LimitReader, LimitRows } from './limits.ts';
import type { SavedViewReader } from './saved-views.ts';
import type { SshKeyReader } from './ssh-keys.ts';
import type { StarredTemplates } from './starred-templates.ts';

/**
 * What one transaction can lock until its end, in this order: the directory, names, quota, contingents (a team's, a template's, a cluster's, then
 * everybody's), templates, clusters; one of each at most, and all of them before a commit, which locks the rows of its jobs. The announcements, the
 * webhooks and the deletions go with none of these.
 */
export type LockKey =
  /** Who the people are, what they and their teams are called, and who administers. */
  | { readonly kind: 'directory' }
  /** How many of them are open. */
  | { readonly kind: 'announcements' }
  /** How many of them there are. */
  | { readonly kind: 'webhooks' }
  /** How many of them the portal begins by itself. */
  | { readonly kind: 'deletions' }
  | { readonly kind: 'quota'; readonly userId: string }
  /** What a team, all VMs of a template or on a cluster hold together, by its id, or everybody (null). Only where there is a limit on it. */
  | { readonly kind: 'contingent'; readonly of: string | null }
  | { readonly kind: 'cluster'; readonly clusterId: string }
  | { readonly kind: 'template'; readonly templateId: string }
  /** Of whatever cluster. */
  | { readonly kind: 'hostName'; readonly hostName: string };

/** Deletions that the portal begins because leases have ended, with nobody asking. */
export interface UnattendedDeletions {
  /** They wait for an administrator. */
  readonly isStopped: boolean;
  /** When an administrator last let them go on: whatever was due by then may be deleted within an hour. */
  readonly resumedAt: Date | null;
  /** How many began, without those that were let go and those that came to nothing. */
  readonly begun: number;
}

/** Reads that see the transaction's own snapshot and locks, and the one write verb. */
export interface Transaction extends LimitReader, LimitRows, LimitRequestRows {
  readonly directory: DirectoryRows;
  readonly sshKeys: SshKeyReader;
  readonly savedViews: SavedViewReader;
  readonly starredTemplates: StarredTemplates;
  lock(key: LockKey): Promise<void>;
  deployment(id: string): Promise<Deployment | null>;
  /** The step that is under way, if any: at most one per deployment. */
  runningStep(deploymentId: string): Promise<DeploymentStep | null>;
  /** The open one, or else the last that has ended. */
  latestOperation(deploymentId: string): Promise<OperationHead | null>;
  steps(deploymentId: string): Promise<readonly DeploymentStep[]>;
  /** Without removed ones, oldest first. */
  snapshots(deploymentId: string): Promise<readonly DeploymentSnapshot[]>;
  shares(deploymentId: string): Promise<readonly DeploymentShare[]>;
  /** How many deployments are shared with that person, or with that team. */
  sharedWith(receiver: Pick<DeploymentShare, 'userId' | 'teamId'>): Promise<number>;
  /** Its time may be over. */
  handover(deploymentId: string): Promise<DeploymentHandover | null>;
  /** All that are open by then. */
  handoversTo(userId: string, now: Date): Promise<readonly DeploymentHandover[]>;
  /** What the portal has begun to delete by itself since then. */
  unattendedDeletions(since: Date): Promise<UnattendedDeletions>;
  /** How many leases ask for a deletion by then. */
  deletionsDue(now: Date): Promise<number>;
  templateStatus(templateId: string): Promise<TemplateStatus | null>;
  /** Its current version; null for a template that is not there. */
  currentTemplate(templateId: string): Promise<TemplateVersion | null>;
  canaryRun(id: string): Promise<CanaryRun | null>;
  /** The one that has not ended, if any: at most one per template. */
  runningCanary(templateId: string): Promise<CanaryRun | null>;
  /** Whether somebody else is called that, whatever the case. */
  personNameTaken(name: string, by: { readonly otherThan: string }): Promise<boolean>;
  /** What they may; null while they are disabled. */
  enabledPerson(id: string): Promise<HeldRole | null>;
  /** How many API tokens of this owner still work. */
  usableTokens(userId: string): Promise<number>;
  /** How many announcements are neither over nor withdrawn by then. */
  openAnnouncements(now: Date): Promise<number>;
  /** Without those that were removed. */
  webhook(id: string): Promise<WebhookRow | null>;
  webhooks(): Promise<number>;
  /** Null where it has none of that id. */
  deliveryMadeAt(webhookId: string, id: string): Promise<Date | null>;
  /** Whether a live deployment of this owner bears the name. */
  nameTaken(userId: string, name: string): Promise<boolean>;
  /** Whether the guest of any live deployment on this cluster bears the host name; for Windows, a name already cut. */
  hostNameTaken(clusterId: string, hostName: string): Promise<boolean>;
  /** `queued` deployments of a cluster, longest waiting first. */
  queued(clusterId: string, limit: number): Promise<readonly Deployment[]>;
  /** Deployments whose `clone` step is under way: they hold the clone slots. */
  cloning(clusterId: string): Promise<readonly Deployment[]>;
  /** An id in the cluster's range that no row holds, away from recently used ones; null when the range is full. */
  freeVmid(clusterId: string): Promise<number | null>;
  /** Also keeps the actor's key, with the first change that was not refused. */
  commit(change: Change): Promise<void>;
  /** Keeps the actor's key for a request that changed nothing; does nothing where it is kept already. */
  keepKey(subjectId: string): Promise<void>;
}

export interface UnitOfWork {
  /** Of this process: which refusals go on record. */
  readonly refusals: OncePerMinute;
  /**
   * One database transaction on behalf of an actor. Nothing inside may call a cluster.
   * Throws {@link StaleVersionError} when a compare-and-set missed, and {@link AlreadyDoneError} where the actor's request
   * was carried out before under its key: two at once wait for each other here.
   */
  run<T>(actor: ActorContext<Principal>, work: (tx: Transaction) => Promise<T>): Promise<T>;
}
