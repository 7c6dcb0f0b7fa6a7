// The audit vocabulary of the roles that administrators make.
import type { AuditOutcome } from '@portal/types';
import type { AuditEvent, JsonObject } from '../records.ts';

export const roleActions = { created: 'role.created', changed: 'role.changed', removed: 'role.removed' } as const;

export const roleEvent = (
  action: (typeof roleActions)[keyof typeof roleActions],
  role: { readonly id: string; readonly name: string },
  detail: JsonObject = {},
  outcome: AuditOutcome = 'succeeded',
): AuditEvent => ({
  action,
  subject: { type: 'role', id: role.id },
  outcome,
  detail: { name: role.name, ...detail },
});
