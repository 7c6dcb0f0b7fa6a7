// A webhook and what it was sent, as the administration sees them.
import type { Webhook, WebhookDelivery } from '@portal/types';
import type { WebhookRow } from '../change.ts';
import type { Say } from '../ports/system.ts';
import type { DeliveryRecord } from '../ports/webhooks.ts';
import { may, type PersonContext } from '../principal.ts';
import { webhookPayload } from './payload.ts';

/** A path may be a secret: only those who can change it see it, and what an answer may repeat of it. */
const seesAddress = ({ principal }: PersonContext): boolean => may(principal, 'webhooks.change').allowed;

export const webhookView = (now: Date, actor: PersonContext, row: WebhookRow): Webhook => {
  const { id, version, name, url, actions, chat, enabled, rotatingUntil, createdAt, updatedAt } = row;
  return {
    ...{ id, version, name, chat, enabled },
    url: seesAddress(actor) ? url : new URL(url).origin,
    actions: actions && [...actions],
    rotatingUntil: rotatingUntil !== null && rotatingUntil > now ? rotatingUntil.toISOString() : null,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
};

const stateOf = ({ nextAt, deliveredAt }: DeliveryRecord): WebhookDelivery['state'] => {
  if (nextAt !== null) return 'waiting';
  return deliveredAt === null ? 'given_up' : 'delivered';
};

export const deliveryView = (actor: PersonContext, record: DeliveryRecord, say: Say): WebhookDelivery => {
  const { id, attempts, createdAt, triedAt, nextAt, status, fault, answer, entry } = record;
  return {
    ...{ id, attempts, status, fault },
    answer: status === null || seesAddress(actor) ? answer : null,
    state: stateOf(record),
    createdAt: createdAt.toISOString(),
    triedAt: triedAt?.toISOString() ?? null,
    nextAt: nextAt?.toISOString() ?? null,
    payload: webhookPayload(entry, say),
  };
};
