// What administrators can ask of webhooks; auditors may look.
import {
  changeWebhookSchema,
  createWebhookSchema,
  deliveryPageSchema,
  listDeliveriesSchema,
  newWebhookSchema,
  redeliverSchema,
  rotateWebhookSchema,
  webhookIdSchema,
  webhookListSchema,
  webhookSchema,
} from '../webhooks.ts';
import type { Action } from './define.ts';

const tag = 'webhooks';
const look = { tag, method: 'GET', who: 'overseer' } as const;
const change = { tag, who: 'administrator', answers: 'webhook', output: webhookSchema } as const;
const shown = { ...change, method: 'POST', shownOnce: true, output: newWebhookSchema } as const;

export const webhookRows = {
  list: {
    ...look,
    path: '/webhooks',
    summary: 'List the webhooks',
    description:
      'By name, never with their secrets; without the path of their addresses to whoever may not change them. For administrators and auditors.',
    output: webhookListSchema,
  },
  byId: {
    ...look,
    path: '/webhooks/{id}',
    summary: 'Read one webhook',
    description: 'Without its secret. For administrators and auditors.',
    tagged: true,
    input: webhookIdSchema,
    output: webhookSchema,
  },
  deliveries: {
    ...look,
    path: '/webhooks/{id}/deliveries',
    summary: 'List what a webhook was sent',
    description:
      'Newest first, of the last 30 days: what was sent or is to be, the last answer, and when it is tried again. Under the scope of `GET /events`, too. For administrators and auditors.',
    input: listDeliveriesSchema,
    output: deliveryPageSchema,
  },
  create: {
    ...shown,
    path: '/webhooks',
    summary: 'Make a webhook',
    description:
      'Answers the secret that its requests are signed with, this once. From then on each event of the actions that it names is sent to its address as `POST`, at least once and in order for each deployment (see `webhooks` of this document). With `chat`, what concerns a team is told in its chat instead: what its leads are told, and of what its members are told of their VMs the kinds that it names; its address is kept encrypted and shown to nobody. Under the scope of `GET /events`, too. For administrators.',
    input: createWebhookSchema,
    example: { name: 'CMDB', url: 'https://cmdb.example.com/hooks/portal', actions: ['deployment.'] },
  },
  change: {
    ...change,
    method: 'PATCH',
    path: '/webhooks/{id}',
    summary: 'Change a webhook',
    description:
      'Its name, its address, its actions or its chat, and whether it is enabled. What is on its way goes to the new address. Address, actions and chat are under the scope of `GET /events`, too. For administrators.',
    input: changeWebhookSchema,
    example: { enabled: false },
  },
  rotate: {
    ...shown,
    path: '/webhooks/{id}/rotate',
    summary: 'Rotate the secret of a webhook',
    description:
      'Answers the new one, this once. For `overlapHours` each request bears the signatures of both. For administrators.',
    input: rotateWebhookSchema,
    example: { overlapHours: 24 },
  },
  test: {
    ...change,
    method: 'POST',
    path: '/webhooks/{id}/test',
    summary: 'Send a webhook a test',
    description:
      'It is sent the event `webhook.tested`, whichever actions it names, or a chat a test message; what came of it is among its deliveries. Only while it is enabled. For administrators.',
    input: webhookIdSchema,
  },
  redeliver: {
    ...change,
    method: 'POST',
    path: '/webhooks/{id}/deliveries/{deliveryId}/redeliver',
    summary: 'Send a delivery again',
    description:
      'Under the same `webhook-id`, whether it was delivered or given up; what waits is tried at once. For administrators.',
    input: redeliverSchema,
  },
  remove: {
    ...change,
    method: 'DELETE',
    path: '/webhooks/{id}',
    summary: 'Remove a webhook',
    description: 'Nothing is sent there any more, nor what is on its way. For administrators.',
    input: webhookIdSchema,
  },
} as const satisfies Record<string, Action>;
