// Deployments with the names around them, for people: one statement a page, by pg itself and prepared, because this is
// the portal's busiest read. Templates come from memory; the few clusters are read again every few seconds.
import {
  type Cluster,
  type Deployment,
  type DeploymentDetail,
  type DeploymentFilter,
  type DeploymentReader,
  type DeploymentSelection,
  type LastObservations,
  lacksSource,
  type ShareDetail,
  type TemplateVersion,
  type Visibility,
} from '@portal/domain';
import { mostCounted, newestFirst, type ProvisionHistory, shareSchema, templateStateSchema } from '@portal/types';
import type pg from 'pg';
import { z } from 'zod';
import { rethrow } from '../database-errors.ts';
import type { PrismaClient } from '../generated/client.ts';
import { deploymentRow, handoverDetailRow, openOperationColumns, openOperationFrom } from '../rows/deployments.ts';
import { clusterRow } from '../rows/portal.ts';
import { stateReasonFrom } from '../rows/templates.ts';
import { isUuid } from '../uuid.ts';
import { guestAccessOf, latestOperationOf, operationById, operationsOf, snapshotsOf, stepsOf } from './by-key.ts';
import { decodeIdCursor, pageById } from './cursors.ts';
import {
  byIdStatement,
  countStatement,
  handoverStatement,
  listStatement,
  offeredStatement,
} from './deployment-list.ts';
import { encodeCursor } from './deployment-order.ts';
import { searched } from './searched.ts';
import { prepared, type Statement } from './sql.ts';
import type { TemplateHistories } from './template-history.ts';
import type { TemplateVersionLookup } from './template-reader.ts';
import type { UsualSteps } from './usual-steps.ts';

const CLUSTER_MEMORY_MS = 5_000;

const aroundColumns = z.object({
  ownerName: z.string(),
  ownerEmail: z.string(),
  teamName: z.string().nullable(),
  templateState: templateStateSchema,
  templateStateCode: z.string().nullable(),
  templateStateParams: z.unknown(),
  ...openOperationColumns.shape,
  queuePosition: z.int().nullable(),
  hasPassword: z.boolean(),
});

interface DetailRow {
  readonly deployment: Deployment;
  readonly around: z.infer<typeof aroundColumns>;
}

const detailRow = (row: unknown): DetailRow => ({
  deployment: deploymentRow.parse(row),
  around: aroundColumns.parse(row),
});

interface Context {
  readonly template: TemplateVersion;
  readonly cluster: Cluster;
  readonly history: ProvisionHistory | null;
  readonly clusterUnreachableSince: Date | null;
  readonly missingPrivileges: DeploymentDetail['missingPrivileges'];
  readonly sourceMissing: boolean;
}

const detailOf = ({ deployment, around }: DetailRow, context: Context): DeploymentDetail => {
  const { ownerId, teamId } = deployment;
  const { ownerName, ownerEmail, teamName } = around;
  return {
    deployment,
    template: context.template,
    cluster: context.cluster,
    history: context.history,
    clusterUnreachableSince: context.clusterUnreachableSince,
    missingPrivileges: context.missingPrivileges,
    sourceMissing: context.sourceMissing,
    templateStatus: {
      state: around.templateState,
      reason: stateReasonFrom(around.templateStateCode, around.templateStateParams),
    },
    owner: { id: ownerId, name: ownerName, email: ownerEmail },
    team: teamId === null || teamName === null ? null : { id: teamId, name: teamName },
    operation: openOperationFrom(around),
    queuePosition: around.queuePosition,
    hasPassword: around.hasPassword,
  };
};

const cacheClusters = (prisma: PrismaClient) => {
  let clusters = new Map<string, Cluster>();
  let readAt = Number.NEGATIVE_INFINITY;
  return async (id: string): Promise<Cluster> => {
    if (performance.now() - readAt > CLUSTER_MEMORY_MS || !clusters.has(id)) {
      const rows = await prisma.cluster.findMany();
      clusters = new Map(rows.map((row) => [row.id, clusterRow.parse(row)]));
      readAt = performance.now();
    }
    const cluster = clusters.get(id);
    if (cluster === undefined) throw new Error(`cluster ${id} has no row`);
    return cluster;
  };
};

const shareRow = shareSchema.extend({ createdAt: z.date() }) satisfies z.ZodType<ShareDetail>;

const sharesStatement = `SELECT s.id, s.level, s.created_at AS "createdAt", CASE WHEN s.team_id IS NULL
    THEN json_build_object('kind', 'person', 'id', u.id, 'name', u.name, 'email', u.email)
    ELSE json_build_object('kind', 'team', 'id', t.id, 'name', t.name, 'email', NULL) END AS with
  FROM deployment_shares AS s LEFT JOIN users AS u ON u.id = s.user_id LEFT JOIN teams AS t ON t.id = s.team_id
  WHERE s.deployment_id = $1::uuid ORDER BY s.id`;

const countRow = z.object({ count: z.int() });

/** No text column can hold NUL, so a filter with one finds nothing. */
const findsNothing = (filter: DeploymentSelection): boolean =>
  [filter.template, filter.owner, filter.q].some((text) => text?.includes('\0') === true);

export interface DeploymentLookups {
  readonly templateVersion: TemplateVersionLookup;
  readonly histories: TemplateHistories;
  readonly lastObservations: LastObservations;
  readonly usualSteps: UsualSteps;
}

