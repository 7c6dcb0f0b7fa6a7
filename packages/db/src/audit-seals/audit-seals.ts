// The audit trail's seals as the processes and commands use them: made, recomputed, and what came of it.
import type { AuditVerification, RecordedVerification } from '@portal/domain';
import type pg from 'pg';
import { type FeedBatch, nextFeedBatch } from './feed-batches.ts';
import { lastVerifications, recordSent, recordVerification } from './seal-rows.ts';
import { type SealSettings, sealAudit } from './sealer.ts';
import { type VerifyOptions, verifyAudit } from './verify.ts';

export interface AuditSeals {
  /** Seals what is settled, and sends outside what that lacks. Throws `NotSealedError` where an administrator must see to it. */
  seal(settings: SealSettings, signal: AbortSignal): Promise<void>;
  verify(options: VerifyOptions): Promise<AuditVerification>;
  /** The last time that it was recomputed, and when that was all of it. */
  verifications(): Promise<{ readonly last: RecordedVerification | null; readonly whole: Date | null }>;
  /** Removes up to so many sealed rows of a kind from before a moment; answers how many. */
  purge(purge: AuditPurge): Promise<number>;
  /** The next seal that the feed lacks, with its rows. */
  nextFeedBatch(): Promise<FeedBatch | null>;
  recordFed(seal: number): Promise<void>;
  record(verification: AuditVerification): Promise<void>;
}

interface AuditPurge {
  /** The beginning of their actions. */
  readonly kind: string;
  readonly before: Date;
  readonly most: number;
}

const purge = async (pool: pg.Pool, { kind, before, most }: AuditPurge): Promise<number> => {
  const { rows } = await pool.query<{ gone: number }>('SELECT portal_purge_audit($1, $2, $3) AS gone', [
    kind,
    before,
    most,
  ]);
  return rows[0]?.gone ?? 0;
};

export const createAuditSeals = (pool: pg.Pool): AuditSeals => ({
  seal: (settings, signal) => sealAudit(pool, settings, signal),
  verify: (options) => verifyAudit(pool, options),
  purge: (given) => purge(pool, given),
  nextFeedBatch: () => nextFeedBatch(pool),
  recordFed: (seal) => recordSent(pool, 'feed', seal),
  verifications: () => lastVerifications(pool),
  record: (verification) => recordVerification(pool, verification),
});
