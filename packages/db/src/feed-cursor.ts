// A place in the audit trail's commit order: transaction first, then row. Bigger transaction numbers may commit before
// smaller ones, so a place is only read up to where no smaller one can still appear (see feed-hub.ts).
import type { Queryable } from './connection.ts';
import { isUuid } from './uuid.ts';

export interface FeedCursor {
  readonly xact: bigint;
  readonly id: string;
}

export const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/**
 * Of `audit_logs AS a`: rows that can no longer be preceded by a row still to be committed, those of transactions older than every one
 * that is still running.
 */
export const isSettled = 'a.xact < pg_snapshot_xmin(pg_current_snapshot())';

/** The oldest transaction that is still running: where a feed without a past begins. */
export const oldestRunning = async (on: Queryable): Promise<bigint> => {
  const { rows } = await on.query<{ xmin: string }>('SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS xmin');
  return BigInt(rows[0]?.xmin ?? 0);
};

/** Before every row of this transaction and of all later ones. */
export const startOf = (xact: bigint): FeedCursor => ({ xact, id: FIRST_ID });

export const isAfter = (a: FeedCursor, b: FeedCursor): boolean => (a.xact === b.xact ? a.id > b.id : a.xact > b.xact);

export const encodeFeedCursor = ({ xact, id }: FeedCursor): string => `${xact}.${id}`;

/** Null for text that is no cursor. */
export const decodeFeedCursor = (text: string): FeedCursor | null => {
  const match = /^(\d{1,19})\.(.{36})$/.exec(text);
  const [, xact = '', id = ''] = match ?? [];
  return match === null || !isUuid(id) ? null : { xact: BigInt(xact), id: id.toLowerCase() };
};
