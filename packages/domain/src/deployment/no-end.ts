// VMs whose lease has no end: who may have one, and when their owner is asked whether it is still needed. That is at `reviewAt`, and again
// each time that as long has passed without an answer. Each time is asked once, unless the owner has had notice since.
import { actionNames, hourMs, hoursAfter, type ReasonWith } from '@portal/types';
import { statusOf } from '../deployment-status.ts';
import { DomainError, doesNotFit } from '../errors.ts';
import { leaseWithoutEnd, reviewHours } from '../lease/lease.ts';
import { may, type Ownership, type Person } from '../principal.ts';
import type { Deployment } from '../records.ts';
import type { TemplateVersion } from '../template-records.ts';
import { accept, type Decision, transitionRefused, withLease } from './act.ts';
import { statusesNotWarned } from './lease-warning.ts';
import { accepts } from './machine.ts';

type Offer = Pick<TemplateVersion, 'noEnd'>;

/** Null where its template lets it stay without an end. */
export const noEndObstacle = ({ noEnd }: Offer): ReasonWith<'no_end_refused'> | null =>
  noEnd ? null : { code: 'no_end_refused', params: { why: 'template' } };

/** Why this person cannot have one made without an end; null where they can. */
export const noEndRefusal = (person: Person, owned: Ownership, offer: Offer): DomainError | null => {
  const permission = may(person, actionNames.remove_end, owned);
  if (!permission.allowed) return new DomainError('forbidden', permission.reason);
  const reason = noEndObstacle(offer);
  return reason === null ? null : doesNotFit({ field: 'ttlHours', reason });
};

export type NoEndAction = 'remove_end' | 'confirm';

export const noEndChange = (current: Deployment, action: NoEndAction, offer: Offer, now: Date): Decision => {
  // A canary has its end by its verdict.
  if (current.kind === 'canary' || !accepts(action, current)) return transitionRefused(action, current);
  const obstacle = action === 'remove_end' ? noEndObstacle(offer) : null;
  if (obstacle !== null) return transitionRefused(action, current, obstacle);
  const next = withLease(current, leaseWithoutEnd(now), now);
  const detail = { from: current.expiresAt?.toISOString() ?? null, reviewAt: next.reviewAt?.toISOString() ?? null };
  return accept(current, { action, next, detail });
};

/** The latest moment to ask that is not ahead; null before the first one. */
const latestMoment = (reviewAt: Date, now: Date): Date | null => {
  const times = Math.floor((now.getTime() - reviewAt.getTime()) / (reviewHours * hourMs));
  return times < 0 ? null : hoursAfter(reviewAt, times * reviewHours);
};

/** Null of what nobody is asked about. */
const reviewOf = (deployment: Deployment): Date | null =>
  deployment.kind === 'canary' || statusesNotWarned.includes(statusOf(deployment)) ? null : deployment.reviewAt;

/** `unanswered`: it was asked once and left so for as long again, of which somebody else is to hear as well, once. */
export const dueReview = (deployment: Deployment, now: Date): 'asked' | 'unanswered' | null => {
  const { leaseNoticeAt } = deployment;
  const reviewAt = reviewOf(deployment);
  const latest = reviewAt && latestMoment(reviewAt, now);
  if (reviewAt === null || latest === null || leaseNoticeAt >= latest) return null;
  return leaseNoticeAt >= reviewAt && leaseNoticeAt < hoursAfter(reviewAt, reviewHours) ? 'unanswered' : 'asked';
};

/** From when an answer is waited for, once it is asked now: from now where the first question comes so late that a second would be due. */
export const reviewAskedAt = ({ reviewAt, leaseNoticeAt }: Deployment, now: Date): Date | null =>
  reviewAt !== null && leaseNoticeAt < reviewAt && hoursAfter(reviewAt, reviewHours) <= now ? now : reviewAt;

/** The first moment to ask that is still ahead. */
export const nextReviewAt = (deployment: Deployment, now: Date): Date | null => {
  const reviewAt = reviewOf(deployment);
  if (reviewAt === null) return null;
  const latest = latestMoment(reviewAt, now);
  return latest === null ? reviewAt : hoursAfter(latest, reviewHours);
};
