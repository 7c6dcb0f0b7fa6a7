// Live figures of VMs as they were last read: for everybody who looks within the next moment, whichever process they ask.
import type { FiguresRecord, GuestFigures } from '@portal/domain';
import { faultSchema, figurePointSchema } from '@portal/types';
import type pg from 'pg';
import { z } from 'zod';
import { fitFault } from './bounds.ts';

const figuresRow = z.object({
  askedAt: z.date(),
  readAt: z.date().nullable(),
  points: z.array(figurePointSchema),
  reason: faultSchema.nullable(),
}) satisfies z.ZodType<FiguresRecord>;

export const createGuestFigures = (pool: pg.Pool): GuestFigures => ({
  async read(deploymentId, timeframe) {
    const { rows } = await pool.query<Record<string, unknown>>(
      `SELECT asked_at AS "askedAt", read_at AS "readAt", points, reason FROM guest_figures
       WHERE deployment_id = $1 AND timeframe = $2`,
      [deploymentId, timeframe],
    );
    return rows[0] === undefined ? null : figuresRow.parse(rows[0]);
  },
  async save(deploymentId, timeframe, { askedAt, readAt, points, reason }) {
    await pool.query(
      `INSERT INTO guest_figures (deployment_id, timeframe, asked_at, read_at, points, reason)
       VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (deployment_id, timeframe) DO UPDATE SET
         asked_at = excluded.asked_at, read_at = excluded.read_at, points = excluded.points, reason = excluded.reason`,
      [deploymentId, timeframe, askedAt, readAt, JSON.stringify(points), fitFault(reason)],
    );
  },
});