export const createDeploymentReader = (
  pool: pg.Pool,
  prisma: PrismaClient,
  lookups: DeploymentLookups,
): DeploymentReader => {
  const { templateVersion, histories, lastObservations } = lookups;
  const clusterOf = cacheClusters(prisma);

  const read = async (query: Statement): Promise<readonly DetailRow[]> => {
    const { rows } = await pool.query<Record<string, unknown>>(query);
    return rows.map(detailRow);
  };

  /** Which index serves a search, a tag, a date or another order depends on the values, so its plan is made for them. */
  const listed = async (filter: DeploymentFilter, visibility: Visibility): Promise<readonly DetailRow[]> => {
    const { q, tag, expiresBy, needs, sort = newestFirst } = filter;
    const statement = listStatement(filter, visibility);
    if (q) return (await searched(pool, statement)).map(detailRow);
    const isUsual = !tag && expiresBy === undefined && needs === undefined && sort === newestFirst;
    return read(isUsual ? prepared(statement) : statement);
  };

  /** Rows of one page share few versions and clusters: those are looked up once each. */
  const details = async (rows: readonly DetailRow[]): Promise<readonly DeploymentDetail[]> => {
    const versions = new Map<string, TemplateVersion>();
    const clusters = new Map<string, Cluster>();
    for (const { deployment } of rows) {
      const { id, clusterId, templateId, templateVersion: version } = deployment;
      if (!clusters.has(clusterId)) clusters.set(clusterId, await clusterOf(clusterId));
      const key = `${templateId}:${version}`;
      if (versions.has(key)) continue;
      const read = await templateVersion(templateId, version);
      if (read === null) throw new Error(`deployment ${id} has no template version`);
      versions.set(key, read);
    }
    const [history, seen] = await Promise.all([histories(), lastObservations.all()]);
    return rows.flatMap((row) => {
      const { templateId, templateVersion: version, clusterId } = row.deployment;
      const template = versions.get(`${templateId}:${version}`);
      const cluster = clusters.get(clusterId);
      if (template === undefined || cluster === undefined) return [];
      const known = history.get(templateId) ?? null;
      const lastObservation = seen.find((one) => one.clusterId === clusterId);
      const clusterUnreachableSince = lastObservation?.unreachableSince ?? null;
      const sourceMissing = lastObservation !== undefined && lacksSource(lastObservation, template);
      const missingPrivileges = lastObservation?.missingPrivileges ?? null;
      const seenThere = { clusterUnreachableSince, missingPrivileges, sourceMissing };
      return [detailOf(row, { template, cluster, history: known, ...seenThere })];
    });
  };

  return {
    byId: async (id, visibility) => {
      if (!isUuid(id)) return null;
      const [row] = await read(prepared(byIdStatement(id, visibility)));
      return row === undefined ? null : ((await details([row]))[0] ?? null);
    },
    list: async (filter, visibility) => {
      if (findsNothing(filter)) return { items: [], nextCursor: null };
      const { sort = newestFirst } = filter;
      const rows = await listed(filter, visibility);
      const page = rows.slice(0, filter.limit);
      const last = page.at(-1);
      return {
        items: await details(page),
        nextCursor: rows.length > page.length && last !== undefined ? encodeCursor(sort, last.deployment) : null,
      };
    },
    usualSteps: lookups.usualSteps,
    count: async (selection, visibility) => {
      if (findsNothing(selection)) return { count: 0, more: false };
      const statement = countStatement(selection, visibility);
      const rows = selection.q ? await searched(pool, statement) : (await pool.query<object>(statement)).rows;
      const { count } = countRow.parse(rows[0]);
      return { count: Math.min(count, mostCounted), more: count > mostCounted };
    },
    steps: (deploymentId) => stepsOf(prisma, deploymentId).catch(rethrow),
    latestOperation: (deploymentId) => latestOperationOf(prisma, deploymentId).catch(rethrow),
    operation: (id) => operationById(prisma, id).catch(rethrow),
    operations: async (deploymentId, { cursor, limit }) => {
      const before = cursor === undefined ? null : decodeIdCursor(cursor);
      return pageById(await operationsOf(prisma, deploymentId, { limit, before }).catch(rethrow), limit);
    },
    snapshots: (deploymentId) => snapshotsOf(prisma, deploymentId).catch(rethrow),
    shares: async (deploymentId) => {
      const { rows } = await pool.query<Record<string, unknown>>(sharesStatement, [deploymentId]);
      return rows.map((row) => shareRow.parse(row));
    },
    handover: async (deploymentId, now) => {
      if (!isUuid(deploymentId)) return null;
      const { rows } = await pool.query<Record<string, unknown>>(handoverStatement(deploymentId, now));
      return rows[0] === undefined ? null : handoverDetailRow.parse(rows[0]);
    },
    offeredTo: async (userId, now, limit) => {
      const { rows } = await pool.query<Record<string, unknown>>(offeredStatement(userId, now, limit));
      const found = await details(rows.map(detailRow));
      return found.map((detail, at) => ({ detail, handover: handoverDetailRow.parse(rows[at]) }));
    },
    guestAccess: (deploymentId) => guestAccessOf(prisma, deploymentId).catch(rethrow),
  };
};
