// One database transaction on behalf of an actor: the reads that see its snapshot, the locks that last until its end,
// and the one write verb.
import {
  type ActorContext,
  type CanaryRun,
  type Change,
  type CountedIn,
  type Deployment,
  type DeploymentHandover,
  type DeploymentShare,
  type DeploymentSnapshot,
  type DeploymentStep,
  type DirectoryRows,
  type HeldFigures,
  type HeldRole,
  type HolderRef,
  type LimitKey,
  type LimitRequestRow,
  type LimitRow,
  type LimitRule,
  type LockKey,
  type OperationHead,
  oncePerMinute,
  type Principal,
  type SavedViewReader,
  type SshKeyReader,
  type StarredTemplates,
  type TemplateStatus,
  type TemplateVersion,
  type Transaction,
  type UnattendedDeletions,
  type UnitOfWork,
  type WebhookRow,
} from '@portal/domain';
import type { HeldMeasure, LimitMeasure } from '@portal/types';
import { fence } from './claims.ts';
import { commit } from './commit.ts';
import { rethrow } from './database-errors.ts';
import { Prisma, type PrismaClient } from './generated/client.ts';
import { TransactionKey } from './idempotency.ts';
import { lock } from './locks.ts';
import * as byKey from './readers/by-key.ts';
import { deploymentById, deploymentsBy } from './readers/deployment-sql.ts';
import { directoryRows } from './readers/directory.ts';
import { isLimited, limitById } from './readers/limit-book.ts';
import { hasAskedFor, limitRequestById } from './readers/limit-requests.ts';
import { limitRulesOf, usageOf } from './readers/limits.ts';
import { enabledPerson } from './readers/people-reader.ts';
import { deletionsDue, unattendedDeletions } from './readers/unattended-deletions.ts';
import { createSavedViewReader } from './saved-views.ts';
import { createSshKeyReader } from './ssh-keys.ts';
import { createStarredTemplates } from './starred-templates.ts';
import { systemClock } from './system.ts';
import { freeVmid } from './vmids.ts';
import { deliveryMadeAt, webhookById } from './webhooks.ts';

class PrismaTransaction implements Transaction {
  readonly #client: byKey.Client;
  readonly #actor: ActorContext;
  readonly key: TransactionKey;
  readonly directory: DirectoryRows;
  readonly sshKeys: SshKeyReader;
  readonly savedViews: SavedViewReader;
  readonly starredTemplates: StarredTemplates;
  #hasWritten = false;

  constructor(client: byKey.Client, actor: ActorContext) {
    this.#client = client;
    this.#actor = actor;
    this.key = new TransactionKey(client, actor);
    this.directory = directoryRows(client);
    this.sshKeys = createSshKeyReader(client);
    this.savedViews = createSavedViewReader(client);
    this.starredTemplates = createStarredTemplates(client);
  }

  get hasWritten(): boolean {
    return this.#hasWritten;
  }

