// The audit vocabulary of what administrators announce.
import type { AuditEvent, JsonObject } from '../records.ts';

export const announcementActions = {
  published: 'announcement.published',
  withdrawn: 'announcement.withdrawn',
} as const;

export const announcementEvent = (
  action: (typeof announcementActions)[keyof typeof announcementActions],
  id: string,
  detail: JsonObject,
): AuditEvent => ({ action, subject: { type: 'announcement', id }, outcome: 'succeeded', detail });
