// Requests for more than a limit allows, as a decision reads them and as people do.
import type { LimitRequestBook, LimitRequestRow, NamedLimitRequest, Visibility } from '@portal/domain';
import { type LimitMeasure, limitMeasureSchema, limitRequestStateSchema } from '@portal/types';
import type pg from 'pg';
import { z } from 'zod';
import { jsonObject, reasonColumns, reasonFrom } from '../rows/columns.ts';
import { isUuid } from '../uuid.ts';
import type { Client } from './by-key.ts';
import { decodeIdCursor, pageById } from './cursors.ts';

const requestColumns = z.object({
  id: z.string(),
  userId: z.string(),
  measure: limitMeasureSchema,
  limit: z.int(),
  value: z.int(),
  days: z.int(),
  reason: z.string(),
  state: limitRequestStateSchema,
  createdAt: z.date(),
  decidedBy: z.string().nullable(),
  decidedAt: z.date().nullable(),
  comment: z.string().nullable(),
  grantedValue: z.int().nullable(),
  grantedUntil: z.date().nullable(),
  creates: jsonObject.nullable(),
  deploymentId: z.string().nullable(),
  faultCode: reasonColumns.code,
  faultParams: reasonColumns.params,
});

const requestFrom = <Row extends z.output<typeof requestColumns>>({
  creates,
  faultCode,
  faultParams,
  ...row
}: Row) => ({
  ...row,
  create: creates,
  fault: reasonFrom(faultCode, faultParams),
});

const requestRow = requestColumns.transform((row): LimitRequestRow => requestFrom(row));

export const limitRequestById = async (client: Client, id: string): Promise<LimitRequestRow | null> =>
  isUuid(id) ? requestRow.nullable().parse(await client.limitRequest.findUnique({ where: { id } })) : null;

export const hasAskedFor = async (client: Client, userId: string, measure: LimitMeasure): Promise<boolean> =>
  (await client.limitRequest.count({ where: { userId, measure, state: 'open' } })) > 0;

const namedRow = requestColumns
  .extend({
    name: z.string(),
    teamId: z.string().nullable(),
    decidedByName: z.string().nullable(),
    templateName: z.string().nullable(),
  })
  .transform((row): NamedLimitRequest => requestFrom(row));

const select = `SELECT r.id, r.user_id AS "userId", r.measure, r.limit_then AS "limit", r.value, r.days, r.reason, r.state, r.created_at AS "createdAt",
    r.decided_by AS "decidedBy", r.decided_at AS "decidedAt", r.comment, r.granted_value AS "grantedValue", r.granted_until AS "grantedUntil",
    r.creates, r.deployment_id AS "deploymentId", r.fault_code AS "faultCode", r.fault_params AS "faultParams",
    u.name, u.team_id AS "teamId", d.name AS "decidedByName", v.name AS "templateName"
  FROM limit_requests AS r JOIN users AS u ON u.id = r.user_id LEFT JOIN users AS d ON d.id = r.decided_by
  LEFT JOIN templates AS t ON t.id::text = r.creates ->> 'templateId'
  LEFT JOIN template_versions AS v ON v.template_id = t.id AND v.version = t.current_version`;

const teamSeen = (visibility: Visibility): string | null => (visibility.kind === 'team' ? visibility.teamId : null);

export const createLimitRequestBook = (pool: pg.Pool): LimitRequestBook => ({
  async request(id) {
    if (!isUuid(id)) return null;
    const { rows } = await pool.query<Record<string, unknown>>(`${select} WHERE r.id = $1`, [id]);
    return namedRow.nullable().parse(rows[0] ?? null);
  },
  async requests({ userId, visibility, whose = null, open = null, cursor, limit }) {
    const before = cursor === undefined ? null : decodeIdCursor(cursor);
    const { rows } = await pool.query<Record<string, unknown>>(
      `${select} WHERE CASE WHEN r.user_id = $1 THEN $2::text IS DISTINCT FROM 'others'
          ELSE $2 IS DISTINCT FROM 'own' AND ($3 OR u.team_id = $4::uuid) END
        AND ($5::boolean IS NULL OR $5 = (r.state = 'open')) AND ($6::uuid IS NULL OR r.id < $6)
       ORDER BY r.id DESC LIMIT $7`,
      [userId, whose, visibility.kind === 'all', teamSeen(visibility), open, before, limit + 1],
    );
    return pageById(
      rows.map((row) => namedRow.parse(row)),
      limit,
    );
  },
});
