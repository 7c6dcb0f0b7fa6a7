// A row of the audit trail as programs elsewhere are told of it, by `GET /api/events` and by webhooks alike.
import { type AuditEntry, type PortalEvent, reasonSchema } from '@portal/types';
import type { Say } from '../ports/system.ts';

/** An action, or the beginning of some that ends in a dot. */
export const isOfAction = (action: string, asked: string): boolean =>
  asked.endsWith('.') ? action.startsWith(asked) : action === asked;

/** Reasons among the details are told in words, too. */
export const worded = (entry: AuditEntry, say: Say): AuditEntry => ({
  ...entry,
  detail: Object.fromEntries(
    Object.entries(entry.detail).map(([key, value]) => {
      const { success, data } = reasonSchema.safeParse(value);
      return [key, success ? { ...data, message: say(data) } : value];
    }),
  ),
});

export const portalEventOf = (entry: AuditEntry): PortalEvent => {
  const { type, id, name } = entry.subject;
  return { version: 1, ...entry, deployment: type === 'deployment' ? { id, name } : null };
};
