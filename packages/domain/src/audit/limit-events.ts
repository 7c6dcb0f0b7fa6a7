// The audit vocabulary of limits. Whom one is for stands there by id: names change, and are taken away with the person.
import type { AuditOutcome } from '@portal/types';
import type { LimitRow } from '../change.ts';
import { subjectIdOf } from '../limit-subject.ts';
import type { AuditEvent, JsonObject } from '../records.ts';

export const limitActions = {
  created: 'limit.created',
  changed: 'limit.changed',
  removed: 'limit.removed',
  /** By itself. */
  ended: 'limit.ended',
} as const;

export const limitEvent = (
  action: (typeof limitActions)[keyof typeof limitActions],
  row: LimitRow,
  detail: JsonObject = {},
  outcome: AuditOutcome = 'succeeded',
): AuditEvent => {
  const { id, subject, measure, together, value, endsAt } = row;
  return {
    action,
    subject: { type: 'limit', id },
    outcome,
    detail: {
      subject,
      of: subjectIdOf(row),
      measure,
      together,
      value,
      ...(endsAt !== null && { endsAt: endsAt.toISOString() }),
      ...detail,
    },
  };
};
