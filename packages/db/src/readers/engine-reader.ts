// Rows as the engine reads them outside a transaction: to look, before it decides and commits.
import {
  deletionWarnings,
  type EngineReader,
  jobCatalog,
  refusedSince,
  reviewHours,
  statusesMovedBy,
  statusesNotWarned,
  statusesOnlyDeleted,
  type TemplateVersion,
} from '@portal/domain';
import { z } from 'zod';
import type { PrismaClient } from '../generated/client.ts';
import { clusterRow, problemColumns } from '../rows/portal.ts';
import { templateStatusRow, templateVersionRow } from '../rows/templates.ts';
import { canaryRunById, clusterById, guestAccessOf, snapshotsOf } from './by-key.ts';
import { deploymentById, workInHandOf } from './deployment-sql.ts';
import { areDeletionsStopped, isDeletionDue } from './unattended-deletions.ts';

const openProblem = problemColumns.pick({ subject: true, params: true });

const ids = z.array(z.object({ id: z.string() }));

/** What the run of a deployment is claimed by, without its id. */
const claimPrefix = jobCatalog['deployment.run'].claim({ deploymentId: '' });

interface Lookups extends Pick<EngineReader, 'recordedVms' | 'reserved'> {
  readonly templateVersion: (templateId: string, version: number) => Promise<TemplateVersion | null>;
}

