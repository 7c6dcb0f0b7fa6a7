// Reads of single rows and short lists that a transaction and the readers outside one share: the client given decides
// which snapshot they see.
import type {
  CanaryRun,
  Cluster,
  DeploymentHandover,
  DeploymentShare,
  DeploymentSnapshot,
  DeploymentStep,
  GuestAccess,
  OperationHead,
  OperationRecord,
  TemplateStatus,
  TemplateVersion,
} from '@portal/domain';
import { hostNameOf } from '@portal/types';
import type { Prisma } from '../generated/client.ts';
import {
  guestAccessRow,
  handoverRow,
  operationHeadRow,
  operationRow,
  shareRow,
  snapshotRow,
  stepRow,
} from '../rows/deployments.ts';
import { clusterRow } from '../rows/portal.ts';
import { canaryRunRow, hostNameRow, templateStatusRow, templateVersionRow } from '../rows/templates.ts';
import { isUuid } from '../uuid.ts';

export type Client = Prisma.TransactionClient;

const orNull = <Row, Parsed>(row: Row | null, schema: { parse(row: Row): Parsed }): Parsed | null =>
  row === null ? null : schema.parse(row);

export const clusterById = async (client: Client, id: string): Promise<Cluster | null> =>
  isUuid(id) ? orNull(await client.cluster.findUnique({ where: { id } }), clusterRow) : null;

export const runningStepOf = async (client: Client, deploymentId: string): Promise<DeploymentStep | null> =>
  orNull(await client.deploymentStep.findFirst({ where: { deploymentId, status: 'running' } }), stepRow);

export const stepsOf = async (client: Client, deploymentId: string): Promise<readonly DeploymentStep[]> => {
  if (!isUuid(deploymentId)) return [];
  const rows = await client.deploymentStep.findMany({
    where: { deploymentId },
    orderBy: [{ startedAt: 'asc' }, { id: 'asc' }],
  });
  return rows.map((row) => stepRow.parse(row));
};

export const latestOperationOf = async (client: Client, deploymentId: string): Promise<OperationHead | null> =>
  orNull(
    await client.deploymentOperation.findFirst({ where: { deploymentId }, orderBy: { id: 'desc' } }),
    operationHeadRow,
  );

const withSteps = {
  requester: { select: { id: true, name: true } },
  steps: { orderBy: [{ startedAt: 'asc' }, { id: 'asc' }] },
} as const satisfies Prisma.DeploymentOperationInclude;

export const operationById = async (client: Client, id: string): Promise<OperationRecord | null> =>
  isUuid(id)
    ? orNull(await client.deploymentOperation.findUnique({ where: { id }, include: withSteps }), operationRow)
    : null;

/** Newest first by id (ids carry the time), one more than the page holds. */
export const operationsOf = async (
  client: Client,
  deploymentId: string,
  { limit, before }: { readonly limit: number; readonly before: string | null },
): Promise<readonly OperationRecord[]> => {
  const rows = await client.deploymentOperation.findMany({
    where: { deploymentId, ...(before === null ? {} : { id: { lt: before } }) },
    include: withSteps,
    orderBy: { id: 'desc' },
    take: limit + 1,
  });
  return rows.map((row) => operationRow.parse(row));
};

export const snapshotsOf = async (client: Client, deploymentId: string): Promise<readonly DeploymentSnapshot[]> => {
  if (!isUuid(deploymentId)) return [];
  const rows = await client.deploymentSnapshot.findMany({
    where: { deploymentId, status: { not: 'removed' } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
  return rows.map((row) => snapshotRow.parse(row));
};

export const sharesOf = async (client: Client, deploymentId: string): Promise<readonly DeploymentShare[]> =>
  isUuid(deploymentId)
    ? (await client.deploymentShare.findMany({ where: { deploymentId }, orderBy: { id: 'asc' } })).map((row) =>
        shareRow.parse(row),
      )
    : [];

export const handoverOf = async (client: Client, deploymentId: string): Promise<DeploymentHandover | null> =>
  isUuid(deploymentId)
    ? orNull(await client.deploymentHandover.findUnique({ where: { deploymentId } }), handoverRow)
    : null;

export const handoversTo = async (
  client: Client,
  userId: string,
  now: Date,
): Promise<readonly DeploymentHandover[]> => {
  const where = { userId, endsAt: { gt: now } };
  const rows = await client.deploymentHandover.findMany({ where, orderBy: { id: 'asc' } });
  return rows.map((row) => handoverRow.parse(row));
};

/** Windows guests bear a part of their VM's name: those that begin alike are looked at one by one. */
export const hostNameTaken = async (client: Client, clusterId: string, hostName: string): Promise<boolean> => {
  const rows = await client.deployment.findMany({
    where: { clusterId, name: { startsWith: hostName }, status: { not: 'deleted' } },
    select: { name: true, template: { select: { category: true, firstBoot: true } } },
  });
  return rows.some(({ name, template }) => hostNameOf(name, hostNameRow.parse(template)) === hostName);
};

export const guestAccessOf = async (client: Client, deploymentId: string): Promise<GuestAccess | null> =>
  isUuid(deploymentId)
    ? orNull(await client.guestAccess.findUnique({ where: { deploymentId } }), guestAccessRow)
    : null;

export const templateStatusOf = async (client: Client, id: string): Promise<TemplateStatus | null> =>
  isUuid(id) ? orNull(await client.template.findUnique({ where: { id } }), templateStatusRow) : null;

export const currentTemplateOf = async (client: Client, id: string): Promise<TemplateVersion | null> => {
  if (!isUuid(id)) return null;
  const include = { current: { include: { template: true } } } as const;
  const row = await client.template.findUnique({ where: { id }, include });
  return orNull(row?.current ?? null, templateVersionRow);
};

export const canaryRunById = async (client: Client, id: string): Promise<CanaryRun | null> =>
  isUuid(id) ? orNull(await client.canaryRun.findUnique({ where: { id } }), canaryRunRow) : null;

export const runningCanaryOf = async (client: Client, templateId: string): Promise<CanaryRun | null> =>
  orNull(await client.canaryRun.findFirst({ where: { templateId, outcome: 'running' } }), canaryRunRow);

export const templateVersionOf = async (
  client: Client,
  templateId: string,
  version: number,
): Promise<TemplateVersion | null> => {
  const where = { templateId_version: { templateId, version } };
  const row = await client.templateVersion.findUnique({ where, include: { template: true } });
  return orNull(row, templateVersionRow);
};

export const usableTokensOf = async (client: Client, userId: string): Promise<number> =>
  client.apiToken.count({
    where: { userId, revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: new Date() } }] },
  });
