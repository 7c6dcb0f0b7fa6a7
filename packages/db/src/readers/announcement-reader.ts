// What administrators have to say to everybody: a few rows, asked for by every page.
import type { AnnouncementReader, AnnouncementRow } from '@portal/domain';
import { announcementKindSchema } from '@portal/types';
import type pg from 'pg';
import { z } from 'zod';
import { isUuid } from '../uuid.ts';

const announcementRow = z.object({
  id: z.string(),
  kind: announcementKindSchema,
  text: z.string(),
  startsAt: z.date(),
  endsAt: z.date(),
  createdAt: z.date(),
  withdrawnAt: z.date().nullable(),
}) satisfies z.ZodType<AnnouncementRow>;

const select = `SELECT id, kind, text, starts_at AS "startsAt", ends_at AS "endsAt", created_at AS "createdAt",
    withdrawn_at AS "withdrawnAt" FROM announcements`;

export const createAnnouncementReader = (pool: pg.Pool): AnnouncementReader => ({
  open: async (now, limit) => {
    const { rows } = await pool.query<Record<string, unknown>>(
      `${select} WHERE withdrawn_at IS NULL AND ends_at > $1 ORDER BY starts_at, id LIMIT $2`,
      [now, limit],
    );
    return rows.map((row) => announcementRow.parse(row));
  },
  byId: async (id) => {
    if (!isUuid(id)) return null;
    const { rows } = await pool.query<Record<string, unknown>>(`${select} WHERE id = $1`, [id]);
    return rows[0] === undefined ? null : announcementRow.parse(rows[0]);
  },
});
