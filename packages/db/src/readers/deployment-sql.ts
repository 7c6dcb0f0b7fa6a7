// Deployments with what is open on them, by one statement: what is being done stands in another table, and rows of two moments need not
// fit together.
import type { Deployment, WorkInHand } from '@portal/domain';
import { Prisma } from '../generated/client.ts';
import { deploymentRow, workInHandRow } from '../rows/deployments.ts';
import { isUuid } from '../uuid.ts';
import type { Client } from './by-key.ts';

/** Of `deployments AS d`: something is ahead of it. What is kept stopped once its lease has ended waits for nobody, nor does what was deleted. */
export const isEnding = '(d.restore_until IS NULL AND (d.delete_at IS NOT NULL OR NOT d.lease_ended))';

/** The columns as the row schema names them. */
export const deploymentColumns = `
  d.id, d.version, d.name, d.kind, d.rest, d.lease_ended AS "leaseEnded", p.kind AS "operation", d.owner_id AS "ownerId",
  d.team_id AS "teamId", d.cluster_id AS "clusterId", d.template_id AS "templateId", d.template_version AS "templateVersion",
  d.vcpus, d.memory_mib AS "memoryMiB", d.disk_gib AS "diskGiB", d.purpose, d.ticket, d.customer, d.notes, d.tags, d.created_at AS "createdAt",
  d.updated_at AS "updatedAt", d.queued_at AS "queuedAt", d.placed_at AS "placedAt", d.ready_at AS "readyAt",
  d.expires_at AS "expiresAt", d.delete_at AS "deleteAt", d.review_at AS "reviewAt", d.lease_notice_at AS "leaseNoticeAt", d.extensions, d.postponements,
  d.delete_protection AS "deleteProtection", d.schedule, d.next_power AS "nextPower", d.next_power_at AS "nextPowerAt",
  d.restore_until AS "restoreUntil", d.node, d.vmid, d.storage, d.addresses,
  d.addresses_are_fallback AS "addressesAreFallback", d.failure_code AS "failureCode", d.status_code AS "statusCode",
  d.status_params AS "statusParams"`;

export const openOperation = 'LEFT JOIN operations AS p ON p.deployment_id = d.id AND p.ended_at IS NULL';

const select = Prisma.raw(`SELECT ${deploymentColumns} FROM deployments AS d ${openOperation}`);

/** `clauses`: what comes after the joins. */
export const deploymentsBy = async (client: Client, clauses: Prisma.Sql): Promise<readonly Deployment[]> => {
  const rows = await client.$queryRaw<unknown[]>`${select} ${clauses}`;
  return rows.map((row) => deploymentRow.parse(row));
};

export const deploymentById = async (client: Client, id: string): Promise<Deployment | null> =>
  isUuid(id) ? ((await deploymentsBy(client, Prisma.sql`WHERE d.id = ${id}::uuid`))[0] ?? null) : null;

const work = Prisma.raw(`
  SELECT ${deploymentColumns}, p.input AS asked, p.error_code AS "errorCode", p.error_params AS "errorParams", to_jsonb(s) AS step
  FROM deployments AS d JOIN operations AS p ON p.deployment_id = d.id AND p.ended_at IS NULL LEFT JOIN (
    SELECT id, deployment_id AS "deploymentId", operation, name, status, started_at AS "startedAt", ended_at AS "endedAt",
      is_taken_up AS "isTakenUp", upid, reason_code AS "reasonCode", reason_params AS "reasonParams",
      waiting_since AS "waitingSince", log
    FROM deployment_steps WHERE status = 'running'
  ) AS s ON s."deploymentId" = d.id`);

export const workInHandOf = async (client: Client, id: string): Promise<WorkInHand | null> => {
  const [row] = await client.$queryRaw<unknown[]>`${work} WHERE d.id = ${id}::uuid`;
  return row === undefined ? null : workInHandRow.parse(row);
};
