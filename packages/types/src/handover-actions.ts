// What may be asked about a deployment that its owner would give to a colleague, who has to agree. Free of zod, like `deployment-actions.ts`.
import { keysOf } from './records.ts';

/** So long somebody has to answer. */
export const handoverDays = 7;
/** The most that one person is shown; the next ones come once these are answered. */
export const mostHandoversShown = 50;

export const handoverActionRows = {
  offer: {
    who: 'keeper',
    method: 'POST',
    path: '/deployments/{id}/handover',
    audit: 'deployment.handover_offered',
    summary: 'Offer a deployment to a colleague',
    description:
      'Nothing changes until the colleague accepts it, within seven days. One at a time. It ends too when the deployment is deleted or transferred, or the colleague disabled. For its owner, the lead of its team and administrators.',
  },
  withdraw: {
    who: 'keeper',
    method: 'DELETE',
    path: '/deployments/{id}/handover',
    audit: 'deployment.handover_withdrawn',
    summary: 'Withdraw what was offered',
    description: 'The colleague is no longer asked, within a second on open pages too.',
  },
  accept: {
    who: 'recipient',
    method: 'POST',
    path: '/deployments/{id}/handover/accept',
    audit: 'deployment.handover_accepted',
    summary: 'Accept a deployment',
    description:
      'It is yours from then on, and counts in your limits; VM, lease and name stay, and all shares end. Refused where it does not fit in your limits, you use its name, or it cannot be given away as it is now.',
  },
  decline: {
    who: 'recipient',
    method: 'POST',
    path: '/deployments/{id}/handover/decline',
    audit: 'deployment.handover_declined',
    summary: 'Decline a deployment',
    description: 'It stays its owner’s, who sees that nobody is asked any more.',
  },
} as const satisfies Record<
  string,
  {
    who: 'keeper' | 'recipient';
    method: 'POST' | 'DELETE';
    path: `/deployments/{id}/handover${string}`;
    audit: `deployment.${string}`;
    summary: string;
    description: string;
  }
>;
export type HandoverAction = keyof typeof handoverActionRows;
export const handoverActions = keysOf(handoverActionRows);
