// Which row of the audit trail goes to which webhook: what programs are told of at all, as far as the webhook asks for it.
import { isOfAction, type NewDelivery, type Subscriber, type ToldEvent, webhookActions } from '@portal/domain';
import { toldSubjects } from '@portal/types';

const told: ReadonlySet<string> = new Set(toldSubjects);

/** A test goes to the webhook that it is of, and to no other. */
const isFor = ({ at, action, subjectType, subjectId }: ToldEvent, webhook: Subscriber): boolean => {
  const { id, actions, enabled, createdAt } = webhook;
  if (!enabled) return false;
  if (action === webhookActions.tested) return subjectId === id;
  // Both are known to the millisecond: what bears the same one was there before.
  if (at <= createdAt) return false;
  return told.has(subjectType) && (actions === null || actions.some((asked) => isOfAction(action, asked)));
};

export const deliveriesOf = (events: readonly ToldEvent[], webhooks: readonly Subscriber[]): readonly NewDelivery[] =>
  events.flatMap((event) =>
    webhooks
      .filter((webhook) => isFor(event, webhook))
      .map(({ id: webhookId }) => ({ webhookId, eventId: event.id, subjectId: event.subjectId })),
  );
