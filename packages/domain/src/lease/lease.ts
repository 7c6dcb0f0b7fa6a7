// The lease of a VM: stopped at `expiresAt`, deleted at `deleteAt`, extended by whole hours up to the template's
// maximum, counted from creation.
import { hourMs, hoursAfter, type LimitFigure } from '@portal/types';
import type { Deployment } from '../records.ts';
import type { TemplateVersion } from '../template-records.ts';

export interface Lease {
  readonly expiresAt: Date;
  readonly deleteAt: Date;
}

export const newLease = (now: Date, ttlHours: number, graceHours: number): Lease => {
  const expiresAt = hoursAfter(now, ttlHours);
  return { expiresAt, deleteAt: hoursAfter(expiresAt, graceHours) };
};

/** No extension reaches past this. */
export const maxExpiresAt = (deployment: Deployment, template: TemplateVersion): Date =>
  hoursAfter(deployment.createdAt, template.leaseMaxHours);

export type Extension =
  | { readonly accepted: true; readonly lease: Lease }
  | { readonly accepted: false; readonly limit: LimitFigure };

/** Adds hours to the end of the lease; one that has ended (and is still in its grace) goes on from now. */
export const extendLease = (
  deployment: Deployment,
  template: TemplateVersion,
  request: { readonly hours: number; readonly now: Date },
): Extension => {
  const base = new Date(Math.max(deployment.expiresAt.getTime(), request.now.getTime()));
  const lease = newLease(base, request.hours, template.graceHours);
  if (lease.expiresAt <= maxExpiresAt(deployment, template)) return { accepted: true, lease };
  const used = Math.ceil((base.getTime() - deployment.createdAt.getTime()) / hourMs);
  const limit = { name: 'template.ttlHours.max', limit: template.leaseMaxHours, used, requested: request.hours };
  return { accepted: false, limit };
};

/** What a lease asks for now. `stop` and `delete` follow from the two dates; the rest of the time it asks nothing. */
export type LeaseDemand = 'nothing' | 'stop' | 'delete';

export const leaseDemand = (lease: Lease, now: Date): LeaseDemand => {
  if (now >= lease.deleteAt) return 'delete';
  return now >= lease.expiresAt ? 'stop' : 'nothing';
};

/** When the lease next wants attention; null when both dates have passed. */
export const nextWakeUp = (lease: Lease, now: Date): Date | null => {
  if (now < lease.expiresAt) return lease.expiresAt;
  return now < lease.deleteAt ? lease.deleteAt : null;
};
