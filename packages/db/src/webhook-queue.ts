// Deliveries to webhooks: made of the audit trail, taken to be sent, and what came of it.
import type { DueDelivery, NewDelivery, WebhookOutbox, WebhookQueue } from '@portal/domain';
import { auditOutcomeSchema } from '@portal/types';
import type pg from 'pg';
import { z } from 'zod';
import type { Queryable } from './connection.ts';
import { followPage } from './followed-trail.ts';
import { auditColumns, auditRow, entryOf } from './readers/audit-reader.ts';
import { chatColumn, chatRow } from './webhooks.ts';

const toldRow = z.object({
  id: z.string(),
  at: z.date(),
  action: z.string(),
  subjectType: z.string(),
  subjectId: z.string(),
  teamId: z.string().nullable(),
  outcome: auditOutcomeSchema,
  detail: z.record(z.string(), z.json()),
});
const subscriberRow = z.object({
  id: z.string(),
  actions: z.array(z.string()).nullable(),
  chat: chatRow,
  enabled: z.boolean(),
  createdAt: z.date(),
});

/** In their order, which is the trail’s. */
const insert = async (on: Queryable, deliveries: readonly NewDelivery[]): Promise<void> => {
  if (deliveries.length === 0) return;
  await on.query(
    `INSERT INTO webhook_deliveries (webhook_id, event_id, subject_id)
     SELECT webhook_id, event_id, subject_id
     FROM unnest($1::uuid[], $2::uuid[], $3::text[]) WITH ORDINALITY AS g (webhook_id, event_id, subject_id, nth) ORDER BY nth
     ON CONFLICT (webhook_id, event_id) DO NOTHING`,
    [
      deliveries.map(({ webhookId }) => webhookId),
      deliveries.map(({ eventId }) => eventId),
      deliveries.map(({ subjectId }) => subjectId),
    ],
  );
};

export const createWebhookOutbox = (pool: pg.Pool): WebhookOutbox => ({
  advance: (write) =>
    followPage(pool, {
      follower: 'webhooks',
      columns:
        'a.at, a.action, a.subject_type AS "subjectType", a.subject_id AS "subjectId", a.subject_team_id AS "teamId", a.outcome, a.detail',
      row: toldRow,
      async write(on, events) {
        const { rows } = await on.query<Record<string, unknown>>(
          `SELECT w.id, w.actions, ${chatColumn}, w.enabled, w.created_at AS "createdAt" FROM webhooks AS w WHERE w.removed_at IS NULL`,
        );
        await insert(
          on,
          write(
            events,
            rows.map((row) => subscriberRow.parse(row)),
          ),
        );
      },
    }),
});

const dueRow = z
  .object({
    deliveryId: z.string(),
    attempts: z.int(),
    ownerName: z.string().nullable(),
    teamId: z.string().nullable(),
    webhookId: z.string(),
    name: z.string(),
    url: z.string(),
    sealedUrl: z.string().nullable(),
    chat: chatRow,
    sealedSecrets: z.array(z.string()),
    rotatingUntil: z.date().nullable(),
  })
  .extend(auditRow.shape)
  .transform(({ deliveryId, attempts, ownerName, teamId, webhookId, ...row }): DueDelivery => {
    const { name, url, sealedUrl, chat, sealedSecrets, rotatingUntil, ...entry } = row;
    return {
      ...{ id: deliveryId, attempts, ownerName, teamId },
      webhook: { id: webhookId, name, url, sealedUrl, chat, sealedSecrets, rotatingUntil },
      entry: entryOf(entry),
    };
  });

/** For whoever took it: longer than any request lasts. */
const takenFor = '1 minute';

