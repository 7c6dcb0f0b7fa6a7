// What people are told of, which of it comes by mail as well, and where it leads. Free of zod: pages read it.
import { limitRequestsPath, ownLimitRequestsPath } from './limit-request-states.ts';

export const messageKinds = [
  'vm_ready',
  'creation_failed',
  'operation_failed',
  'vm_missing',
  'quarantined',
  'lease_warned',
  'lease_ended',
  'grace_ended',
  'deletion_postponed',
  'deletion_unheard',
  'review_due',
  'review_unanswered',
  'schedule_refused',
  'deleted_by_other',
  'handed_over',
  'handed_on',
  'offered',
  'declined',
  'shared',
  'limit_requested',
  'request_approved',
  'vm_not_made',
  'request_rejected',
  'problem_raised',
] as const;
export type MessageKind = (typeof messageKinds)[number];

/** What asks for something to be done, and soon. */
export const mailedUnlessChosen: readonly MessageKind[] = [
  'lease_warned',
  'lease_ended',
  'deletion_postponed',
  'deletion_unheard',
  'review_due',
  'offered',
  'limit_requested',
  'vm_not_made',
];

/** What people are told of VMs of their own that their team’s chat can be told, too. */
export const teamChatKinds = [
  'creation_failed',
  'operation_failed',
  'vm_missing',
  'quarantined',
  'lease_warned',
  'lease_ended',
  'grace_ended',
  'deletion_postponed',
  'review_due',
] as const satisfies readonly MessageKind[];
export type TeamChatKind = (typeof teamChatKinds)[number];

/** How a chat wants its messages. Anything that takes JSON is `generic`. */
export const chatFormats = ['teams', 'slack', 'generic'] as const;
export type ChatFormat = (typeof chatFormats)[number];

/** Where that is chosen. */
export const mailChoicePath = '/account/messages';

/** The locale of whoever names none. */
export const unaddressedLocale = 'en-GB';

/** What is not on the page of the VM, or of a VM that is somebody else’s by now. */
const otherPages: Partial<Record<MessageKind, string | null>> = {
  problem_raised: '/admin/problems',
  offered: '/',
  handed_on: null,
  limit_requested: limitRequestsPath,
  request_approved: ownLimitRequestsPath,
  vm_not_made: ownLimitRequestsPath,
  request_rejected: ownLimitRequestsPath,
};

/** Null where there is nothing more to be seen. */
export const pageOfMessage = (message: {
  readonly kind: MessageKind;
  readonly deploymentId: string | null;
}): string | null => {
  const other = otherPages[message.kind];
  if (other !== undefined) return other;
  return message.deploymentId === null ? null : `/deployments/${message.deploymentId}`;
};
