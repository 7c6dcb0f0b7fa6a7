// What an administrator must know of webhooks.
import type { WebhookEnd } from '@portal/types';
import type { ProblemWrite, WebhookRow } from '../change.ts';
import { onPortal, raised, resolved } from './problems.ts';

const onWebhook = (id: string) => onPortal(`webhook:${id}`);

export const webhookNotTaken = (
  { id, name, url }: Pick<WebhookRow, 'id' | 'name' | 'url'>,
  reason: WebhookEnd,
): ProblemWrite => raised('webhook_not_taken', onWebhook(id), { name, host: new URL(url).host, reason });

/** It is enabled again, or gone; or its chat takes messages again. */
export const webhookSettled = ({ id }: Pick<WebhookRow, 'id'>): ProblemWrite =>
  resolved('webhook_not_taken', onWebhook(id));
