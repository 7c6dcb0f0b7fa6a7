// How each status looks and what a person would most likely do next: tables, total over the statuses.
import {
  type ActionsWith,
  type Deployment,
  type DeploymentStatus,
  deploymentStatuses,
  type GroupedAction,
  movingStatuses,
  recordOf,
} from '@portal/types';
import type { Tone } from '@/components/tone.ts';

export const statusTones: Readonly<Record<DeploymentStatus, Tone>> = {
  ...recordOf(movingStatuses, () => 'busy' as const),
  queued: 'busy',
  running: 'good',
  stopped: 'neutral',
  suspended: 'neutral',
  failed: 'bad',
  expired: 'warn',
  trashed: 'neutral',
  deleted: 'neutral',
  quarantined: 'bad',
};

/** The one action offered as a button, never one that hurts; the rest is in the menu. */
export const primaryActions: Partial<
  Record<DeploymentStatus, Exclude<GroupedAction, ActionsWith<{ begun: 'asked' }>>>
> = {
  running: 'extend',
  stopped: 'start',
  suspended: 'resume',
  expired: 'extend',
  trashed: 'restore',
};

/** Statuses in which there is no VM that snapshots could be of, or soon none. */
export const withoutSnapshots: readonly DeploymentStatus[] = [
  'queued',
  'provisioning',
  'rebuilding',
  'deleting',
  'deleted',
];

/**
 * What the dates of the lease mean: the VM is stopped at the first and deleted at the second, or there is nothing to stop and only the
 * second counts. `held`: the VM is left alone whatever the date. `over`: it is gone, or going.
 */
export const leaseStands: Readonly<Record<DeploymentStatus, 'stops' | 'deletes' | 'held' | 'over'>> = {
  ...recordOf(deploymentStatuses, () => 'stops' as const),
  failed: 'deletes',
  expired: 'deletes',
  trashed: 'deletes',
  deleting: 'over',
  deleted: 'over',
  quarantined: 'held',
};

type LeaseNext =
  | { readonly stands: 'stops' | 'deletes'; readonly at: string }
  | { readonly stands: 'noEnd' | 'kept' | 'held' | 'over' };

/** Null where no date deletes the VM: it is kept, or protected. One that somebody deleted has the end of its window. */
export const deletionDate = ({
  deleteAt,
  deleteProtection,
  restoreUntil,
}: Pick<Deployment, 'deleteAt' | 'deleteProtection' | 'restoreUntil'>) =>
  restoreUntil ?? (deleteProtection ? null : deleteAt);

/**
 * What the lease holds next: one that ends with the deletion stops nothing first, and one without a date of deletion, or of a VM that is
 * protected, keeps it.
 */
export const leaseNext = ({
  status,
  expiresAt,
  ...deletion
}: Pick<Deployment, 'status' | 'expiresAt' | 'deleteAt' | 'deleteProtection' | 'restoreUntil'>): LeaseNext => {
  const stands = leaseStands[status];
  if (stands === 'held' || stands === 'over') return { stands };
  const deletes = deletionDate(deletion);
  if (expiresAt === null && deletes === null) return { stands: 'noEnd' };
  if (stands === 'stops' && expiresAt !== null && deletes !== expiresAt) return { stands, at: expiresAt };
  return deletes === null ? { stands: 'kept' } : { stands: 'deletes', at: deletes };
};
