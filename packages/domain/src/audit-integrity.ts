// Whether the audit trail is whole: what sealing and verifying tell of it, and what of it is recomputed when (ADR 0047).
import { type AuditDamage, dayMs, type ReasonWith } from '@portal/types';

/** The first thing that is not as it was sealed. */
export interface AuditFinding {
  readonly kind: AuditDamage;
  /** Null where no row can be named. */
  readonly row: string | null;
  /** When that row was written, or the last one before it. */
  readonly at: Date;
  readonly seal: number;
}

/** What came of recomputing it. */
export interface AuditVerification {
  readonly firstSeal: number;
  /** The last one that holds; one less than the first where none does. */
  readonly lastSeal: number;
  /** Rows up to there, from the first one of the trail. */
  readonly total: number;
  /** When the last of these rows was written. */
  readonly sealedUntil: Date | null;
  readonly finding: AuditFinding | null;
}

export interface RecordedVerification extends AuditVerification {
  readonly at: Date;
}

export interface AuditIntegrityRecord {
  readonly sealed: {
    readonly rows: number;
    readonly at: Date;
    readonly rowId: string;
    readonly seal: number;
    readonly sealedAt: Date;
  } | null;
  readonly checkpoint: { readonly seal: number; readonly at: Date } | null;
  readonly verified: RecordedVerification | null;
}

const wholeEveryMs = 7 * dayMs;

/**
 * The seal to begin with: what follows what held the last time, and once a week, and after any damage, all of it. `whole` is the last
 * time that it was recomputed from the first seal on.
 */
export const verifyFrom = (
  { last, whole }: { readonly last: RecordedVerification | null; readonly whole: Date | null },
  now: Date,
): number => {
  if (last === null || last.finding !== null || whole === null) return 1;
  return now.getTime() - whole.getTime() < wholeEveryMs ? last.lastSeal + 1 : 1;
};

export const damageReason = ({ kind, row, at, seal }: AuditFinding): ReasonWith<'audit_broken'> => ({
  code: 'audit_broken',
  params: { damage: kind, row, since: at.toISOString(), seal: String(seal) },
});
