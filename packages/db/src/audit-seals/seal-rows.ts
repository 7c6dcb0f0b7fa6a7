// The table of seals, and what was sent and verified of them.
import type { AuditIntegrityRecord, AuditVerification, RecordedVerification } from '@portal/domain';
import { auditDamages } from '@portal/types';
import { z } from 'zod';
import type { Queryable } from '../connection.ts';
import type { Checkpoint, Seal } from './seal.ts';

const count = z.string().transform(Number);

const checkpointColumns = `number::text AS number, total::text AS total, last_xact::text AS "lastXact", last_id AS "lastId",
  last_at AS "lastAt", hash, sealed_at AS "sealedAt", key, signature`;

const checkpointRow = z.object({
  number: count,
  total: count,
  lastXact: z.string(),
  lastId: z.string(),
  lastAt: z.date(),
  hash: z.instanceof(Buffer),
  sealedAt: z.date(),
  key: z.string(),
  signature: z.instanceof(Buffer),
});

const sealRow = checkpointRow.extend({ entries: z.instanceof(Buffer) });

const placed = <Row extends { lastXact: string; lastId: string }>({ lastXact, lastId, ...rest }: Row) => ({
  ...rest,
  last: { xact: lastXact, id: lastId },
});

const checkpointsBy = async (on: Queryable, text: string, values: readonly unknown[]): Promise<readonly Checkpoint[]> =>
  (
    await on.query<Record<string, unknown>>(`SELECT ${checkpointColumns} FROM audit_seals ${text}`, [...values])
  ).rows.map((row) => placed(checkpointRow.parse(row)));

export const lastSealed = async (on: Queryable): Promise<Checkpoint | null> =>
  (await checkpointsBy(on, 'ORDER BY audit_seals.number DESC LIMIT 1', []))[0] ?? null;

export const sealed = async (on: Queryable, number: number): Promise<Checkpoint | null> =>
  (await checkpointsBy(on, 'WHERE audit_seals.number = $1', [number]))[0] ?? null;

export const sealedAfter = (on: Queryable, number: number, most: number): Promise<readonly Checkpoint[]> =>
  checkpointsBy(on, 'WHERE audit_seals.number > $1 ORDER BY audit_seals.number LIMIT $2', [number, most]);

/** Whole, with their entries. */
export const sealsAfter = async (on: Queryable, number: number, most: number): Promise<readonly Seal[]> => {
  const { rows } = await on.query<Record<string, unknown>>(
    `SELECT ${checkpointColumns}, entries FROM audit_seals WHERE audit_seals.number > $1 ORDER BY audit_seals.number LIMIT $2`,
    [number, most],
  );
  return rows.map((row) => placed(sealRow.parse(row)));
};

/** False where another worker was quicker. */
export const insertSeal = async (on: Queryable, seal: Seal, rowCount: number): Promise<boolean> => {
  const { number, total, last, lastAt, entries, hash, sealedAt, key, signature } = seal;
  const inserted = await on.query(
    `INSERT INTO audit_seals (number, row_count, total, last_xact, last_id, last_at, entries, hash, sealed_at, key, signature)
     VALUES ($1, $2, $3, $4::xid8, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (number) DO NOTHING`,
    [number, rowCount, total, last.xact, last.id, lastAt, entries, hash, sealedAt, key, signature],
  );
  return inserted.rowCount === 1;
};

/** Whether some seal accounts for a row, wherever that stands now. */
export const isSealed = async (on: Queryable, id: Buffer): Promise<boolean> => {
  const { rows } = await on.query('SELECT FROM audit_seals WHERE position($1::bytea IN entries) > 0 LIMIT 1', [id]);
  return rows.length > 0;
};

/** Where seals are sent: a file beside the process, and whoever watches the trail elsewhere. */
type SealTarget = 'file' | 'feed';

/** 0 before the first. */
export const sentUpTo = async (on: Queryable, target: SealTarget): Promise<number> => {
  const { rows } = await on.query<{ number: string }>('SELECT number::text FROM audit_checkpoints WHERE target = $1', [
    target,
  ]);
  return Number(rows[0]?.number ?? 0);
};

export const recordSent = async (on: Queryable, target: SealTarget, number: number): Promise<void> => {
  await on.query(
    `INSERT INTO audit_checkpoints AS c (target, number, at) VALUES ($1, $2, clock_timestamp())
     ON CONFLICT (target) DO UPDATE SET number = excluded.number, at = excluded.at WHERE c.number < excluded.number`,
    [target, number],
  );
};

const verificationRow = z
  .object({
    at: z.date(),
    firstSeal: count,
    lastSeal: count,
    total: count,
    sealedUntil: z.date().nullable(),
    finding: z
      .object({
        kind: z.enum(auditDamages),
        row: z.string().nullable(),
        at: z.iso.datetime().transform((text) => new Date(text)),
        seal: z.int(),
      })
      .nullable(),
  })
  .nullable();

const verificationBy = async (on: Queryable, condition: string): Promise<RecordedVerification | null> => {
  const { rows } = await on.query<Record<string, unknown>>(
    `SELECT at, first_seal::text AS "firstSeal", last_seal::text AS "lastSeal", total::text AS total,
       sealed_until AS "sealedUntil", finding
     FROM audit_verifications ${condition} ORDER BY audit_verifications.id DESC LIMIT 1`,
  );
  return verificationRow.parse(rows[0] ?? null);
};

/** The last one, and when it was the whole trail. */
export const lastVerifications = async (on: Queryable) => ({
  last: await verificationBy(on, ''),
  whole: (await verificationBy(on, 'WHERE first_seal = 1'))?.at ?? null,
});

export const recordVerification = async (on: Queryable, verification: AuditVerification): Promise<void> => {
  const { firstSeal, lastSeal, total, sealedUntil, finding } = verification;
  await on.query(
    `INSERT INTO audit_verifications (at, first_seal, last_seal, total, sealed_until, finding)
     VALUES (clock_timestamp(), $1, $2, $3, $4, $5)`,
    [firstSeal, lastSeal, total, sealedUntil, finding],
  );
};

const checkpointSent = z.object({ seal: count, at: z.date() }).nullable();

export const integrityOf = async (on: Queryable): Promise<AuditIntegrityRecord> => {
  const last = await lastSealed(on);
  const { rows } = await on.query<Record<string, unknown>>(
    'SELECT number::text AS seal, at FROM audit_checkpoints ORDER BY audit_checkpoints.number DESC LIMIT 1',
  );
  return {
    sealed: last && {
      rows: last.total,
      at: last.lastAt,
      rowId: last.last.id,
      seal: last.number,
      sealedAt: last.sealedAt,
    },
    checkpoint: checkpointSent.parse(rows[0] ?? null),
    verified: await verificationBy(on, ''),
  };
};
