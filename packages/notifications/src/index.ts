export { createMessenger, type Messenger } from './messenger.ts';
export { followedActions, messagesOf } from './rules.ts';
