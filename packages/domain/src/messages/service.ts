// What a person is told: read by themselves alone, and marked as read. Where somebody has read to is no act on anything: it is on no record.
import { defaultPageLimit, type ListMessages, type MessagePage, type ReadMessages, type Unread } from '@portal/types';
import type { Messages } from '../ports/messages.ts';
import type { Words } from '../ports/system.ts';
import { type PersonContext, requirePermission, seesPlacement } from '../principal.ts';
import { messageWords } from './words.ts';

interface MessagePorts {
  readonly messages: Messages;
  readonly words: Words;
}

export const createMessageService = ({ messages, words }: MessagePorts) => ({
  async list({ principal, reader }: PersonContext, input: ListMessages): Promise<MessagePage> {
    const page = await messages.list(principal.userId, { ...input, limit: input.limit ?? defaultPageLimit });
    const reading = { say: words(reader), seesPlacement: seesPlacement(principal) };
    const items = page.items.map((message) => {
      const { id, kind, at, readAt, subject } = message;
      return {
        ...{ id, kind, ...messageWords(message, reading) },
        at: at.toISOString(),
        readAt: readAt?.toISOString() ?? null,
        deploymentId: subject.type === 'deployment' ? subject.id : null,
      };
    });
    return { items, nextCursor: page.nextCursor };
  },

  async read(actor: PersonContext, input: ReadMessages): Promise<Unread> {
    requirePermission(actor, 'me.readMessages');
    const { userId } = actor.principal;
    await messages.read(userId, input);
    return { unread: await messages.unread(userId) };
  },
});
