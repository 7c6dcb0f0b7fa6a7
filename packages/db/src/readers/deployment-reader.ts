// Deployments with the names around them, for people: one statement a page, by pg itself and prepared, because this is
// the portal's busiest read. Templates come from memory; the few clusters are read again every few seconds.
import type { Cluster, DeploymentDetail, DeploymentReader } from '@portal/domain';
import type pg from 'pg';
import { z } from 'zod';
import type { PrismaClient } from '../generated/client.ts';
import { clusterRow, deploymentRow } from '../rows.ts';
import { isUuid } from '../uuid.ts';
import { stepsOf } from './by-key.ts';
import { encodeCursor } from './cursors.ts';
import { byIdStatement, type ListFilter, listStatement, type Statement } from './deployment-list.ts';
import { statementName } from './sql.ts';
import type { TemplateVersionLookup } from './template-reader.ts';

const CLUSTER_MEMORY_MS = 5_000;

const detailRow = deploymentRow.extend({
  ownerName: z.string(),
  ownerEmail: z.string(),
  teamName: z.string().nullable(),
  queuePosition: z.int().nullable(),
});
type DetailRow = z.infer<typeof detailRow>;

const rememberClusters = (prisma: PrismaClient) => {
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

/** No text column can hold NUL, so a filter with one finds nothing. */
const findsNothing = (filter: ListFilter): boolean =>
  [filter.template, filter.owner, filter.q].some((text) => text?.includes('\0') === true);

export const createDeploymentReader = (
  pool: pg.Pool,
  prisma: PrismaClient,
  templateVersion: TemplateVersionLookup,
): DeploymentReader => {
  const clusterOf = rememberClusters(prisma);

  const read = async ({ text, values }: Statement, prepared: boolean): Promise<readonly DetailRow[]> => {
    const query = prepared ? { name: statementName(text), text, values } : { text, values };
    const { rows } = await pool.query<Record<string, unknown>>(query);
    return rows.map((row) => detailRow.parse(row));
  };

  const detail = async (row: DetailRow): Promise<DeploymentDetail> => {
    const { ownerName, ownerEmail, teamName, queuePosition, ...deployment } = row;
    const template = await templateVersion(deployment.templateId, deployment.templateVersion);
    if (template === null) throw new Error(`deployment ${deployment.id} has no template version`);
    const { ownerId, teamId } = deployment;
    return {
      deployment,
      template,
      cluster: await clusterOf(deployment.clusterId),
      owner: { id: ownerId, name: ownerName, email: ownerEmail },
      team: teamId === null || teamName === null ? null : { id: teamId, name: teamName },
      queuePosition,
    };
  };

  return {
    byId: async (id, visibility) => {
      if (!isUuid(id)) return null;
      const [row] = await read(byIdStatement(id, visibility), true);
      return row === undefined ? null : detail(row);
    },
    list: async (filter, visibility) => {
      if (findsNothing(filter)) return { items: [], nextCursor: null };
      // Which index serves a search depends on the words, so its plan is made for them.
      const rows = await read(listStatement(filter, visibility), !filter.q);
      const page = rows.slice(0, filter.limit);
      const last = page.at(-1);
      const items: DeploymentDetail[] = [];
      for (const row of page) items.push(await detail(row));
      return { items, nextCursor: rows.length > page.length && last !== undefined ? encodeCursor(last) : null };
    },
    steps: (deploymentId) => stepsOf(prisma, deploymentId),
  };
};
