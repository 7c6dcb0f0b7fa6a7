// Which limits hold for whom, and what counts in them. A row that cannot be read stops whoever asks: nothing is let in without its limits.
import type { CountedIn, HeldFigures, HolderRef, LimitReader, LimitRule } from '@portal/domain';
import {
  emptySnapshots,
  failuresWithoutGuest,
  type HeldMeasure,
  heldMeasures,
  isVmMeasure,
  type LimitMeasure,
  limitedPlaceSchema,
  limitMeasureSchema,
  limitSourceSchema,
  restsRunning,
  startingOperations,
  statusDuring,
} from '@portal/types';
import { z } from 'zod';
import { Prisma } from '../generated/client.ts';
import type { Client } from './by-key.ts';

/** Of a limit `l`, by the clock of the statement’s transaction. */
export const holdsNow = 'l.removed_at IS NULL AND (l.ends_at IS NULL OR l.ends_at > now())';

const ruleRow = z.object({
  measure: limitMeasureSchema,
  source: limitSourceSchema.exclude(['portal']),
  of: limitedPlaceSchema.nullable(),
  limit: z.int().min(0),
  endsAt: z.date().nullable(),
}) satisfies z.ZodType<LimitRule>;

/** What the template of that id, an expression of SQL, is called by now. */
export const templateName = (id: string): string =>
  `(SELECT v.name FROM template_versions AS v WHERE v.template_id = ${id} ORDER BY v.version DESC LIMIT 1)`;

/** What a template is called, everybody may know; where their VMs are is not for everybody. */
export const limitRulesOf = async (client: Client, about: CountedIn): Promise<readonly LimitRule[]> => {
  const { userId, teamId, templateId = null, clusterId = null } = about;
  const rows = await client.$queryRaw<unknown[]>`
    SELECT l.measure, l.subject_kind || CASE WHEN l.together THEN '_together' ELSE '' END AS source, l.value AS "limit", l.ends_at AS "endsAt",
      CASE WHEN l.subject_kind = 'template' THEN jsonb_build_object('id', l.template_id, 'name', ${Prisma.raw(templateName('l.template_id'))}) END AS of
    FROM users AS u JOIN limits AS l ON CASE l.subject_kind
      WHEN 'everyone' THEN true
      WHEN 'role' THEN l.role = u.role
      WHEN 'team' THEN l.team_id = CASE WHEN l.together THEN ${teamId}::uuid ELSE u.team_id END
      WHEN 'template' THEN l.template_id = ${templateId}::uuid
      WHEN 'cluster' THEN l.cluster_id = ${clusterId}::uuid
      ELSE l.user_id = u.id END
    WHERE u.id = ${userId}::uuid AND ${Prisma.raw(holdsNow)}`;
  return rows.map((row) => ruleRow.parse(row));
};

const listed = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(', ');

/** The same as the function of that name. */
const failedWithoutGuest = `d.vmid IS NULL OR coalesce(d.failure_code IN (${listed([...failuresWithoutGuest])}), false)`;

/** What one VM takes of each measure, or comes to; of `deployments AS d`. Whole hours, as they are told. */
const takes = {
  deployments: '1',
  vcpus: 'd.vcpus',
  memoryMiB: 'd.memory_mib',
  diskGiB: 'd.disk_gib',
  running: `(d.rest IN (${listed(restsRunning)}) OR (d.rest = 'failed' AND NOT (${failedWithoutGuest})) OR d.status IN (${listed(startingOperations.map((operation) => statusDuring[operation]))}))::int`,
  snapshots: `(SELECT count(*) FROM deployment_snapshots AS s WHERE s.deployment_id = d.id AND s.status NOT IN (${listed(emptySnapshots)}))`,
  leaseHours: 'greatest(0, floor(extract(epoch FROM d.expires_at - now()) / 3600))',
  lifetimeHours: 'floor(extract(epoch FROM d.expires_at - d.created_at) / 3600)',
  extensions: 'd.extensions',
} as const satisfies Record<LimitMeasure, string>;

/** Of all of somebody's VMs together; of a measure of each VM, the one that comes to most. `float8` holds every such sum exactly enough. */
export const usedOf = (measure: LimitMeasure): string =>
  `coalesce(${isVmMeasure(measure) ? 'max' : 'sum'}(${takes[measure]}), 0)::float8`;

/** What counts, of `deployments AS d`. */
export const counts = `d.status <> 'deleted' AND d.kind <> 'canary'`;

const heldRow = z.partialRecord(z.enum(heldMeasures), z.int().min(0));

const columnOf = {
  person: 'd.owner_id',
  team: 'd.team_id',
  template: 'd.template_id',
  cluster: 'd.cluster_id',
} as const;

const counted = (holder: HolderRef): Prisma.Sql =>
  holder.kind === 'everyone' ? Prisma.sql`true` : Prisma.sql`${Prisma.raw(columnOf[holder.kind])} = ${holder.id}::uuid`;

export const usageOf = async (
  client: Client,
  holder: HolderRef,
  measures: readonly HeldMeasure[],
): Promise<HeldFigures> => {
  const held = measures.map((measure) => `${usedOf(measure)} AS "${measure}"`).join(', ');
  const rows = await client.$queryRaw<unknown[]>`
    SELECT ${Prisma.raw(held)} FROM deployments AS d WHERE ${counted(holder)} AND ${Prisma.raw(counts)}`;
  return heldRow.parse(rows[0]);
};

export const createLimitReader = (client: Client): LimitReader => ({
  limitRules: (about) => limitRulesOf(client, about),
  usage: (holder, measures) => usageOf(client, holder, measures),
});
