export { createMailChannel, type MailChannel, pauseBefore } from './channels/mail.ts';
export { createMessenger, type Messenger } from './messenger.ts';
export { followedActions, messagesOf } from './rules.ts';
