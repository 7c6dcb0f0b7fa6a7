// The audit trail's seals as the processes and commands use them: made, recomputed, and what came of it.
import type { AuditVerification, RecordedVerification } from '@portal/domain';
import type pg from 'pg';
import { lastVerifications, recordVerification } from './seal-rows.ts';
import { type SealSettings, sealAudit } from './sealer.ts';
import { type VerifyOptions, verifyAudit } from './verify.ts';

export interface AuditSeals {
  /** Seals what is settled, and sends outside what that lacks. Throws `NotSealedError` where an administrator must see to it. */
  seal(settings: SealSettings, signal: AbortSignal): Promise<void>;
  verify(options: VerifyOptions): Promise<AuditVerification>;
  /** The last time that it was recomputed, and when that was all of it. */
  verifications(): Promise<{ readonly last: RecordedVerification | null; readonly whole: Date | null }>;
  record(verification: AuditVerification): Promise<void>;
}

export const createAuditSeals = (pool: pg.Pool): AuditSeals => ({
  seal: (settings, signal) => sealAudit(pool, settings, signal),
  verify: (options) => verifyAudit(pool, options),
  verifications: () => lastVerifications(pool),
  record: (verification) => recordVerification(pool, verification),
});
