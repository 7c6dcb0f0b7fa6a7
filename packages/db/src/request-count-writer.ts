// Adds what a process counted of requests to what all of them counted, in one statement.
import type { Log, RequestCounts } from '@portal/domain';
import { rateLimitWindowSeconds } from '@portal/types';
import type pg from 'pg';
import { z } from 'zod';
import { MemoryCounts, type MemoryCountsOptions } from './request-counts.ts';

const settledRow = z.object({ subject: z.string(), used: z.int(), endsInMs: z.number() });

/** In one order for everybody. A window begins with the first request after the one before has ended. */
const addCounts = `
  INSERT INTO request_counts AS c (subject, used, ends_at)
  SELECT g.subject, g.used, now() + make_interval(secs => $3)
  FROM unnest($1::text[], $2::int[]) AS g (subject, used) ORDER BY g.subject
  ON CONFLICT (subject) DO UPDATE SET
    used = CASE WHEN c.ends_at <= now() THEN excluded.used ELSE c.used + excluded.used END,
    ends_at = CASE WHEN c.ends_at <= now() THEN excluded.ends_at ELSE c.ends_at END
  RETURNING subject, used, (extract(epoch FROM ends_at - now()) * 1000)::float8 AS "endsInMs"`;

const settleOn =
  (pool: pg.Pool): MemoryCountsOptions['settle'] =>
  async (counts) => {
    const { rows } = await pool.query<Record<string, unknown>>({
      name: 'portal_request_counts',
      text: addCounts,
      values: [counts.map(({ subject }) => subject), counts.map(({ count }) => count), rateLimitWindowSeconds],
    });
    return rows.map((row) => settledRow.parse(row));
  };

/** Rows that are being counted on meanwhile stay for the next time. */
const forgetCounts = `
  DELETE FROM request_counts WHERE subject IN (
    SELECT subject FROM request_counts WHERE ends_at < now() ORDER BY subject FOR UPDATE SKIP LOCKED)`;

/** `settle` writes what is left in memory; `forget` removes what no limit is held against any more. */
export const createRequestCounts = (
  pool: pg.Pool,
  log: Log,
): {
  readonly requestCounts: RequestCounts;
  readonly settle: () => Promise<void>;
  readonly forget: () => Promise<void>;
} => {
  const counts = new MemoryCounts({ now: () => performance.now(), settle: settleOn(pool), log });
  return {
    requestCounts: counts,
    settle: () => counts.close(),
    forget: async () => {
      await pool.query(forgetCounts);
    },
  };
};