  lock(key: LockKey): Promise<void> {
    return lock(this.#client, key);
  }

  deployment(id: string): Promise<Deployment | null> {
    return deploymentById(this.#client, id);
  }

  runningStep(deploymentId: string): Promise<DeploymentStep | null> {
    return byKey.runningStepOf(this.#client, deploymentId);
  }

  latestOperation(deploymentId: string): Promise<OperationHead | null> {
    return byKey.latestOperationOf(this.#client, deploymentId);
  }

  steps(deploymentId: string): Promise<readonly DeploymentStep[]> {
    return byKey.stepsOf(this.#client, deploymentId);
  }

  snapshots(deploymentId: string): Promise<readonly DeploymentSnapshot[]> {
    return byKey.snapshotsOf(this.#client, deploymentId);
  }

  shares(deploymentId: string): Promise<readonly DeploymentShare[]> {
    return byKey.sharesOf(this.#client, deploymentId);
  }

  sharedWith({ userId, teamId }: Pick<DeploymentShare, 'userId' | 'teamId'>): Promise<number> {
    return this.#client.deploymentShare.count({ where: { userId, teamId } });
  }

  handover(deploymentId: string): Promise<DeploymentHandover | null> {
    return byKey.handoverOf(this.#client, deploymentId);
  }

  handoversTo(userId: string, now: Date): Promise<readonly DeploymentHandover[]> {
    return byKey.handoversTo(this.#client, userId, now);
  }

  unattendedDeletions(since: Date): Promise<UnattendedDeletions> {
    return unattendedDeletions(this.#client, since);
  }

  deletionsDue(now: Date): Promise<number> {
    return deletionsDue(this.#client, now);
  }

  templateStatus(templateId: string): Promise<TemplateStatus | null> {
    return byKey.templateStatusOf(this.#client, templateId);
  }

  currentTemplate(templateId: string): Promise<TemplateVersion | null> {
    return byKey.currentTemplateOf(this.#client, templateId);
  }

  canaryRun(id: string): Promise<CanaryRun | null> {
    return byKey.canaryRunById(this.#client, id);
  }

  runningCanary(templateId: string): Promise<CanaryRun | null> {
    return byKey.runningCanaryOf(this.#client, templateId);
  }

  limitRules(about: CountedIn): Promise<readonly LimitRule[]> {
    return limitRulesOf(this.#client, about);
  }

  limit(id: string): Promise<LimitRow | null> {
    return limitById(this.#client, id);
  }

  isLimited(key: LimitKey): Promise<boolean> {
    return isLimited(this.#client, key);
  }

  limitRequest(id: string): Promise<LimitRequestRow | null> {
    return limitRequestById(this.#client, id);
  }

  hasAskedFor(userId: string, measure: LimitMeasure): Promise<boolean> {
    return hasAskedFor(this.#client, userId, measure);
  }

  usage(holder: HolderRef, measures: readonly HeldMeasure[]): Promise<HeldFigures> {
    return usageOf(this.#client, holder, measures);
  }

  async personNameTaken(name: string, { otherThan }: { readonly otherThan: string }): Promise<boolean> {
    const where = { name: { equals: name, mode: 'insensitive' }, id: { not: otherThan } } as const;
    return (await this.#client.user.count({ where })) > 0;
  }

  enabledPerson(id: string): Promise<HeldRole | null> {
    return enabledPerson(this.#client, id);
  }

  usableTokens(userId: string): Promise<number> {
    return byKey.usableTokensOf(this.#client, userId);
  }

  openAnnouncements(now: Date): Promise<number> {
    return this.#client.announcement.count({ where: { withdrawnAt: null, endsAt: { gt: now } } });
  }

  webhook(id: string): Promise<WebhookRow | null> {
    return webhookById(this.#client, id);
  }

  webhooks(): Promise<number> {
    return this.#client.webhook.count({ where: { removedAt: null } });
  }

  deliveryMadeAt(webhookId: string, id: string): Promise<Date | null> {
    return deliveryMadeAt(this.#client, webhookId, id);
  }

  async nameTaken(userId: string, name: string): Promise<boolean> {
    const where = { ownerId: userId, name, status: { not: 'deleted' } };
    return (await this.#client.deployment.findFirst({ where, select: { id: true } })) !== null;
  }

  hostNameTaken(clusterId: string, hostName: string): Promise<boolean> {
    return byKey.hostNameTaken(this.#client, clusterId, hostName);
  }

  queued(clusterId: string, limit: number): Promise<readonly Deployment[]> {
    return deploymentsBy(
      this.#client,
      Prisma.sql`WHERE d.cluster_id = ${clusterId}::uuid AND d.status = 'queued'
        ORDER BY d.kind <> 'person', d.queued_at, d.id LIMIT ${limit}`,
    );
  }

  cloning(clusterId: string): Promise<readonly Deployment[]> {
    return deploymentsBy(
      this.#client,
      Prisma.sql`WHERE d.cluster_id = ${clusterId}::uuid AND EXISTS (
        SELECT FROM deployment_steps AS s WHERE s.deployment_id = d.id AND s.status = 'running' AND s.name = 'clone')`,
    );
  }

  async freeVmid(clusterId: string): Promise<number | null> {
    // Two transactions must not be told the same id, even where a caller forgot the lock.
    await this.lock({ kind: 'cluster', clusterId });
    return freeVmid(this.#client, clusterId);
  }

  async commit(change: Change): Promise<void> {
    this.#hasWritten = true;
    await commit(this.#client, this.#actor, change);
    await this.key.keepFor(change);
  }

  keepKey(subjectId: string): Promise<void> {
    return this.key.keep(subjectId);
  }
}

export const createUnitOfWork = (prisma: PrismaClient): UnitOfWork => ({
  refusals: oncePerMinute(systemClock),
  async run<T>(actor: ActorContext<Principal>, work: (tx: Transaction) => Promise<T>): Promise<T> {
    try {
      const done = await prisma.$transaction(async (client) => {
        const tx = new PrismaTransaction(client, actor);
        await tx.key.refuseRepeat();
        const result = await work(tx);
        if (tx.hasWritten) await fence(client);
        return { result, key: tx.key };
      });
      done.key.committed();
      return done.result;
    } catch (error) {
      return rethrow(error);
    }
  },
});
