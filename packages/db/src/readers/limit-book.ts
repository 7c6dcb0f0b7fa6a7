// Limits as administrators read and change them, and who would be above one.
import { type LimitBook, type LimitKey, type LimitRow, type NamedLimit, subjectIdOf } from '@portal/domain';
import {
  limitMeasureSchema,
  limitMeasures,
  limitPreviewSchema,
  limitSubjectSchema,
  limitSubjects,
  roleSchema,
  roles,
} from '@portal/types';
import type pg from 'pg';
import { z } from 'zod';
import { isUuid } from '../uuid.ts';
import type { Client } from './by-key.ts';
import { counts, holdsNow, templateName, usedOf } from './limits.ts';

const limitRow = z.object({
  id: z.string(),
  version: z.int(),
  subject: limitSubjectSchema,
  role: roleSchema.nullable(),
  teamId: z.string().nullable(),
  userId: z.string().nullable(),
  templateId: z.string().nullable(),
  clusterId: z.string().nullable(),
  measure: limitMeasureSchema,
  together: z.boolean(),
  value: z.int(),
  endsAt: z.date().nullable(),
  createdAt: z.date(),
  updatedAt: z.date(),
  removedAt: z.date().nullable(),
}) satisfies z.ZodType<LimitRow>;

export const limitById = async (client: Client, id: string): Promise<LimitRow | null> => {
  if (!isUuid(id)) return null;
  const row = await client.limit.findFirst({ where: { id, removedAt: null } });
  return row === null ? null : limitRow.parse(row);
};

export const isLimited = async (
  client: Client,
  { subject, role, teamId, userId, templateId, clusterId, measure, together }: LimitKey,
): Promise<boolean> => {
  const of = { subject, role, teamId, userId, templateId, clusterId };
  const where = { ...of, measure, together, endsAt: null, removedAt: null };
  return (await client.limit.count({ where })) > 0;
};

const namedRow = limitRow.extend({ name: z.string().nullable() }) satisfies z.ZodType<NamedLimit>;

const name = `coalesce(t.name, u.name, c.name, ${templateName('l.template_id')})`;

const select = `SELECT l.id, l.version, l.subject_kind AS subject, l.role, l.team_id AS "teamId", l.user_id AS "userId", l.template_id AS "templateId",
    l.cluster_id AS "clusterId", l.measure, l.together, l.value, l.ends_at AS "endsAt", l.created_at AS "createdAt", l.updated_at AS "updatedAt",
    l.removed_at AS "removedAt", ${name} AS name
  FROM limits AS l LEFT JOIN teams AS t ON t.id = l.team_id LEFT JOIN users AS u ON u.id = l.user_id
  LEFT JOIN clusters AS c ON c.id = l.cluster_id`;

const placeIn = (words: readonly string[], column: string): string =>
  `array_position(ARRAY[${words.map((word) => `'${word}'`).join(', ')}], ${column})`;

const inOrder = `ORDER BY ${placeIn(limitSubjects, 'l.subject_kind')}, ${placeIn(roles, 'l.role')}, ${name}, l.team_id,
    l.user_id, l.template_id, l.cluster_id, l.together, l.ends_at NULLS FIRST, ${placeIn(limitMeasures, 'l.measure')}, l.value`;

/** Each of them by themselves; of whom the limit is has `$3` for an id. */
const people = (measure: LimitRow['measure']): string => `SELECT u.id, u.name, ${usedOf(measure)} AS used
  FROM deployments AS d JOIN users AS u ON u.id = d.owner_id
  WHERE ${counts} AND $3 = CASE $2 WHEN 'role' THEN u.role WHEN 'team' THEN u.team_id::text WHEN 'person' THEN u.id::text ELSE $3 END
    AND ($2 = 'person' OR NOT EXISTS (
      SELECT FROM limits AS l WHERE l.user_id = u.id AND l.measure = '${measure}' AND ${holdsNow}))
  GROUP BY u.id`;

/** All of them as one. */
const group = (measure: LimitRow['measure']): string => `SELECT nullif($3, '') AS id, ${usedOf(measure)} AS used,
    CASE $2 WHEN 'team' THEN (SELECT name FROM teams WHERE id::text = $3) WHEN 'cluster' THEN (SELECT name FROM clusters WHERE id::text = $3)
      WHEN 'template' THEN ${templateName("nullif($3, '')::uuid")} END AS name
  FROM deployments AS d
  WHERE ${counts} AND $3 = CASE $2 WHEN 'team' THEN d.team_id::text WHEN 'template' THEN d.template_id::text
    WHEN 'cluster' THEN d.cluster_id::text ELSE $3 END`;

export const createLimitBook = (pool: pg.Pool): LimitBook => ({
  limits: async () => {
    const { rows } = await pool.query<Record<string, unknown>>(`${select} WHERE ${holdsNow} ${inOrder}`);
    return rows.map((row) => namedRow.parse(row));
  },
  limit: async (id) => {
    if (!isUuid(id)) return null;
    const { rows } = await pool.query<Record<string, unknown>>(`${select} WHERE l.id = $1`, [id]);
    return rows[0] === undefined ? null : namedRow.parse(rows[0]);
  },
  above: async ({ value, ...key }, most) => {
    const { subject, measure, together } = key;
    const holders = (together ? group : people)(measure);
    const { rows } = await pool.query<Record<string, unknown>>(
      `WITH above AS (SELECT * FROM (${holders}) AS held WHERE used > $1)
       SELECT coalesce((SELECT json_agg(named) FROM (SELECT * FROM above ORDER BY used DESC, name, id LIMIT $4) AS named), '[]') AS items,
         (SELECT count(*)::int FROM above) AS total`,
      // As PostgreSQL writes a uuid, however it was asked for.
      [value, subject, (subjectIdOf(key) ?? '').toLowerCase(), most],
    );
    return limitPreviewSchema.parse(rows[0]);
  },
});
