// How each status looks and what a person would most likely do next: tables, total over the statuses.
import type { DeploymentAction, DeploymentStatus } from '@portal/types';
import type { Tone } from '@/components/tone.ts';

export const statusTones = {
  queued: 'busy',
  provisioning: 'busy',
  running: 'good',
  stopping: 'busy',
  stopped: 'neutral',
  starting: 'busy',
  rebooting: 'busy',
  failed: 'bad',
  expired: 'warn',
  trashed: 'neutral',
  deleting: 'busy',
  deleted: 'neutral',
  quarantined: 'bad',
} as const satisfies Record<DeploymentStatus, Tone>;

/** The one action offered as a button; the rest is in the menu. */
export const primaryActions: Record<DeploymentStatus, DeploymentAction | null> = {
  queued: null,
  provisioning: null,
  running: 'stop',
  stopping: null,
  stopped: 'start',
  starting: null,
  rebooting: null,
  failed: 'delete',
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
];

/** Statuses in which the lease's dates mean nothing any more. */
export const leaseIsOver: readonly DeploymentStatus[] = ['deleting', 'deleted'];
