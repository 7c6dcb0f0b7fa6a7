// Messages on their way by mail.
import type { DueMail, MailChoiceWrite, MailQueue, MailRetryWrite } from '@portal/domain';
import { roleSchema, unaddressedLocale } from '@portal/types';
import type pg from 'pg';
import { z } from 'zod';
import { Prisma } from './generated/client.ts';
import { messageColumns, messageRow, messageTables, ofKnownKind, quietColumn, quietHours } from './messages.ts';
import type { Client } from './readers/by-key.ts';

const dueRow = messageRow
  .extend({
    to: z.string(),
    role: roleSchema,
    locale: z.string().nullable(),
    timeZone: z.string().nullable(),
    quietHours,
    attempts: z.int(),
  })
  .transform(
    ({ to, role, locale, timeZone, quietHours, attempts, ...message }): DueMail => ({
      ...{ message, to, role, quietHours, attempts },
      reader: { locale: locale ?? unaddressedLocale, ...(timeZone !== null && { timeZone }) },
    }),
  );

/** What is older may be true no more. Counted from `now()`, one moment for all rows: by a clock read anew for each no index is searched. */
const worthFor = '1 day';
const worthSending = `m.created_at > now() - interval '${worthFor}' AND p.disabled_at IS NULL AND ${ofKnownKind}`;
const isGivenUp = `q.next_at IS NULL AND q.sent_at IS NULL AND ${worthSending}`;
const mails = 'message_mails AS q ON q.message_id = m.id JOIN users AS p ON p.id = m.user_id';

const select = `SELECT ${messageColumns}, p.email AS to, p.role, c.locale, c.time_zone AS "timeZone", ${quietColumn}, q.attempts
  FROM ${messageTables} JOIN ${mails} LEFT JOIN mail_choices AS c ON c.user_id = m.user_id
  WHERE q.next_at <= now() AND ${worthSending} ORDER BY q.next_at LIMIT $1`;

export const createMailQueue = (pool: pg.Pool): MailQueue => ({
  async due(limit) {
    const { rows } = await pool.query<Record<string, unknown>>(select, [limit]);
    return rows.map((row) => dueRow.parse(row));
  },
  async sent(messageId) {
    await pool.query(
      `UPDATE message_mails SET attempts = attempts + 1, next_at = NULL, sent_at = clock_timestamp() WHERE message_id = $1`,
      [messageId],
    );
  },
  async postponed(messageId, nextAt) {
    await pool.query('UPDATE message_mails SET next_at = $2 WHERE message_id = $1', [messageId, nextAt]);
  },
  async failed(messageId, nextAt) {
    await pool.query('UPDATE message_mails SET attempts = attempts + 1, next_at = $2 WHERE message_id = $1', [
      messageId,
      nextAt,
    ]);
  },
  async givenUp() {
    const { rows } = await pool.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM messages AS m JOIN ${mails}
       WHERE ${isGivenUp}`,
    );
    return rows[0]?.count ?? 0;
  },
});

/** Those that nobody sent in time: they would stand first in the queue for as long as their messages are kept. */
export const endOldMails = async (pool: pg.Pool): Promise<void> => {
  await pool.query(
    `UPDATE message_mails AS q SET next_at = NULL FROM messages AS m
     WHERE m.id = q.message_id AND q.next_at <= now() AND m.created_at <= now() - interval '${worthFor}'`,
  );
};

export const mailWriters = {
  'mailChoice.set': async (client: Client, { row }: MailChoiceWrite): Promise<void> => {
    const { userId, kinds, quietHours: quiet, ...reader } = row;
    const hours = quiet !== undefined && { quietFrom: quiet?.from ?? null, quietUntil: quiet?.until ?? null };
    const chosen = { kinds: [...kinds], ...hours, ...reader };
    await client.mailChoice.upsert({
      where: { userId },
      create: { userId, ...chosen },
      update: chosen,
      select: { userId: true },
    });
  },
  'mail.retry': async (client: Client, _write: MailRetryWrite): Promise<void> => {
    await client.$executeRaw`
      UPDATE message_mails SET attempts = 0, next_at = clock_timestamp()
      WHERE message_id IN (SELECT m.id FROM messages AS m JOIN ${Prisma.raw(mails)} WHERE ${Prisma.raw(isGivenUp)})`;
  },
};
