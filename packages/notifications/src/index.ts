export { createMailChannel, type MailChannel, pauseBefore } from './channels/mail.ts';
export type { PortalFace } from './channels/portal-face.ts';
export { createWebhookChannel, type WebhookChannel, webhookPauseAfter } from './channels/webhook.ts';
export { createMessenger, type Messenger } from './messenger.ts';
export { followedActions, messagesOf } from './rules.ts';
export { deliveriesOf } from './webhook-rules.ts';
