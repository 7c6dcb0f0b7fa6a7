// Which row of the audit trail is told to whom, and as what. Nobody is told of what they did themselves; that a VM is ready, or that
// something failed, its owner is told, whoever asked for it.
import {
  type Addressee,
  engineActions,
  type FollowedEvent,
  type HeldRole,
  isAdministrator,
  isInRole,
  type NewMessage,
  personActions,
  problemActions,
  requestedActions,
} from '@portal/domain';
import { type FailureCode, type MessageKind, mailedUnlessChosen } from '@portal/types';

type Told = Pick<FollowedEvent, 'action'> & { readonly detail: Readonly<Record<string, unknown>> };

interface Rule {
  readonly isForLeads?: boolean;
  readonly kind: MessageKind | ((event: Told) => MessageKind);
  readonly to: (event: FollowedEvent, person: Addressee, people: readonly Addressee[]) => boolean;
}

const owner: Rule['to'] = ({ ownerId }, { userId }) => ownerId === userId;

/** Whoever a detail of the event names by their id. */
const named =
  (detail: string): Rule['to'] =>
  (event, { userId }) =>
    event.detail[detail] === userId;

/** The owner may be of the team that it is shared with: theirs it is already. */
const withWhom: Rule['to'] = ({ ownerId, detail }, { userId, teamId }) =>
  userId !== ownerId && (detail.userId === userId || (teamId !== null && detail.teamId === teamId));

type MayHear = (held: HeldRole) => boolean;

/** The leads of the team; administrators where no person but the one whom it is about leads it. The team’s chat is told, too. */
const toLeads = (kind: MessageKind, whom: (event: FollowedEvent) => unknown, mayHear: MayHear = () => true): Rule => ({
  ...{ kind, isForLeads: true },
  to(event, person, people) {
    const [about, team] = [whom(event), event.detail.teamId];
    const leads = ({ userId, isPerson, teamId, ...held }: Addressee): boolean =>
      isPerson && userId !== about && held.role === 'lead' && teamId !== null && teamId === team && mayHear(held);
    return people.some(leads) ? leads(person) : person.userId !== about && isAdministrator(person) && mayHear(person);
  },
});

const mayDecide: MayHear = (held) => isInRole(held, 'requests.approve') || isInRole(held, 'requests.reject');

const mayActOnProblems = (held: HeldRole): boolean => isAdministrator(held) && isInRole(held, 'problems.list');

/** What fails otherwise fails while the VM is made. */
const onReadyVms: ReadonlyMap<unknown, MessageKind> = new Map<FailureCode, MessageKind>([
  ['operation_failed', 'operation_failed'],
  ['delete_failed', 'operation_failed'],
  ['vm_missing', 'vm_missing'],
]);

const failure = ({ detail: { code } }: Told): MessageKind => onReadyVms.get(code) ?? 'creation_failed';

/** A reason says why the VM that waited for it was not made. */
const approval = ({ detail: { reason } }: Told): MessageKind =>
  reason === undefined ? 'request_approved' : 'vm_not_made';

const rules: Readonly<Record<string, readonly Rule[]>> = {
  [engineActions.provisioned]: [{ kind: 'vm_ready', to: owner }],
  [engineActions.failed]: [{ kind: failure, to: owner }],
  [engineActions.missingOutside]: [{ kind: 'vm_missing', to: owner }],
  [engineActions.quarantined]: [{ kind: 'quarantined', to: owner }],
  [engineActions.leaseWarned]: [{ kind: 'lease_warned', to: owner }],
  [engineActions.leaseEnded]: [{ kind: 'lease_ended', to: owner }],
  [engineActions.graceEnded]: [{ kind: 'grace_ended', to: owner }],
  [engineActions.deletionPostponed]: [{ kind: 'deletion_postponed', to: owner }],
  [engineActions.deletionUnheard]: [toLeads('deletion_unheard', ({ ownerId }) => ownerId)],
  [engineActions.reviewDue]: [{ kind: 'review_due', to: owner }],
  [engineActions.reviewUnanswered]: [toLeads('review_unanswered', ({ ownerId }) => ownerId)],
  [engineActions.scheduleRefused]: [{ kind: 'schedule_refused', to: owner }],
  [requestedActions.delete]: [{ kind: 'deleted_by_other', to: owner }],
  [requestedActions.delete_now]: [{ kind: 'deleted_by_other', to: owner }],
  [requestedActions.transfer]: [
    { kind: 'handed_over', to: named('to') },
    { kind: 'handed_on', to: named('from') },
  ],
  [requestedActions.accept]: [{ kind: 'handed_on', to: named('from') }],
  [requestedActions.offer]: [{ kind: 'offered', to: named('to') }],
  [requestedActions.decline]: [{ kind: 'declined', to: named('offeredBy') }],
  [requestedActions.share]: [{ kind: 'shared', to: withWhom }],
  [personActions.limitRequested]: [toLeads('limit_requested', ({ detail }) => detail.asker, mayDecide)],
  [personActions.limitRequestApproved]: [{ kind: approval, to: named('asker') }],
  [personActions.limitRequestRejected]: [{ kind: 'request_rejected', to: named('asker') }],
  [problemActions.raised]: [{ kind: 'problem_raised', to: (_event, person) => mayActOnProblems(person) }],
};

export const followedActions: readonly string[] = Object.keys(rules);

const kindIn = ({ kind }: Rule, event: Told): MessageKind => (typeof kind === 'string' ? kind : kind(event));

/** What a team’s chat is told of: what its leads are, and what its members are of their own VMs. */
const chatRule = ({ action }: Told): Rule | undefined =>
  rules[action]?.find(({ to, isForLeads }) => isForLeads === true || to === owner);

export interface ChatKind {
  readonly kind: MessageKind;
  readonly isForLeads: boolean;
}

export const chatKindOf = (event: Told): ChatKind | null => {
  const rule = chatRule(event);
  return rule === undefined ? null : { kind: kindIn(rule, event), isForLeads: rule.isForLeads === true };
};

const messageTo = (
  { userId, mailedKinds }: Addressee,
  { id: eventId }: FollowedEvent,
  { kind, mails }: { readonly kind: MessageKind; readonly mails: boolean },
): NewMessage => ({ eventId, userId, kind, mailed: mails && (mailedKinds ?? mailedUnlessChosen).includes(kind) });

/** What was refused has changed nothing for anybody. */
export const messagesOf = (
  events: readonly FollowedEvent[],
  people: readonly Addressee[],
  mails: boolean,
): readonly NewMessage[] =>
  events
    .filter(({ outcome }) => outcome !== 'refused')
    .flatMap((event) =>
      (rules[event.action] ?? []).flatMap((rule) =>
        people
          .filter((person) => person.userId !== event.by && rule.to(event, person, people))
          .map((person) => messageTo(person, event, { kind: kindIn(rule, event), mails })),
      ),
    );
