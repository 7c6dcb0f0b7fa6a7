// The audit trail as the outbox of messages.
import { type Addressee, canaryOwnerId, type FollowedEvent, type NewMessage, type Outbox } from '@portal/domain';
import { auditOutcomeSchema, roleSchema } from '@portal/types';
import type pg from 'pg';
import { z } from 'zod';
import type { Queryable } from './connection.ts';
import { MESSAGE } from './feed-rows.ts';
import { followPage } from './followed-trail.ts';
import { knownKinds } from './messages.ts';

const followedRow = z.object({
  id: z.string(),
  action: z.string(),
  outcome: auditOutcomeSchema,
  by: z.string().nullable(),
  ownerId: z.string().nullable(),
  /** Null of what nobody follows. */
  detail: z.record(z.string(), z.json()).nullable(),
});

const columns = `a.action, a.outcome, a.subject_owner_id AS "ownerId",
    CASE a.actor_kind WHEN 'user' THEN a.actor_id ELSE a.on_behalf_of::text END AS by,
    CASE WHEN a.action = ANY ($3) THEN a.detail END AS detail`;

const addressee = z.object({
  userId: z.string(),
  isPerson: z.boolean(),
  teamId: z.string().nullable(),
  role: roleSchema,
  mailedKinds: knownKinds.nullable(),
  customRole: z.object({ id: z.string(), name: z.string(), scopes: z.array(z.string()) }).nullable(),
}) satisfies z.ZodType<Addressee>;

const peopleIn = async (on: Queryable): Promise<readonly Addressee[]> => {
  const { rows } = await on.query<Record<string, unknown>>(
    `SELECT u.id AS "userId", u.kind <> 'service' AS "isPerson", u.team_id AS "teamId", u.role, CASE u.kind WHEN 'service' THEN '{}' ELSE c.kinds END AS "mailedKinds",
       CASE WHEN r.id IS NOT NULL THEN json_build_object('id', r.id, 'name', r.name, 'scopes', r.scopes) END AS "customRole"
     FROM users AS u LEFT JOIN custom_roles AS r ON r.id = u.custom_role_id LEFT JOIN mail_choices AS c ON c.user_id = u.id
     WHERE u.disabled_at IS NULL AND u.id <> $1`,
    [canaryOwnerId],
  );
  return rows.map((row) => addressee.parse(row));
};

const insert = async (on: Queryable, messages: readonly NewMessage[]): Promise<void> => {
  if (messages.length === 0) return;
  await on.query(
    `WITH given AS (SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::bool[]) AS g (event_id, user_id, kind, mailed)),
     made AS (
       INSERT INTO messages (event_id, user_id, kind) SELECT event_id, user_id, kind FROM given
       ON CONFLICT (event_id, user_id) DO NOTHING RETURNING id, event_id, user_id),
     mails AS (
       INSERT INTO message_mails (message_id) SELECT made.id FROM made JOIN given USING (event_id, user_id) WHERE given.mailed)
     SELECT pg_notify('portal_changes', json_build_object('id', user_id, 'subjectType', $5::text, 'subjectId', user_id)::text)
     FROM made GROUP BY user_id`,
    [
      messages.map(({ eventId }) => eventId),
      messages.map(({ userId }) => userId),
      messages.map(({ kind }) => kind),
      messages.map(({ mailed }) => mailed),
      MESSAGE,
    ],
  );
};

export const createOutbox = (pool: pg.Pool): Outbox => ({
  advance: (actions, write) =>
    followPage(pool, {
      follower: 'messages',
      columns,
      parameters: [actions],
      row: followedRow,
      async write(on, rows) {
        const events = rows.flatMap(({ detail, ...row }): FollowedEvent[] =>
          detail === null ? [] : [{ ...row, detail }],
        );
        if (events.length > 0) await insert(on, write(events, await peopleIn(on)));
      },
    }),
});
