// Deleting what somebody has in use: at once, or with a window in which it can be restored, as its template says.
import type { Operation } from '@portal/types';
import { leaseDemand, withLeastTime } from '../lease/lease.ts';
import type { Deployment } from '../records.ts';
import type { TemplateVersion } from '../template-records.ts';
import { accept, begun, type Decision, moved, transitionRefused } from './act.ts';
import { accepts } from './machine.ts';
import type { DeploymentPatch } from './next-deployment.ts';
import type { OperationNotes } from './operation.ts';
import { hasNoGuest } from './without-guest.ts';

/** There is nothing to restore of what was never ready, of a VM that is gone, or of one that a rebuild is destroying. */
const isWorthKeeping = (deployment: Deployment): boolean =>
  deployment.kind === 'person' &&
  deployment.readyAt !== null &&
  deployment.rest !== 'pending' &&
  deployment.operation !== 'rebuild' &&
  !hasNoGuest(deployment);

/** For how long it could be restored if it were deleted now; 0 where it would be destroyed at once. */
export const restoreHoursOf = (
  deployment: Deployment,
  { restoreHours }: Pick<TemplateVersion, 'restoreHours'>,
): number => (isWorthKeeping(deployment) ? restoreHours : 0);

export const deleteChange = (
  current: Deployment,
  template: TemplateVersion,
  now: Date,
  notes: OperationNotes = {},
): Decision => {
  if (!accepts('delete', current)) return transitionRefused('delete', current);
  const restoreHours = restoreHoursOf(current, template);
  const { next, fromTo } = begun(current, 'delete', { now });
  const operation: Operation = restoreHours === 0 ? 'delete' : 'trash';
  const detail = { ...fromTo, ...(restoreHours > 0 && { restoreHours }) };
  return accept(current, { action: 'delete', next: { ...next, operation }, detail, notes });
};

/** What went wrong with its deletion is of no account any more; why a VM failed is. */
const toldOf = ({ rest }: Deployment, leaseEnded: boolean): DeploymentPatch => {
  if (rest === 'failed') return {};
  return { statusReason: leaseEnded ? { code: 'lease_ended', params: {} } : null, failureCode: null };
};

/** With the lease that it had. What has ended meanwhile is not deleted within a day. */
export const restoreChange = (current: Deployment, now: Date): Decision => {
  if (!accepts('restore', current)) return transitionRefused('restore', current);
  const deleteAt = withLeastTime(current, now);
  const leaseEnded = current.leaseEnded || leaseDemand(current, now) !== 'nothing';
  const next = moved(current, { ...toldOf(current, leaseEnded), restoreUntil: null, leaseEnded, deleteAt }, now);
  return accept(current, { action: 'restore', next, detail: { deleteAt: deleteAt?.toISOString() ?? null } });
};
