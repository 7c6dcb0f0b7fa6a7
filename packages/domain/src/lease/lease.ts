// The lease of a VM: stopped at `expiresAt`, deleted at `deleteAt` or kept until somebody extends it, and extended up to the template's
// maximum. One without an end has neither date, and `reviewAt` instead.
import { hourMs, hoursAfter, type LimitFigure, mostPostponements, reviewDays } from '@portal/types';
import type { Deployment } from '../records.ts';
import type { TemplateVersion } from '../template-records.ts';

export type Lease = Pick<Deployment, 'expiresAt' | 'deleteAt' | 'reviewAt' | 'postponements'>;
type Dates = Pick<Lease, 'expiresAt' | 'deleteAt'>;

const leaseUntil = (expiresAt: Date, { graceHours }: Pick<TemplateVersion, 'graceHours'>): Lease => ({
  expiresAt,
  deleteAt: graceHours === null ? null : hoursAfter(expiresAt, graceHours),
  reviewAt: null,
  postponements: 0,
});

/** How long after it was said that it is needed its owner is asked, and asked again. */
export const reviewHours = reviewDays * 24;

/** Somebody says now that it is needed for longer than they can tell. */
export const leaseWithoutEnd = (now: Date): Lease => ({
  expiresAt: null,
  deleteAt: null,
  reviewAt: hoursAfter(now, reviewHours),
  postponements: 0,
});

/** Of so many hours; null for one without an end. */
export const newLease = (now: Date, ttlHours: number | null, graceHours: number | null): Lease =>
  ttlHours === null ? leaseWithoutEnd(now) : leaseUntil(hoursAfter(now, ttlHours), { graceHours });

/** So that it is the same for whoever reads within an hour, and the whole maximum can still be added by then. */
const nextFullHour = (now: Date): Date => new Date(Math.ceil(now.getTime() / hourMs) * hourMs);

/** The maximum is the longest life. What is kept, or has no end, has none: of that it is how far ahead its lease may end. */
const countedFrom = ({ createdAt, expiresAt }: Deployment, { graceHours }: TemplateVersion, now: Date): Date =>
  graceHours === null || expiresAt === null ? nextFullHour(now) : createdAt;

/** No extension reaches past this. */
export const maxExpiresAt = (deployment: Deployment, template: TemplateVersion, now: Date): Date =>
  hoursAfter(countedFrom(deployment, template, now), template.leaseMaxHours);

/** A lease that has ended, or has no end, goes on from now; every other one from its end. */
export const extensionBase = ({ expiresAt }: Deployment, now: Date): Date =>
  expiresAt === null || expiresAt < now ? now : expiresAt;

export type Extension =
  | { readonly accepted: true; readonly lease: Lease }
  | { readonly accepted: false; readonly limit: LimitFigure };

/** To a later end than that which it has. */
export const extendLease = (
  deployment: Deployment,
  template: TemplateVersion,
  request: { readonly expiresAt: Date; readonly now: Date },
): Extension => {
  const { expiresAt, now } = request;
  if (expiresAt <= maxExpiresAt(deployment, template, now)) {
    return { accepted: true, lease: leaseUntil(expiresAt, template) };
  }
  const hoursBetween = (from: Date, to: Date): number => Math.ceil((to.getTime() - from.getTime()) / hourMs);
  const base = extensionBase(deployment, now);
  const used = Math.max(0, hoursBetween(countedFrom(deployment, template, now), base));
  const requested = hoursBetween(base, expiresAt);
  return { accepted: false, limit: { name: 'template.ttlHours.max', limit: template.leaseMaxHours, used, requested } };
};

/** Of what is protected no date deletes anything; what somebody has deleted has the end of its window, and nothing before. */
export const leaseInForce = ({ expiresAt, deleteAt, deleteProtection, restoreUntil }: Deployment): Dates =>
  restoreUntil === null
    ? { expiresAt, deleteAt: deleteProtection ? null : deleteAt }
    : { expiresAt: restoreUntil, deleteAt: restoreUntil };

/** So long a VM stays at least that was protected or in the bin a moment ago: whoever pressed by mistake can do it again. */
const leastHours = 24;

/** Not to be deleted within a day. */
export const withLeastTime = ({ deleteAt }: Pick<Lease, 'deleteAt'>, now: Date): Date | null => {
  const soonest = hoursAfter(now, leastHours);
  return deleteAt !== null && deleteAt < soonest ? soonest : deleteAt;
};

/** The deletion that is due now a day later, for one more time; null where it was put off often enough. */
export const postponed = (
  { postponements }: Pick<Lease, 'postponements'>,
  now: Date,
): { readonly deleteAt: Date; readonly postponements: number } | null =>
  postponements >= mostPostponements
    ? null
    : { deleteAt: hoursAfter(now, leastHours), postponements: postponements + 1 };

/** Without a grace: what it stops it deletes. */
export const deletesAtOnce = ({ expiresAt, deleteAt }: Dates): boolean =>
  deleteAt !== null && deleteAt.getTime() === expiresAt?.getTime();

/** What a lease asks for now. `stop` and `delete` follow from the two dates; the rest of the time it asks nothing. */
export type LeaseDemand = 'nothing' | 'stop' | 'delete';

export const leaseDemand = ({ expiresAt, deleteAt }: Dates, now: Date): LeaseDemand => {
  if (deleteAt !== null && now >= deleteAt) return 'delete';
  return expiresAt !== null && now >= expiresAt ? 'stop' : 'nothing';
};

/** When the lease next wants attention; null when nothing is ahead. */
export const nextWakeUp = ({ expiresAt, deleteAt }: Dates, now: Date): Date | null => {
  if (expiresAt !== null && now < expiresAt) return expiresAt;
  return deleteAt !== null && now < deleteAt ? deleteAt : null;
};
