// Problems with the names around them, newest first by id (ids carry the time).
import type { ProblemDetail, ProblemReader } from '@portal/domain';
import type pg from 'pg';
import { z } from 'zod';
import { problemColumns } from '../rows/portal.ts';
import { isUuid } from '../uuid.ts';
import { decodeIdCursor, pageById } from './cursors.ts';
import { SqlParameters } from './sql.ts';

const detailRow = problemColumns.extend({
  subjectName: z.string().nullable(),
  since: z.date(),
  lastSeenAt: z.date(),
  resolvedAt: z.date().nullable(),
  acknowledgedAt: z.date().nullable(),
  acknowledgedBy: z.object({ id: z.string(), name: z.string() }).nullable(),
}) satisfies z.ZodType<ProblemDetail>;

const select = `SELECT p.id, p.code, json_build_object('type', p.subject_type, 'id', p.subject_id) AS subject, p.params, p.since,
    coalesce(s.at, p.since) AS "lastSeenAt", p.resolved_at AS "resolvedAt", p.acknowledged_at AS "acknowledgedAt",
    CASE WHEN u.id IS NOT NULL THEN json_build_object('id', u.id, 'name', u.name) END AS "acknowledgedBy",
    CASE p.subject_type
      WHEN 'deployment' THEN (SELECT d.name FROM deployments AS d WHERE d.id = p.subject_id::uuid)
      WHEN 'cluster' THEN (SELECT c.name FROM clusters AS c WHERE c.id = p.subject_id::uuid)
      WHEN 'template' THEN (SELECT v.name FROM templates AS t
        JOIN template_versions AS v ON v.template_id = t.id AND v.version = t.current_version WHERE t.id = p.subject_id::uuid)
    END AS "subjectName"
  FROM problems AS p
  LEFT JOIN problem_last_seen AS s ON s.problem_id = p.id
  LEFT JOIN users AS u ON u.id = p.acknowledged_by`;

const detailOf = (row: unknown): ProblemDetail => detailRow.parse(row);

const statementOf = ({ state = 'open', code, cursor, limit }: Parameters<ProblemReader['list']>[0]) => {
  const parameters = new SqlParameters();
  const conditions = [
    state === 'open' ? 'p.resolved_at IS NULL' : 'p.resolved_at IS NOT NULL',
    ...(code === undefined ? [] : [`p.code = ${parameters.add(code)}`]),
    ...(cursor === undefined ? [] : [`p.id < ${parameters.add(decodeIdCursor(cursor))}::uuid`]),
  ];
  const text = `${select} WHERE ${conditions.join(' AND ')} ORDER BY p.id DESC LIMIT ${parameters.add(limit + 1)}`;
  return { text, values: parameters.values };
};

export const createProblemReader = (pool: pg.Pool): ProblemReader => ({
  byId: async (id) => {
    if (!isUuid(id)) return null;
    const { rows } = await pool.query<Record<string, unknown>>(`${select} WHERE p.id = $1`, [id]);
    return rows[0] === undefined ? null : detailOf(rows[0]);
  },
  list: async (filter) => {
    const { rows } = await pool.query<Record<string, unknown>>(statementOf(filter));
    return pageById(rows.map(detailOf), filter.limit);
  },
  unacknowledged: async () => {
    const { rows } = await pool.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM problems WHERE resolved_at IS NULL AND acknowledged_at IS NULL',
    );
    return rows[0]?.count ?? 0;
  },
});
