// Reads the audit trail's rows that pages have to know of, in commit order: on deployments, on the clusters and templates
// that everybody's pages depend on, on what is announced, and on problems, which those who see everything are told of.
import { requestedActions, type SubjectType } from '@portal/domain';
import { type AuditOutcome, auditOutcomeSchema, toldSubjects } from '@portal/types';
import { z } from 'zod';
import type { Queryable } from './connection.ts';
import { type FeedCursor, FIRST_ID, isSettled } from './feed-cursor.ts';

export interface FeedRow extends FeedCursor {
  readonly subjectType: string;
  /** Null for a row on anything else: it says to look again, and no more. */
  readonly deploymentId: string | null;
  readonly action: string;
  readonly outcome: AuditOutcome;
  readonly at: Date;
  /** Whose it was then. */
  readonly ownerThen: string | null;
  readonly teamThen: string | null;
  /** Whose it was then, and is now. */
  readonly ownerId: string | null;
  readonly teamId: string | null;
  /** Whose it was until now, where it was given to somebody else. */
  readonly formerOwnerId: string | null;
  readonly formerTeamId: string | null;
}

const isGivenAway = ({ formerOwnerId }: FeedRow): boolean => formerOwnerId !== null;

export const FEED_PAGE = 500;

const feedRow = z.object({
  xact: z.string().transform(BigInt),
  id: z.string(),
  subjectType: z.string(),
  deploymentId: z.string().nullable(),
  action: z.string(),
  outcome: auditOutcomeSchema,
  at: z.date(),
  ownerThen: z.string().nullable(),
  teamThen: z.string().nullable(),
  ownerId: z.string().nullable(),
  teamId: z.string().nullable(),
  formerOwnerId: z.string().nullable(),
  formerTeamId: z.string().nullable(),
});

const deployments: SubjectType = 'deployment';
/** What may decide who somebody is, whether they are still signed in, and what they may see. */
export const signInSubjects: ReadonlySet<string> = new Set<SubjectType>(['user', 'team', 'role', 'api_token']);
/** To this person: `subject_id` of the word that the database's listeners get, and no row of the trail. */
export const MESSAGE = 'message';
/** What the feed tells of. */
export const feedSubjects: ReadonlySet<string> = new Set(toldSubjects);

const listed = [...feedSubjects].map((type) => `'${type}'`).join(', ');
const isTransfer = `a.action IN ('${requestedActions.transfer}', '${requestedActions.accept}') AND a.outcome = 'succeeded'`;
const select = `SELECT a.xact::text AS xact, a.id, a.action, a.outcome, a.at, a.subject_type AS "subjectType",
  CASE a.subject_type WHEN '${deployments}' THEN a.subject_id END AS "deploymentId",
  a.subject_owner_id AS "ownerThen", a.subject_team_id AS "teamThen",
  CASE WHEN d.owner_id = a.subject_owner_id THEN d.owner_id END AS "ownerId",
  CASE WHEN d.team_id = a.subject_team_id THEN d.team_id END AS "teamId", CASE WHEN ${isTransfer} THEN a.detail ->> 'from' END AS "formerOwnerId",
  CASE WHEN ${isTransfer} THEN a.detail ->> 'fromTeam' END AS "formerTeamId" FROM audit_logs AS a
  LEFT JOIN deployments AS d
    ON d.id = CASE WHEN a.subject_type = '${deployments}' AND a.subject_owner_id IS NOT NULL THEN a.subject_id::uuid END
  WHERE a.subject_type IN (${listed}) AND (a.xact, a.id) > ($1::xid8, $2::uuid)`;
/** The column's own order: a bare `xact` would be the text of the select list, in which 10 comes before 9. */
const inOrder = `ORDER BY a.xact, a.id LIMIT ${FEED_PAGE}`;

const read = async (on: Queryable, text: string, values: readonly string[]): Promise<readonly FeedRow[]> => {
  const { rows } = await on.query<Record<string, unknown>>(text, [...values]);
  return rows.map((row) => feedRow.parse(row));
};

/** Rows after a place, as far as they are settled. */
export const settledRows = (on: Queryable, after: FeedCursor): Promise<readonly FeedRow[]> =>
  read(on, `${select} AND ${isSettled} ${inOrder}`, [String(after.xact), after.id]);

/** Rows between two places; `to` is one that has been read as settled before. */
export const rowsBetween = (on: Queryable, after: FeedCursor, to: FeedCursor): Promise<readonly FeedRow[]> =>
  read(on, `${select} AND (a.xact, a.id) <= ($3::xid8, $4::uuid) ${inOrder}`, [
    String(after.xact),
    after.id,
    String(to.xact),
    to.id,
  ]);

/** Rows that were read earlier, as they would be read now: of a deployment that was given to somebody else those hear whose it was then and is now. */
export const stillTheirs = (earlier: readonly FeedRow[], later: readonly FeedRow[]): readonly FeedRow[] => {
  const transfers = new Map(later.filter(isGivenAway).map((row) => [row.deploymentId, row]));
  if (transfers.size === 0) return earlier;
  return earlier.map((row) => {
    const last = transfers.get(row.deploymentId);
    if (last === undefined) return row;
    const { ownerThen, teamThen } = row;
    return {
      ...row,
      ownerId: last.ownerThen === ownerThen ? ownerThen : null,
      teamId: last.teamThen === teamThen ? teamThen : null,
    };
  });
};

const cursorStanding = z.enum(['unknown', 'whole', 'partial']);

/**
 * `unknown`: from beyond every transaction that there was, so that waiting for what follows would have no end. `partial`: rows left the
 * trail that are younger than the last one that is kept up to there (ids carry the time), whether the feed told of them or not.
 */
export const standingOf = async (on: Queryable, { xact, id }: FeedCursor): Promise<z.infer<typeof cursorStanding>> => {
  const { rows } = await on.query<{ standing: string }>(
    `SELECT CASE WHEN $1::xid8 > pg_snapshot_xmax(pg_current_snapshot()) THEN 'unknown'
      WHEN EXISTS (SELECT FROM audit_erasures AS e WHERE e.hash IS NULL AND e.row_id > COALESCE((SELECT a.id
        FROM audit_logs AS a WHERE (a.xact, a.id) <= ($1::xid8, $2::uuid) ORDER BY a.xact DESC, a.id DESC LIMIT 1), '${FIRST_ID}')) THEN 'partial'
      ELSE 'whole' END AS standing`,
    [String(xact), id],
  );
  return cursorStanding.parse(rows[0]?.standing);
};
