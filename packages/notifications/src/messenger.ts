// Makes messages of what the audit trail says, page by page, until there is nothing more.
import type { Outbox } from '@portal/domain';
import { followedActions, messagesOf } from './rules.ts';

export interface Messenger {
  /** Of everything that is settled by now. */
  make(signal: AbortSignal): Promise<void>;
}

interface MessengerPorts {
  readonly outbox: Outbox;
  /** Whether mail can be sent. */
  readonly mails: boolean;
}

export const createMessenger = ({ outbox, mails }: MessengerPorts): Messenger => ({
  async make(signal) {
    do signal.throwIfAborted();
    while ((await outbox.advance(followedActions, (events, people) => messagesOf(events, people, mails))) > 0);
  },
});
