// What a webhook is sent of a row of the audit trail: who did it, and not from where.
import type { AuditEntry, WebhookPayload } from '@portal/types';
import { portalEventOf, worded } from '../audit/portal-event.ts';
import type { Say } from '../ports/system.ts';

export const webhookPayload = (entry: AuditEntry, say: Say): WebhookPayload => ({
  type: entry.action,
  timestamp: entry.at,
  data: { ...portalEventOf(worded(entry, say)), address: null, userAgent: null },
});
