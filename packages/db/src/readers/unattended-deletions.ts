// What leases have had deleted with nobody asking, and what they ask for.
import { letGoHours, refusedSince, statusesMovedBy, type UnattendedDeletions } from '@portal/domain';
import type { DeletionObstacle, ProblemCode } from '@portal/types';
import { z } from 'zod';
import { Prisma } from '../generated/client.ts';
import type { Client } from './by-key.ts';

const blockedCode = 'lease_blocked' satisfies ProblemCode;
const stoppedCode = 'deletions_stopped' satisfies ProblemCode;
const unknownObstacle = 'refused' satisfies DeletionObstacle;

/** A condition on `deployments`: past its grace, or the time to restore it, and nothing is known that would keep it. */
export const isDeletionDue = (now: Date): Prisma.Sql =>
  Prisma.sql`(status = ANY (${[...statusesMovedBy.delete]}::text[])
    AND (restore_until <= ${now} OR (delete_at <= ${now} AND restore_until IS NULL AND NOT delete_protection))
    AND NOT EXISTS (
      SELECT FROM problems AS p
      WHERE p.code = ${blockedCode} AND p.subject_type = 'deployment' AND p.subject_id = deployments.id::text
        AND p.resolved_at IS NULL
        AND (p.params ->> 'obstacle' <> ${unknownObstacle} OR updated_at > ${refusedSince(now)})))`;

export const areDeletionsStopped = Prisma.sql`EXISTS (SELECT FROM problems WHERE code = ${stoppedCode} AND resolved_at IS NULL)`;

const rows = z.tuple([z.object({ isStopped: z.boolean(), resumedAt: z.date().nullable(), begun: z.int() })]);

export const unattendedDeletions = async (client: Client, since: Date): Promise<UnattendedDeletions> => {
  const [found] = rows.parse(
    await client.$queryRaw<unknown[]>`
      SELECT ${areDeletionsStopped} AS "isStopped", resumed.at AS "resumedAt", (
        SELECT count(*)::int FROM operations AS p JOIN deployments AS d ON d.id = p.deployment_id
        WHERE p.kind = 'delete' AND p.requested_by IS NULL AND p.requested_at > ${since}
          AND p.state NOT IN ('failed', 'cancelled') AND d.kind = 'person' AND d.restore_until IS NULL
          AND (resumed.at IS NULL OR d.delete_at > resumed.at
            OR p.requested_at >= resumed.at + make_interval(hours => ${letGoHours}::int))) AS begun
      FROM (SELECT max(resolved_at) AS at FROM problems WHERE code = ${stoppedCode}) AS resumed`,
  );
  return found;
};

const counted = z.tuple([z.object({ count: z.int() })]);

export const deletionsDue = async (client: Client, now: Date): Promise<number> => {
  const [{ count }] = counted.parse(
    await client.$queryRaw<unknown[]>`
      SELECT count(*)::int AS count FROM deployments
      WHERE status <> 'deleted' AND kind = 'person' AND restore_until IS NULL AND ${isDeletionDue(now)}`,
  );
  return count;
};
