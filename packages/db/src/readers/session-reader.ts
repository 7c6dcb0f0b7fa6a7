// Where a person is signed in.
import type { SessionReader } from '@portal/domain';
import type pg from 'pg';
import { z } from 'zod';

const sessionRow = z.object({
  id: z.string(),
  userAgent: z.string().nullable(),
  address: z.string().nullable(),
  startedAt: z.date(),
  lastSeenAt: z.date(),
  endsAt: z.date(),
});

export const createSessionReader = (pool: pg.Pool): SessionReader => ({
  ofPerson: async (userId) => {
    const { rows } = await pool.query<Record<string, unknown>>(
      `SELECT id, nullif(user_agent, '') AS "userAgent", nullif(ip_address, '') AS address, created_at AS "startedAt",
         updated_at AS "lastSeenAt", expires_at AS "endsAt"
       FROM sessions WHERE user_id = $1 AND expires_at > now() ORDER BY updated_at DESC, id DESC`,
      [userId],
    );
    return rows.map((row) => sessionRow.parse(row));
  },
});
