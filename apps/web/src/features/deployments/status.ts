// How each status looks and what a person would most likely do next: tables, total over the statuses.
import type { DeploymentStatus } from '@portal/types';
import type { Tone } from '@/components/tone.ts';
import type { ActionsBegun } from './actions/action-manners.ts';
import type { MenuAction } from './actions/menu-groups.ts';

export const statusTones = {
  queued: 'busy',
  provisioning: 'busy',
  running: 'good',
  stopping: 'busy',
  stopped: 'neutral',
  starting: 'busy',
  rebooting: 'busy',
  resetting: 'busy',
  suspending: 'busy',
  suspended: 'neutral',
  resuming: 'busy',
  snapshotting: 'busy',
  rolling_back: 'busy',
  removing_snapshot: 'busy',
  rebuilding: 'busy',
  adopting: 'busy',
  failed: 'bad',
  expired: 'warn',
  trashed: 'neutral',
  deleting: 'busy',
  deleted: 'neutral',
  quarantined: 'bad',
} as const satisfies Record<DeploymentStatus, Tone>;

/** The one action offered as a button, never one that hurts; the rest is in the menu. */
export const primaryActions: Record<DeploymentStatus, Exclude<MenuAction, ActionsBegun<'asked'>> | null> = {
  queued: null,
  provisioning: null,
  running: 'extend',
  stopping: null,
  stopped: 'start',
  starting: null,
  rebooting: null,
  resetting: null,
  suspending: null,
  suspended: 'resume',
  resuming: null,
  snapshotting: null,
  rolling_back: null,
  removing_snapshot: null,
  rebuilding: null,
  adopting: null,
  failed: null,
  expired: 'extend',
  trashed: null,
  deleting: null,
  deleted: null,
  quarantined: null,
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
export const leaseStands = {
  queued: 'stops',
  provisioning: 'stops',
  running: 'stops',
  stopping: 'stops',
  stopped: 'stops',
  starting: 'stops',
  rebooting: 'stops',
  resetting: 'stops',
  suspending: 'stops',
  suspended: 'stops',
  resuming: 'stops',
  snapshotting: 'stops',
  rolling_back: 'stops',
  removing_snapshot: 'stops',
  rebuilding: 'stops',
  adopting: 'stops',
  failed: 'deletes',
  expired: 'deletes',
  trashed: 'deletes',
  deleting: 'over',
  deleted: 'over',
  quarantined: 'held',
} as const satisfies Record<DeploymentStatus, 'stops' | 'deletes' | 'held' | 'over'>;