const take = `WITH taken AS (
    SELECT d.id FROM webhooks AS w CROSS JOIN LATERAL (
      SELECT one.id, one.next_at FROM webhook_deliveries AS one
      WHERE one.webhook_id = w.id AND one.next_at <= now() AND NOT EXISTS (
        SELECT FROM webhook_deliveries AS earlier
        WHERE earlier.webhook_id = one.webhook_id AND earlier.subject_id = one.subject_id AND earlier.next_at IS NOT NULL
          AND earlier.place < one.place)
      ORDER BY one.place LIMIT 1 FOR UPDATE OF one SKIP LOCKED) AS d
    WHERE w.enabled AND w.removed_at IS NULL AND w.id <> ALL ($2::uuid[])
    ORDER BY d.next_at LIMIT $1),
  begun AS (
    UPDATE webhook_deliveries AS d SET attempts = d.attempts + 1, tried_at = clock_timestamp(),
      next_at = clock_timestamp() + interval '${takenFor}'
    FROM taken WHERE d.id = taken.id RETURNING d.*)
  SELECT d.id AS "deliveryId", d.attempts, w.id AS "webhookId", w.name, w.url, w.sealed_url AS "sealedUrl", ${chatColumn},
    w.sealed_secrets AS "sealedSecrets", w.rotating_until AS "rotatingUntil",
    (SELECT o.name FROM users AS o WHERE o.id = a.subject_owner_id) AS "ownerName", a.subject_team_id AS "teamId",
    ${auditColumns}
  FROM begun AS d JOIN webhooks AS w ON w.id = d.webhook_id JOIN audit_logs AS a ON a.id = d.event_id ORDER BY d.place`;

/** One that cannot be read otherwise keeps no other from theirs. */
const takenRow = z
  .object({ deliveryId: z.string(), attempts: z.int(), webhookId: z.string() })
  .transform(({ deliveryId: id, attempts, webhookId }) => ({ id, attempts, webhook: { id: webhookId } }));

/** What the table takes. */
const longestAnswer = 1_024;

/** As long as it is that try that is under way. */
const isTaken = 'id = $1 AND attempts = $2 AND next_at IS NOT NULL';

export const createWebhookQueue = (pool: pg.Pool): WebhookQueue => ({
  async take(most, except) {
    if (most <= 0) return [];
    const { rows } = await pool.query<Record<string, unknown>>(take, [most, except]);
    return rows.map((row) => {
      const { success, data, error } = dueRow.safeParse(row);
      return success ? data : { ...takenRow.parse(row), error };
    });
  },
  async delivered({ id, attempts }, { status, answer }) {
    await pool.query(
      `UPDATE webhook_deliveries SET next_at = NULL, delivered_at = clock_timestamp(), status = $3, fault = NULL, answer = $4 WHERE ${isTaken}`,
      [id, attempts, status, answer.slice(0, longestAnswer)],
    );
  },
  async failed({ id, attempts }, { status, fault, answer }, nextAt) {
    await pool.query(
      `UPDATE webhook_deliveries SET next_at = $3, status = $4, fault = $5, answer = $6 WHERE ${isTaken}`,
      [id, attempts, nextAt, status, fault, answer.slice(0, longestAnswer)],
    );
  },
  async giveBack({ id, attempts }) {
    await pool.query(
      `UPDATE webhook_deliveries SET attempts = attempts - 1, next_at = clock_timestamp() WHERE ${isTaken}`,
      [id, attempts],
    );
  },
  async isSilentSince(webhookId, since) {
    const { rows } = await pool.query<{ silent: boolean }>(
      `SELECT EXISTS (SELECT FROM webhook_deliveries AS d JOIN webhooks AS w ON w.id = d.webhook_id
           WHERE w.id = $1 AND d.next_at IS NULL AND d.delivered_at IS NULL AND coalesce(d.fault, '') NOT IN ('internal', 'outdated')
             AND d.created_at <= $2 AND d.created_at > greatest(w.updated_at,
               (SELECT max(taken.delivered_at) FROM webhook_deliveries AS taken WHERE taken.webhook_id = w.id))) AS silent`,
      [webhookId, since],
    );
    return rows[0]?.silent === true;
  },
});
