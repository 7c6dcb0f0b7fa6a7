// How each status looks and what a person would most likely do next: tables, total over the statuses.
import type { DeploymentStatus } from '@portal/types';
import type { Tone } from '@/components/tone.ts';
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

/** The one action offered as a button; the rest is in the menu. */
export const primaryActions: Record<DeploymentStatus, MenuAction | null> = {
  queued: null,
  provisioning: null,
  running: 'stop',
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
  failed: 'rebuild',
  expired: 'extend',
  trashed: null,
  deleting: null,
  deleted: null,
  quarantined: null,
};

/** Statuses in which an address is on its way. */
export const awaitsAddress: readonly DeploymentStatus[] = [
  'queued',
  'provisioning',
  'starting',
  'running',
  'rebooting',
  'resetting',
  'resuming',
  'rebuilding',
];

/** Statuses in which there is no VM that snapshots could be of, or soon none. */
export const withoutSnapshots: readonly DeploymentStatus[] = [
  'queued',
  'provisioning',
  'rebuilding',
  'deleting',
  'deleted',
];

/** Statuses in which the lease's dates mean nothing any more. */
export const leaseIsOver: readonly DeploymentStatus[] = ['deleting', 'deleted'];
