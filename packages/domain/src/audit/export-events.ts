// The audit vocabulary of what is taken out of the audit trail, as a copy or for good.
import type { AuditOutcome } from '@portal/types';
import type { PersonContext } from '../principal.ts';
import type { AuditEvent, JsonObject } from '../records.ts';

/** Written by the database's own door (ADR 0056). */
export const erasureActions = { purged: 'audit.purged' } as const;

export const exportActions = { begun: 'audit.export_begun', exported: 'audit.exported' } as const;

/** About the person who has it then. */
export const exportEvent = (
  action: (typeof exportActions)[keyof typeof exportActions],
  { principal }: PersonContext,
  detail: JsonObject,
  outcome: AuditOutcome = 'succeeded',
): AuditEvent => ({ action, subject: { type: 'user', id: principal.userId }, outcome, detail });
