// Which row of the audit trail goes to which webhook: what programs are told of at all, as far as the webhook asks for it; to a team’s chat, what
// concerns that team.
import { isOfAction, type NewDelivery, type Subscriber, type ToldEvent, webhookActions } from '@portal/domain';
import { type Chat, toldSubjects } from '@portal/types';
import { chatKindOf } from './rules.ts';

const told: ReadonlySet<string> = new Set(toldSubjects);

interface AboutTeam extends Pick<ToldEvent, 'action' | 'outcome' | 'teamId'> {
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Asked once more when it is sent: the chat may be another team’s by then, or be told less. */
export const concerns = ({ action, outcome, detail, teamId }: AboutTeam, chat: Chat): boolean => {
  if (action === webhookActions.tested) return true;
  if (outcome === 'refused') return false;
  const message = chatKindOf({ action, detail });
  if (message?.isForLeads === true) return detail.teamId === chat.teamId;
  return message !== null && teamId === chat.teamId && chat.kinds.some((kind) => kind === message.kind);
};

/** A test goes to the webhook that it is of, and to no other. */
const isFor = (event: ToldEvent, webhook: Subscriber): boolean => {
  const { at, action, subjectType, subjectId } = event;
  const { id, actions, chat, enabled, createdAt } = webhook;
  if (!enabled) return false;
  if (action === webhookActions.tested) return subjectId === id;
  // Both are known to the millisecond: what bears the same one was there before.
  if (at <= createdAt) return false;
  if (chat !== null) return concerns(event, chat);
  return told.has(subjectType) && (actions === null || actions.some((asked) => isOfAction(action, asked)));
};

export const deliveriesOf = (events: readonly ToldEvent[], webhooks: readonly Subscriber[]): readonly NewDelivery[] =>
  events.flatMap((event) =>
    webhooks
      .filter((webhook) => isFor(event, webhook))
      .map(({ id: webhookId }) => ({ webhookId, eventId: event.id, subjectId: event.subjectId })),
  );