export const createEngineReader = (prisma: PrismaClient, lookups: Lookups): EngineReader => ({
  ...lookups,
  cluster: (id) => clusterById(prisma, id),
  clusters: async () => {
    const rows = await prisma.cluster.findMany({ orderBy: { name: 'asc' } });
    return rows.map((row) => clusterRow.parse(row));
  },
  templatesOn: async (clusterId) => {
    const include = { current: { include: { template: true } } } as const;
    const rows = await prisma.template.findMany({ where: { current: { clusterId } }, include, orderBy: { id: 'asc' } });
    return rows.flatMap(({ current, ...status }) =>
      current === null ? [] : [{ current: templateVersionRow.parse(current), status: templateStatusRow.parse(status) }],
    );
  },
  deployment: (id) => deploymentById(prisma, id),
  workInHand: (deploymentId) => workInHandOf(prisma, deploymentId),
  tasksOfSteps: async (upids) => {
    if (upids.length === 0) return [];
    const rows = await prisma.deploymentStep.findMany({
      // Whatever is live is found by index, and has few steps; the history of all that was has many.
      where: { upid: { in: [...upids] }, deployment: { status: { not: 'deleted' } } },
      select: { upid: true },
      distinct: 'upid',
    });
    return rows.flatMap(({ upid }) => upid ?? []);
  },
  snapshots: (deploymentId) => snapshotsOf(prisma, deploymentId),
  guestAccess: (deploymentId) => guestAccessOf(prisma, deploymentId),
  canaryRun: (id) => canaryRunById(prisma, id),
  canariesDue: async (since) => {
    const rows = await prisma.$queryRaw<unknown[]>`
      SELECT t.id FROM templates AS t,
        LATERAL (SELECT max(started_at) AS tried_at FROM canary_runs WHERE template_id = t.id) AS latest
      WHERE t.current_version IS NOT NULL
        AND (t.state = 'available' OR (t.state = 'disabled' AND t.state_set_by = 'canary'))
        AND (latest.tried_at IS NULL OR latest.tried_at < ${since})
      ORDER BY latest.tried_at NULLS FIRST, t.id`;
    return ids.parse(rows).map((row) => row.id);
  },
  openCanaries: async () => {
    const rows = await prisma.canaryRun.findMany({
      where: { OR: [{ outcome: 'running' }, { deployment: { status: { not: 'deleted' } } }] },
      select: { id: true },
      orderBy: { startedAt: 'asc' },
    });
    return rows.map((row) => row.id);
  },
  placedVms: async (clusterId) => {
    const groups = await prisma.deployment.groupBy({
      by: ['node', 'ownerId', 'templateId'],
      where: { clusterId, vmid: { not: null }, status: { not: 'deleted' } },
      _count: true,
    });
    return groups.map(({ _count: count, ...group }) => ({ ...group, count }));
  },
  dueLeases: async ({ now, limit, warningHours }) => {
    const rows = await prisma.$queryRaw<unknown[]>`
      SELECT id FROM deployments
      WHERE status <> 'deleted' AND (
        (expires_at <= ${now} AND status = ANY (${[...statusesMovedBy.stop]}::text[]))
        OR (status = 'trashed' AND rest IN ('running', 'suspended')
          AND (failure_code IS DISTINCT FROM 'operation_failed' OR updated_at <= ${refusedSince(now)}))
        OR (${isDeletionDue(now)} AND (kind = 'canary' OR restore_until IS NOT NULL OR NOT ${areDeletionsStopped}))
        OR (kind = 'person' AND status <> ALL (${[...statusesNotWarned]}::text[]) AND EXISTS (
          SELECT FROM unnest(${[...warningHours]}::int[]) AS hours,
            LATERAL (SELECT CASE WHEN NOT delete_protection THEN delete_at END AS deletes_at) AS kept,
            LATERAL (SELECT CASE WHEN expires_at > ${now} AND expires_at IS DISTINCT FROM deletes_at AND status <> ALL (${[...statusesOnlyDeleted]}::text[])
              THEN expires_at ELSE deletes_at END AS ends_at) AS next
          WHERE ends_at > ${now} AND ends_at - make_interval(hours => hours) <= ${now}
            AND ends_at - make_interval(hours => hours) > lease_notice_at))
        OR (kind = 'person' AND status <> ALL (${[...statusesNotWarned]}::text[]) AND review_at <= ${now} AND lease_notice_at <
          review_at + floor(extract(epoch FROM ${now} - review_at) / (${reviewHours}::int * 3600)) * make_interval(hours => ${reviewHours}::int)))
      ORDER BY coalesce(restore_until, expires_at) LIMIT ${limit}`;
    return ids.parse(rows).map((row) => row.id);
  },
  dueSchedules: async (now, limit) => {
    const rows = await prisma.$queryRaw<unknown[]>`
      SELECT id FROM deployments WHERE status <> 'deleted' AND next_power_at <= ${now} ORDER BY next_power_at LIMIT ${limit}`;
    return ids.parse(rows).map((row) => row.id);
  },
  isUnheard: async ({ id, ownerId, deleteAt }) => {
    const rows = await prisma.$queryRaw<unknown[]>`
      WITH warnings AS (
        SELECT id FROM audit_logs
        WHERE subject_id = ${id} AND subject_owner_id = ${ownerId}::uuid AND action = ANY (${[...deletionWarnings]}::text[]) AND detail ->> 'end' = 'delete'
          AND detail ->> 'at' = ${deleteAt.toISOString()})
      SELECT coalesce(bool_and(taken_at IS NULL), false) AS unheard FROM (
        SELECT q.sent_at AS taken_at FROM messages AS m JOIN message_mails AS q ON q.message_id = m.id
        WHERE m.user_id = ${ownerId}::uuid AND m.event_id IN (SELECT id FROM warnings)
        UNION ALL
        SELECT d.delivered_at FROM webhook_deliveries AS d JOIN webhooks AS w ON w.id = d.webhook_id
        WHERE w.chat_format IS NOT NULL AND d.event_id IN (SELECT id FROM warnings)
          AND (d.delivered_at IS NOT NULL OR (w.enabled AND w.removed_at IS NULL AND d.fault IS DISTINCT FROM 'outdated'))) AS told`;
    return z.tuple([z.object({ unheard: z.boolean() })]).parse(rows)[0].unheard;
  },
  overOffers: async (now, take) => {
    const where = { endsAt: { lte: now } };
    const rows = await prisma.deploymentHandover.findMany({ where, take, orderBy: { endsAt: 'asc' } });
    return rows.map(({ deploymentId }) => deploymentId);
  },
  overGrants: async (now, take) => {
    const where = { endsAt: { lte: now }, removedAt: null };
    const rows = await prisma.limit.findMany({ where, take, orderBy: { endsAt: 'asc' }, select: { id: true } });
    return rows.map(({ id }) => id);
  },
  openProblems: async (code) => {
    const rows = await prisma.problem.findMany({ where: { code, resolvedAt: null } });
    return rows.map(({ subjectType: type, subjectId: id, params }) =>
      openProblem.parse({ subject: { type, id }, params }),
    );
  },
  unclaimed: async (limit) => {
    const rows = await prisma.$queryRaw<unknown[]>`
      SELECT d.id FROM operations AS p JOIN deployments AS d ON d.id = p.deployment_id
      WHERE p.ended_at IS NULL AND d.status <> 'queued'
        AND NOT EXISTS (SELECT FROM claims AS c WHERE c.subject = ${claimPrefix} || d.id AND c.expires_at > clock_timestamp())
      ORDER BY d.updated_at LIMIT ${limit}`;
    return ids.parse(rows).map((row) => row.id);
  },
});
