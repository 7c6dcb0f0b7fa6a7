// What the database tells of itself, of the job queue and of the workers. The queue's tables let only their owner in: a function of the
// owner's (`portal_health`) counts them.
import type { HealthReader } from '@portal/domain';
import { problemCodeSchema } from '@portal/types';
import type pg from 'pg';
import { z } from 'zod';

const moment = z.date().nullable();

const figuresRow = z.object({
  sizeMiB: z.int(),
  connections: z.int(),
  mostConnections: z.int(),
  waiting: z.int(),
  oldestDueAt: moment,
  inHand: z.int(),
  givenUp: z.int(),
  lastMinuteAt: moment,
  claims: z.int(),
  feedSentAt: moment,
  now: z.date(),
});
const problemsRow = z.object({ code: problemCodeSchema, count: z.int() });

const figures = `
  SELECT h.size_mib AS "sizeMiB", h.connections, h.most_connections AS "mostConnections", h.waiting, h.oldest_due_at AS "oldestDueAt",
    h.in_hand AS "inHand", h.given_up AS "givenUp", h.last_minute_at AS "lastMinuteAt",
    (SELECT count(*)::int FROM claims WHERE expires_at > clock_timestamp()) AS claims,
    (SELECT at FROM audit_checkpoints WHERE target = 'feed') AS "feedSentAt", clock_timestamp() AS now
  FROM portal_health() AS h`;
const problems = 'SELECT code, count(*)::int AS count FROM problems WHERE resolved_at IS NULL GROUP BY code';

export const createHealthReader = (pool: pg.Pool): HealthReader => ({
  read: async () => {
    const [found, open] = await Promise.all([
      pool.query<Record<string, unknown>>(figures),
      pool.query<Record<string, unknown>>(problems),
    ]);
    const row = figuresRow.parse(found.rows[0]);
    const { sizeMiB, connections, mostConnections, lastMinuteAt, claims, feedSentAt, now, ...queue } = row;
    return {
      database: { sizeMiB, connections, mostConnections, now },
      queue,
      worker: { lastMinuteAt, claims },
      feedSentAt,
      openProblems: open.rows.map((problem) => problemsRow.parse(problem)),
    };
  },
});
