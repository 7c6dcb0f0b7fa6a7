// Which limits hold for whom, and what counts in them. A row that cannot be read stops whoever asks: nothing is let in without its limits.
import type { HolderRef, LimitReader, LimitRule, Owner } from '@portal/domain';
import { limitMeasureSchema, limitSourceSchema, type Usage, usageSchema } from '@portal/types';
import { z } from 'zod';
import { Prisma } from '../generated/client.ts';
import type { Client } from './by-key.ts';

/** Of a limit `l`, by the clock of the statement’s transaction. */
export const holdsNow = 'l.removed_at IS NULL AND (l.ends_at IS NULL OR l.ends_at > now())';

const ruleRow = z.object({
  measure: limitMeasureSchema,
  source: limitSourceSchema.exclude(['portal']),
  limit: z.int().min(0),
  endsAt: z.date().nullable(),
}) satisfies z.ZodType<LimitRule>;

export const limitRulesOf = async (client: Client, { userId, teamId }: Owner): Promise<readonly LimitRule[]> => {
  const rows = await client.$queryRaw<unknown[]>`
    SELECT l.measure, l.subject_kind || CASE WHEN l.together THEN '_together' ELSE '' END AS source, l.value AS "limit", l.ends_at AS "endsAt"
    FROM limits AS l, users AS u
    WHERE u.id = ${userId}::uuid AND ${Prisma.raw(holdsNow)} AND CASE l.subject_kind
      WHEN 'everyone' THEN true
      WHEN 'role' THEN l.role = u.role
      WHEN 'team' THEN l.team_id = CASE WHEN l.together THEN ${teamId}::uuid ELSE u.team_id END
      ELSE l.user_id = u.id END`;
  return rows.map((row) => ruleRow.parse(row));
};

const counted = (holder: HolderRef): Prisma.Sql => {
  switch (holder.kind) {
    case 'person':
      return Prisma.sql`owner_id = ${holder.userId}::uuid`;
    case 'team':
      return Prisma.sql`team_id = ${holder.teamId}::uuid`;
    case 'everyone':
      return Prisma.sql`true`;
  }
};

/** `float8` holds every sum of int columns exactly enough, and arrives as a number. */
export const usageOf = async (client: Client, holder: HolderRef): Promise<Usage> => {
  const rows = await client.$queryRaw<unknown[]>`
    SELECT count(*)::int AS deployments, coalesce(sum(vcpus), 0)::float8 AS vcpus,
      coalesce(sum(memory_mib), 0)::float8 AS "memoryMiB", coalesce(sum(disk_gib), 0)::float8 AS "diskGiB"
    FROM deployments WHERE ${counted(holder)} AND status <> 'deleted' AND kind <> 'canary'`;
  return usageSchema.parse(rows[0]);
};

export const createLimitReader = (client: Client): LimitReader => ({
  limitRules: (owner) => limitRulesOf(client, owner),
  usage: (holder) => usageOf(client, holder),
});
