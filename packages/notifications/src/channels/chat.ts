// A message in a team’s chat: the row of the trail in the words of its members, with the name of whom it is told otherwise.
import { type DueDelivery, messageWords, type Words, webhookActions } from '@portal/domain';
import type { Chat, ChatMessage, Reason } from '@portal/types';
import { chatKindOf } from '../rules.ts';
import { chatBodies } from './chat-formats.ts';
import { linkOf, type PortalFace } from './portal-face.ts';

type Told = Pick<DueDelivery, 'entry' | 'ownerName'>;

/** Throws for what no chat is told. */
const messageOf = ({ entry, ownerName }: Told, say: ReturnType<Words>, face: PortalFace): ChatMessage => {
  const { action, subject, detail } = entry;
  if (action === webhookActions.tested) {
    const test: Reason = { code: 'test_message', params: { portal: face.name } };
    return { title: say(test, 'titles'), text: say(test), url: null };
  }
  const told = chatKindOf(entry);
  if (told === null) throw new Error(`No chat is told of ${action}.`);
  const { kind, isForLeads } = told;
  const message = { kind, at: new Date(entry.at), subject, by: entry.actor.onBehalfOfName ?? entry.actor.name, detail };
  const { title, text } = messageWords(message, { say, seesPlacement: false });
  return {
    title,
    text: isForLeads || ownerName === null ? text : say({ code: 'member_is_told', params: { owner: ownerName, text } }),
    url: linkOf(message, face),
  };
};

export const chatBody = (told: Told, { format, ...reader }: Chat, words: Words, face: PortalFace): unknown =>
  chatBodies[format]({ ...messageOf(told, words(reader), face), portal: face.name });
