// Webhooks as a worker carries them: what the trail says becomes deliveries, and these are sent.
import { createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Log, PersonContext, WebhookSender } from '@portal/domain';
import { rendererFor } from '@portal/messages';
import { createWebhookChannel, type WebhookChannel } from '@portal/notifications';
import { silentLog } from '@portal/testing';
import type { NewWebhook, WebhookDelivery } from '@portal/types';
import { never, settled } from './messages.ts';
import { type Stack, webhookSender } from './stack.ts';

/** As messages in chats name it and lead to it. */
export const portal = { name: 'Support Portal', url: 'https://portal.example.com' };

interface Others {
  readonly sender?: WebhookSender;
  readonly log?: Log;
}

export const channelOf = (
  { database, ports }: Stack,
  { sender = webhookSender, log = silentLog }: Others = {},
): WebhookChannel =>
  createWebhookChannel({ ...database, ...ports, webhookSender: sender, words: rendererFor, log }, portal);

export const makeDeliveries = async (stack: Stack): Promise<void> => {
  await settled(stack);
  await channelOf(stack).make(never);
};

/** Of everything that has happened by now. */
export const sendAll = async (stack: Stack, others?: Others): Promise<void> => {
  await makeDeliveries(stack);
  await channelOf(stack, others).send(never);
};

/** Whatever waits is due now. */
export const timePasses = ({ owner }: Stack) =>
  owner.query('UPDATE webhook_deliveries SET next_at = now() WHERE next_at IS NOT NULL');

export const hook = (
  { services }: Stack,
  admin: PersonContext,
  url: string,
  actions: readonly string[] | null = ['deployment.'],
): Promise<NewWebhook> => services.webhooks.create(admin, { name: 'CMDB', url, actions: actions && [...actions] });

export const deliveriesOf = async (
  { services }: Stack,
  admin: PersonContext,
  { id }: { readonly id: string },
): Promise<readonly WebhookDelivery[]> => (await services.webhooks.deliveries(admin, { id, limit: 100 })).items;

/** As Standard Webhooks has it, by the book: one signature of the header is that of this secret. */
export const isSignedWith = (
  secret: string,
  { headers, body }: { readonly headers: IncomingHttpHeaders; readonly body: string },
): boolean => {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const content = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  const expected = `v1,${createHmac('sha256', key).update(content).digest('base64')}`;
  return String(headers['webhook-signature']).split(' ').includes(expected);
};
