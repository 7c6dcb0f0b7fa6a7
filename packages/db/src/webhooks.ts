// Webhooks, what is on its way to them and what came of it.
import {
  type DeliveryRecord,
  StaleVersionError,
  type WebhookReader,
  type WebhookRow,
  type Write,
} from '@portal/domain';
import { chatFormats, teamChatKinds, webhookFaults } from '@portal/types';
import type pg from 'pg';
import { z } from 'zod';
import type { Queryable } from './connection.ts';
import { auditColumns, auditRow, entryOf } from './readers/audit-reader.ts';
import type { Client } from './readers/by-key.ts';
import { decodeIdCursor, pageById } from './readers/cursors.ts';
import { isUuid } from './uuid.ts';

/** All of its columns, or none; a kind of another release is left out. */
export const chatRow = z
  .object({
    format: z.enum(chatFormats),
    teamId: z.string(),
    kinds: z.array(z.string()).transform((kinds) => teamChatKinds.filter((kind) => kinds.includes(kind))),
    locale: z.string(),
    timeZone: z.string(),
  })
  .nullable();
export const chatColumn = `CASE WHEN w.chat_format IS NOT NULL THEN json_build_object('format', w.chat_format, 'teamId', w.chat_team_id,
    'kinds', w.chat_kinds, 'locale', w.chat_locale, 'timeZone', w.chat_time_zone) END AS chat`;

const webhookRow = z.object({
  id: z.string(),
  version: z.int(),
  name: z.string(),
  url: z.string(),
  sealedUrl: z.string().nullable(),
  chat: chatRow,
  actions: z.array(z.string()).nullable(),
  enabled: z.boolean(),
  sealedSecrets: z.array(z.string()),
  rotatingUntil: z.date().nullable(),
  createdAt: z.date(),
  updatedAt: z.date(),
  removedAt: z.date().nullable(),
}) satisfies z.ZodType<WebhookRow>;

const select = `SELECT w.id, w.version, w.name, w.url, w.sealed_url AS "sealedUrl", w.actions, ${chatColumn}, w.enabled, w.sealed_secrets AS "sealedSecrets",
    w.rotating_until AS "rotatingUntil", w.created_at AS "createdAt", w.updated_at AS "updatedAt", w.removed_at AS "removedAt"
  FROM webhooks AS w`;

export const webhookById = async (client: Client, id: string): Promise<WebhookRow | null> => {
  if (!isUuid(id)) return null;
  const [row] = await client.$queryRawUnsafe<unknown[]>(`${select} WHERE w.id = $1::uuid AND w.removed_at IS NULL`, id);
  return row === undefined ? null : webhookRow.parse(row);
};

export const deliveryMadeAt = async (client: Client, webhookId: string, id: string): Promise<Date | null> => {
  if (!isUuid(id)) return null;
  const found = await client.webhookDelivery.findFirst({ where: { id, webhookId }, select: { createdAt: true } });
  return found?.createdAt ?? null;
};

const deliveryRow = z
  .object({
    deliveryId: z.string(),
    attempts: z.int(),
    createdAt: z.date(),
    triedAt: z.date().nullable(),
    nextAt: z.date().nullable(),
    deliveredAt: z.date().nullable(),
    status: z.int().nullable(),
    fault: z.enum(webhookFaults).nullable(),
    answer: z.string().nullable(),
  })
  .extend(auditRow.shape)
  .transform(
    ({
      deliveryId: id,
      attempts,
      createdAt,
      triedAt,
      nextAt,
      deliveredAt,
      status,
      fault,
      answer,
      ...entry
    }): DeliveryRecord => ({
      ...{ id, attempts, createdAt, triedAt, nextAt, deliveredAt, status, fault, answer },
      entry: entryOf(entry),
    }),
  );

const keptFor = '30 days';

