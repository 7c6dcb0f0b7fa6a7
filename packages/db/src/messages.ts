// Messages as their readers find them, each with the row of the audit trail that it tells of.
import type { ChosenMails, MessageRecord, Messages } from '@portal/domain';
import { messageKindSchema, messageKinds, quietHoursSchema } from '@portal/types';
import type pg from 'pg';
import { z } from 'zod';
import { decodeIdCursor, pageById } from './readers/cursors.ts';

export const messageRow = z.object({
  id: z.string(),
  kind: messageKindSchema,
  at: z.date(),
  readAt: z.date().nullable(),
  subject: z.object({ type: z.string(), id: z.string(), name: z.string().nullable() }),
  by: z.string(),
  detail: z.record(z.string(), z.json()),
}) satisfies z.ZodType<MessageRecord>;

/** Kinds of another release are left out: this one has no words for them. */
export const ofKnownKind = `m.kind IN (${messageKinds.map((kind) => `'${kind}'`).join(', ')})`;
export const knownKinds = z.array(z.string()).transform((kinds) => messageKinds.filter((kind) => kinds.includes(kind)));

/** Both columns, or neither. */
export const quietHours = quietHoursSchema.nullable();
export const quietColumn = `CASE WHEN c.quiet_from IS NOT NULL THEN json_build_object('from', c.quiet_from, 'until', c.quiet_until) END AS "quietHours"`;
const choiceRow = z.object({ kinds: knownKinds, quietHours }) satisfies z.ZodType<ChosenMails>;

/** Of a token, the name of the person who used it. */
export const messageColumns = `m.id, m.kind, a.at, m.read_at AS "readAt", a.detail, coalesce(u.name, a.actor_name) AS by,
    json_build_object('type', a.subject_type, 'id', a.subject_id, 'name', coalesce(a.subject_name, a.detail ->> 'name')) AS subject`;
export const messageTables =
  'messages AS m JOIN audit_logs AS a ON a.id = m.event_id LEFT JOIN users AS u ON u.id = a.on_behalf_of';

const select = `SELECT ${messageColumns} FROM ${messageTables}`;

const keptFor = '90 days';

export const createMessages = (pool: pg.Pool): Messages => ({
  async list(userId, { cursor, limit }) {
    const before = cursor === undefined ? null : decodeIdCursor(cursor);
    const { rows } = await pool.query<Record<string, unknown>>(
      `${select} WHERE m.user_id = $1 AND ${ofKnownKind} AND ($2::uuid IS NULL OR m.id < $2) ORDER BY m.id DESC LIMIT $3`,
      [userId, before, limit + 1],
    );
    return pageById(
      rows.map((row) => messageRow.parse(row)),
      limit,
    );
  },
  async mailChoice(userId) {
    const { rows } = await pool.query<Record<string, unknown>>(
      `SELECT c.kinds, ${quietColumn} FROM mail_choices AS c WHERE c.user_id = $1`,
      [userId],
    );
    return choiceRow.nullable().parse(rows[0] ?? null);
  },
  async unread(userId) {
    const { rows } = await pool.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM messages AS m WHERE m.user_id = $1 AND m.read_at IS NULL AND ${ofKnownKind}`,
      [userId],
    );
    return rows[0]?.count ?? 0;
  },
  async read(userId, { id, andEarlier }) {
    await pool.query(
      `UPDATE messages SET read_at = clock_timestamp()
       WHERE user_id = $1 AND read_at IS NULL AND (id = $2 OR ($3 AND id < $2))`,
      [userId, id, andEarlier],
    );
  },
});

export const forgetMessages = async (pool: pg.Pool): Promise<void> => {
  await pool.query(`DELETE FROM messages WHERE created_at < now() - $1::interval`, [keptFor]);
};
