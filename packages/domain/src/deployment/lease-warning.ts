// Which warning is due before a lease stops or deletes a VM. A warning has a moment, so many hours before the end that comes next; it is
// given once that moment has passed, unless the owner has had notice of the lease since: by its making, an extension, or a later warning.
import { type DeploymentStatus, hoursAfter } from '@portal/types';
import { statusOf } from '../deployment-status.ts';
import { deletesAtOnce, leaseInForce } from '../lease/lease.ts';
import type { Deployment } from '../records.ts';

/** How long before an end its warnings come, in hours. */
export type WarningHours = readonly number[];

interface LeaseEnd {
  readonly end: 'stop' | 'delete';
  readonly at: Date;
}

export interface LeaseWarning extends LeaseEnd {
  readonly hours: number;
}

/** Nothing is stopped any more: only the deletion is ahead. */
export const statusesOnlyDeleted: readonly DeploymentStatus[] = ['failed', 'expired'];
/** They are gone, or going, or left alone whatever the date. */
export const statusesNotWarned: readonly DeploymentStatus[] = [
  'deleting',
  'deleted',
  'trashed',
  'quarantined',
  'adopting',
];

/** What comes next; null where nobody is to be warned of it. */
const nextEnd = (deployment: Deployment, now: Date): LeaseEnd | null => {
  const status = statusOf(deployment);
  if (deployment.kind === 'canary' || statusesNotWarned.includes(status)) return null;
  const lease = leaseInForce(deployment);
  const { expiresAt, deleteAt } = lease;
  const isStopped = expiresAt !== null && now < expiresAt && !statusesOnlyDeleted.includes(status);
  if (isStopped && !deletesAtOnce(lease)) return { end: 'stop', at: expiresAt };
  return deleteAt === null ? null : { end: 'delete', at: deleteAt };
};

/** The one nearest to the end, of those whose moment has passed unsaid: after a downtime the others are not true any more. */
export const dueWarning = (deployment: Deployment, now: Date, warningHours: WarningHours): LeaseWarning | null => {
  const next = nextEnd(deployment, now);
  if (next === null || next.at <= now) return null;
  const due = warningHours.filter((hours) => {
    const moment = hoursAfter(next.at, -hours);
    return deployment.leaseNoticeAt < moment && moment <= now;
  });
  return due.length === 0 ? null : { ...next, hours: Math.min(...due) };
};

/** The first moment of a warning that is still ahead. */
export const nextWarningAt = (deployment: Deployment, now: Date, warningHours: WarningHours): Date | null => {
  const next = nextEnd(deployment, now);
  if (next === null) return null;
  const ahead = warningHours.map((hours) => hoursAfter(next.at, -hours)).filter((moment) => moment > now);
  return ahead.length === 0 ? null : new Date(Math.min(...ahead.map(Number)));
};