export const createWebhookReader = (pool: pg.Pool): WebhookReader => ({
  async webhooks() {
    const { rows } = await pool.query<Record<string, unknown>>(
      `${select} WHERE w.removed_at IS NULL ORDER BY w.name, w.id`,
    );
    return rows.map((row) => webhookRow.parse(row));
  },
  async webhook(id) {
    if (!isUuid(id)) return null;
    const { rows } = await pool.query<Record<string, unknown>>(`${select} WHERE w.id = $1`, [id]);
    return rows[0] === undefined ? null : webhookRow.parse(rows[0]);
  },
  async deliveries({ id, cursor, limit }) {
    const before = cursor === undefined ? null : decodeIdCursor(cursor);
    const { rows } = await pool.query<Record<string, unknown>>(
      `SELECT d.id AS "deliveryId", d.attempts, d.created_at AS "createdAt", d.tried_at AS "triedAt", d.next_at AS "nextAt",
         d.delivered_at AS "deliveredAt", d.status, d.fault, d.answer, ${auditColumns}
       FROM webhook_deliveries AS d JOIN audit_logs AS a ON a.id = d.event_id
       WHERE d.webhook_id = $1 AND ($2::uuid IS NULL OR d.id < $2) ORDER BY d.id DESC LIMIT $3`,
      [id, before, limit + 1],
    );
    return pageById(
      rows.map((row) => deliveryRow.parse(row)),
      limit,
    );
  },
});

export const forgetDeliveries = async (on: Queryable): Promise<void> => {
  await on.query(`DELETE FROM webhook_deliveries WHERE created_at < now() - interval '${keptFor}'`);
};

type WriteOf<Kind extends Write['kind']> = Extract<Write, { readonly kind: Kind }>;

const expectOne = (count: number): void => {
  if (count !== 1) throw new StaleVersionError();
};

/** Prisma writes no null into a list. */
export const webhookWriters = {
  'webhook.insert': async (client: Client, { row }: WriteOf<'webhook.insert'>): Promise<void> => {
    const { id, version, name, url, sealedUrl, actions, chat, enabled, sealedSecrets, createdAt, updatedAt } = row;
    // It is told of what the database dates from then on: a clock that goes ahead of the database's hides nothing from it.
    await client.$executeRaw`
      INSERT INTO webhooks (id, version, name, url, sealed_url, actions, chat_format, chat_team_id, chat_kinds, chat_locale, chat_time_zone,
        enabled, sealed_secrets, created_at, updated_at)
      VALUES (${id}::uuid, ${version}, ${name}, ${url}, ${sealedUrl}, ${actions}::text[], ${chat?.format}, ${chat?.teamId}::uuid,
        ${chat?.kinds}::text[], ${chat?.locale}, ${chat?.timeZone},
        ${enabled}, ${sealedSecrets}::text[], least(${createdAt}, clock_timestamp()), ${updatedAt})`;
  },
  'webhook.update': async (client: Client, { row, read }: WriteOf<'webhook.update'>): Promise<void> => {
    const { id, version, name, url, sealedUrl, actions, chat, enabled, sealedSecrets, rotatingUntil, updatedAt } = row;
    expectOne(
      await client.$executeRaw`
        UPDATE webhooks SET version = ${version}, name = ${name}, url = ${url}, sealed_url = ${sealedUrl}, actions = ${actions}::text[],
          chat_format = ${chat?.format}, chat_team_id = ${chat?.teamId}::uuid, chat_kinds = ${chat?.kinds}::text[],
          chat_locale = ${chat?.locale}, chat_time_zone = ${chat?.timeZone}, enabled = ${enabled},
          sealed_secrets = ${sealedSecrets}::text[], rotating_until = ${rotatingUntil}, updated_at = ${updatedAt}, removed_at = ${row.removedAt}
        WHERE id = ${id}::uuid AND version = ${read.version}`,
    );
  },
  'delivery.again': async (client: Client, { id, webhookId }: WriteOf<'delivery.again'>): Promise<void> => {
    const data = { attempts: 0, nextAt: new Date(), deliveredAt: null };
    expectOne((await client.webhookDelivery.updateMany({ where: { id, webhookId }, data })).count);
  },
};
