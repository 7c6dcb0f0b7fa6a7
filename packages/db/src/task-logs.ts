// Logs of tasks that are under way as they were last read: for everybody who follows one, whichever process they ask.
import type { TaskLogRecord, TaskLogs } from '@portal/domain';
import { faultSchema } from '@portal/types';
import type pg from 'pg';
import { z } from 'zod';
import { fitFault, fitLogLines } from './bounds.ts';

const taskLogRow = z.object({
  askedAt: z.date(),
  upid: z.string().nullable(),
  lines: z.array(z.string()),
  total: z.int(),
  reason: faultSchema.nullable(),
}) satisfies z.ZodType<TaskLogRecord>;

export const createTaskLogs = (pool: pg.Pool): TaskLogs => ({
  async read(deploymentId) {
    const { rows } = await pool.query<Record<string, unknown>>(
      `SELECT asked_at AS "askedAt", upid, lines, total, reason FROM task_logs WHERE deployment_id = $1`,
      [deploymentId],
    );
    return rows[0] === undefined ? null : taskLogRow.parse(rows[0]);
  },
  async save(deploymentId, { askedAt, upid, lines, total, reason }) {
    await pool.query(
      `INSERT INTO task_logs (deployment_id, asked_at, upid, lines, total, reason) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (deployment_id) DO UPDATE SET
         asked_at = excluded.asked_at, upid = excluded.upid, lines = excluded.lines, total = excluded.total, reason = excluded.reason`,
      [deploymentId, askedAt, upid, fitLogLines(lines), total, fitFault(reason)],
    );
  },
});
