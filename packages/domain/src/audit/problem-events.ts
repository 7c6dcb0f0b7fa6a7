// The audit vocabulary of problems. The writes themselves put these on record, because only they know whether anything
// changed.
import type { AuditOutcome, ProblemSubject } from '@portal/types';
import type { AuditEvent, JsonObject } from '../records.ts';

export const problemActions = {
  raised: 'problem.raised',
  /** It is open already, and its parameters are others now. */
  changed: 'problem.changed',
  resolved: 'problem.resolved',
  acknowledged: 'problem.acknowledged',
} as const;
export type ProblemAuditAction = (typeof problemActions)[keyof typeof problemActions];

interface RecordedProblem {
  readonly id: string;
  readonly code: string;
  readonly subject: ProblemSubject;
  readonly params: JsonObject;
}

export const problemEvent = (
  action: ProblemAuditAction,
  problem: RecordedProblem,
  outcome: AuditOutcome = 'succeeded',
): AuditEvent => ({
  action,
  subject: { type: 'problem', id: problem.id },
  outcome,
  detail: { code: problem.code, subjectType: problem.subject.type, subjectId: problem.subject.id, ...problem.params },
});
