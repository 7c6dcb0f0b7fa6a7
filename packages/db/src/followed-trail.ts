// The audit trail as an outbox: followed in commit order from where it was followed to, which is kept in one transaction with whatever is made of
// a page. Two followers of one name take turns on the row of the cursor; whoever comes second goes on behind the first.
import type pg from 'pg';
import { z } from 'zod';
import type { Queryable } from './connection.ts';
import { isSettled } from './feed-cursor.ts';
import { inTransaction } from './in-transaction.ts';

const PAGE = 500;

const place = z.object({ xact: z.string(), id: z.string() });

interface Followed<Row> {
  readonly follower: 'messages' | 'webhooks';
  /** Of `audit_logs AS a`, beside its place; from `$3` on they may ask for parameters. */
  readonly columns: string;
  readonly parameters?: readonly unknown[];
  readonly row: z.ZodType<Row>;
  readonly write: (on: Queryable, rows: readonly Row[]) => Promise<void>;
}

/** Answers how many rows there were: none at the end. What is not settled yet is left for the next time. */
export const followPage = <Row>(
  pool: pg.Pool,
  { follower, columns, parameters = [], row, write }: Followed<Row>,
): Promise<number> =>
  inTransaction(pool, async (on) => {
    const cursor = await on.query<Record<string, unknown>>(
      'SELECT xact::text AS xact, id FROM feed_cursors WHERE follower = $1 FOR UPDATE',
      [follower],
    );
    const { xact, id } = place.parse(cursor.rows[0]);
    const { rows } = await on.query<Record<string, unknown>>(
      `SELECT a.xact::text AS xact, a.id, ${columns} FROM audit_logs AS a
       WHERE (a.xact, a.id) > ($1::xid8, $2::uuid) AND ${isSettled}
       ORDER BY a.xact, a.id LIMIT ${PAGE}`,
      [xact, id, ...parameters],
    );
    if (rows.length === 0) return 0;
    await write(
      on,
      rows.map((one) => row.parse(one)),
    );
    const last = place.parse(rows.at(-1));
    await on.query('UPDATE feed_cursors SET xact = $2::xid8, id = $3 WHERE follower = $1', [
      follower,
      last.xact,
      last.id,
    ]);
    return rows.length;
  });
