// What an administrator must know of the audit trail: that it is damaged, or not sealed any further.
import { type AuditVerification, damageReason } from '../audit-integrity.ts';
import type { ProblemWrite } from '../change.ts';
import { onPortal, raised, resolved } from './problems.ts';

const onAudit = onPortal('audit');

export const verificationProblem = ({ finding }: Pick<AuditVerification, 'finding'>): ProblemWrite =>
  finding === null
    ? resolved('audit_broken', onAudit)
    : raised('audit_broken', onAudit, { ...damageReason(finding).params });

/** `cause`: why it cannot be sent; null when everything was. */
export const feedBehind = (cause: string | null, since: Date): ProblemWrite =>
  cause === null
    ? resolved('audit_feed_behind', onAudit)
    : raised('audit_feed_behind', onAudit, { cause, since: since.toISOString() });

export const feedGap = ({
  seal,
  missing,
}: {
  readonly seal: number;
  readonly missing: readonly string[];
}): ProblemWrite =>
  raised('audit_feed_gap', onAudit, { rows: missing.length, row: missing[0] ?? '', seal: String(seal) });

/** Everything is there again. */
export const noFeedGap = (): ProblemWrite => resolved('audit_feed_gap', onAudit);

/** `cause`: why it cannot be sealed; null when it could. */
export const sealingProblem = (cause: string | null): ProblemWrite =>
  cause === null ? resolved('audit_not_sealed', onAudit) : raised('audit_not_sealed', onAudit, { cause });
