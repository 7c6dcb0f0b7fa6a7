// Reads the audit trail's rows that pages have to know of, in commit order: on deployments, on the clusters and templates
// that everybody's pages depend on, on what is announced, and on problems, which those who see everything are told of.
import { requestedActions, type SubjectType } from '@portal/domain';
import { type AuditOutcome, auditOutcomeSchema } from '@portal/types';
import type pg from 'pg';
import { z } from 'zod';
import type { FeedCursor } from './feed-cursor.ts';

export interface FeedRow extends FeedCursor {
  readonly subjectType: string;
  /** Null for a row on anything else: it says to look again, and no more. */
  readonly deploymentId: string | null;
  readonly action: string;
  readonly outcome: AuditOutcome;
  readonly at: Date;
  readonly ownerId: string | null;
  readonly teamId: string | null;
  /** Whose it was until now, where it was given to somebody else. */
  readonly formerOwnerId: string | null;
  readonly formerTeamId: string | null;
}

export const FEED_PAGE = 500;

const feedRow = z.object({
  xact: z.string().transform(BigInt),
  id: z.string(),
  subjectType: z.string(),
  deploymentId: z.string().nullable(),
  action: z.string(),
  outcome: auditOutcomeSchema,
  at: z.date(),
  ownerId: z.string().nullable(),
  teamId: z.string().nullable(),
  formerOwnerId: z.string().nullable(),
  formerTeamId: z.string().nullable(),
});

const sharedSubjects: readonly SubjectType[] = ['cluster', 'template', 'problem', 'announcement'];
const deployments: SubjectType = 'deployment';
/** What may decide who somebody is, whether they are still signed in, and what they may see. */
export const signInSubjects: ReadonlySet<string> = new Set<SubjectType>(['user', 'team', 'role', 'api_token']);
/** What the feed tells of. */
export const feedSubjects: ReadonlySet<string> = new Set([deployments, ...sharedSubjects]);

const listed = [...feedSubjects].map((type) => `'${type}'`).join(', ');
const isTransfer = `action IN ('${requestedActions.transfer}', '${requestedActions.accept}') AND outcome = 'succeeded'`;
const select = `SELECT xact::text AS xact, id, action, outcome, at, subject_type AS "subjectType",
  CASE subject_type WHEN '${deployments}' THEN subject_id END AS "deploymentId",
  subject_owner_id AS "ownerId", subject_team_id AS "teamId", CASE WHEN ${isTransfer} THEN detail ->> 'from' END AS "formerOwnerId",
  CASE WHEN ${isTransfer} THEN detail ->> 'fromTeam' END AS "formerTeamId" FROM audit_logs
  WHERE subject_type IN (${listed}) AND (xact, id) > ($1::xid8, $2::uuid)`;
/** The column's own order: a bare `xact` would be the text of the select list, in which 10 comes before 9. */
const inOrder = `ORDER BY audit_logs.xact, audit_logs.id LIMIT ${FEED_PAGE}`;

type Queryable = Pick<pg.ClientBase, 'query'>;

const read = async (on: Queryable, text: string, values: readonly string[]): Promise<readonly FeedRow[]> => {
  const { rows } = await on.query<Record<string, unknown>>(text, [...values]);
  return rows.map((row) => feedRow.parse(row));
};

/**
 * Rows after a place that can no longer be preceded by a row still to be committed: those of transactions older than
 * every one that is still running.
 */
export const settledRows = (on: Queryable, after: FeedCursor): Promise<readonly FeedRow[]> =>
  read(on, `${select} AND xact < pg_snapshot_xmin(pg_current_snapshot()) ${inOrder}`, [String(after.xact), after.id]);

/** Rows between two places; `to` is one that has been read as settled before. */
export const rowsBetween = (on: Queryable, after: FeedCursor, to: FeedCursor): Promise<readonly FeedRow[]> =>
  read(on, `${select} AND (xact, id) <= ($3::xid8, $4::uuid) ${inOrder}`, [
    String(after.xact),
    after.id,
    String(to.xact),
    to.id,
  ]);

/** The oldest transaction that is still running: where a feed without a past begins. */
export const oldestRunning = async (on: Queryable): Promise<bigint> => {
  const { rows } = await on.query<{ xmin: string }>('SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS xmin');
  return BigInt(rows[0]?.xmin ?? 0);
};
