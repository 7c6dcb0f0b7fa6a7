// The audit vocabulary of webhooks. Their addresses stand there without a path, which may be a secret.
import type { AuditOutcome } from '@portal/types';
import type { WebhookRow } from '../change.ts';
import type { AuditEvent, JsonObject } from '../records.ts';

export const webhookActions = {
  created: 'webhook.created',
  changed: 'webhook.changed',
  secretRotated: 'webhook.secret_rotated',
  tested: 'webhook.tested',
  redelivered: 'webhook.redelivered',
  /** By the portal itself. */
  disabled: 'webhook.disabled',
  removed: 'webhook.removed',
} as const;

export const webhookEvent = (
  action: (typeof webhookActions)[keyof typeof webhookActions],
  { id, name, url, actions, chat, enabled }: Pick<WebhookRow, 'id' | 'name' | 'url' | 'actions' | 'chat' | 'enabled'>,
  detail: JsonObject = {},
  outcome: AuditOutcome = 'succeeded',
): AuditEvent => ({
  action,
  subject: { type: 'webhook', id },
  outcome,
  detail: {
    ...{ name, host: URL.parse(url)?.host ?? null, actions: actions && [...actions], enabled },
    ...(chat !== null && { chat: { ...chat } }),
    ...detail,
  },
});
