// Limits as administrators read and change them, and who would be above one.
import type { LimitBook, LimitKey, LimitRow, NamedLimit } from '@portal/domain';
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
import { counts, holdsNow, usedOf } from './limits.ts';

const limitRow = z.object({
  id: z.string(),
  version: z.int(),
  subject: limitSubjectSchema,
  role: roleSchema.nullable(),
  teamId: z.string().nullable(),
  userId: z.string().nullable(),
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
  { subject, role, teamId, userId, measure, together }: LimitKey,
): Promise<boolean> => {
  const where = { subject, role, teamId, userId, measure, together, endsAt: null, removedAt: null };
  return (await client.limit.count({ where })) > 0;
};

const namedRow = limitRow.extend({ name: z.string().nullable() }) satisfies z.ZodType<NamedLimit>;

const select = `SELECT l.id, l.version, l.subject_kind AS subject, l.role, l.team_id AS "teamId", l.user_id AS "userId", l.measure, l.together, l.value,
    l.ends_at AS "endsAt", l.created_at AS "createdAt", l.updated_at AS "updatedAt", l.removed_at AS "removedAt", coalesce(t.name, u.name) AS name
  FROM limits AS l LEFT JOIN teams AS t ON t.id = l.team_id LEFT JOIN users AS u ON u.id = l.user_id`;

const placeIn = (words: readonly string[], column: string): string =>
  `array_position(ARRAY[${words.map((word) => `'${word}'`).join(', ')}], ${column})`;

const inOrder = `ORDER BY ${placeIn(limitSubjects, 'l.subject_kind')}, ${placeIn(roles, 'l.role')}, coalesce(t.name, u.name), l.team_id,
    l.user_id, l.together, l.ends_at NULLS FIRST, ${placeIn(limitMeasures, 'l.measure')}, l.value`;

/** Each of them by themselves; of whom the limit is has `$3` for an id. */
const people = (measure: LimitRow['measure']): string => `SELECT u.id, u.name, ${usedOf(measure)} AS used
  FROM deployments AS d JOIN users AS u ON u.id = d.owner_id
  WHERE ${counts} AND $3 = CASE $2 WHEN 'role' THEN u.role WHEN 'team' THEN u.team_id::text WHEN 'person' THEN u.id::text ELSE $3 END
    AND ($2 = 'person' OR NOT EXISTS (
      SELECT FROM limits AS l WHERE l.user_id = u.id AND l.measure = '${measure}' AND ${holdsNow}))
  GROUP BY u.id`;

/** All of them as one. */
const group = (measure: LimitRow['measure']): string => `SELECT t.id, t.name, ${usedOf(measure)} AS used
  FROM deployments AS d LEFT JOIN teams AS t ON t.id = d.team_id AND $2 = 'team'
  WHERE ${counts} AND $3 = CASE $2 WHEN 'team' THEN t.id::text ELSE $3 END
  GROUP BY t.id`;

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
  above: async ({ subject, role, teamId, userId, measure, together, value }, most) => {
    const holders = (together ? group : people)(measure);
    const { rows } = await pool.query<Record<string, unknown>>(
      `WITH above AS (SELECT * FROM (${holders}) AS held WHERE used > $1)
       SELECT coalesce((SELECT json_agg(named) FROM (SELECT * FROM above ORDER BY used DESC, name, id LIMIT $4) AS named), '[]') AS items,
         (SELECT count(*)::int FROM above) AS total`,
      // As PostgreSQL writes a uuid, however it was asked for.
      [value, subject, (role ?? teamId ?? userId ?? '').toLowerCase(), most],
    );
    return limitPreviewSchema.parse(rows[0]);
  },
});
