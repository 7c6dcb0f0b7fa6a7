// What the end of a lease, or of its grace, does to a deployment in each status: a table, read by the wake-up job and by
// the sweep that catches what a downtime missed.
import type { DeploymentStatus } from '@portal/types';
import type { Deployment } from '../records.ts';
import { type LeaseDemand, leaseDemand } from './lease.ts';

/** Where a demand moves a deployment. `later`: an operation is under way, ask again; absent: nothing to do. */
const moves: Record<Exclude<LeaseDemand, 'nothing'>, Partial<Record<DeploymentStatus, DeploymentStatus | 'later'>>> = {
  stop: {
    provisioning: 'later',
    running: 'stopping',
    stopping: 'later',
    stopped: 'expired',
    starting: 'later',
    rebooting: 'later',
    resetting: 'later',
    suspending: 'later',
    suspended: 'stopping',
    resuming: 'later',
    snapshotting: 'later',
    rolling_back: 'later',
    removing_snapshot: 'later',
    rebuilding: 'later',
    adopting: 'later',
  },
  delete: {
    queued: 'deleting',
    provisioning: 'later',
    running: 'deleting',
    stopping: 'later',
    stopped: 'deleting',
    starting: 'later',
    rebooting: 'later',
    resetting: 'later',
    suspending: 'later',
    suspended: 'deleting',
    resuming: 'later',
    snapshotting: 'later',
    rolling_back: 'later',
    removing_snapshot: 'later',
    rebuilding: 'later',
    adopting: 'later',
    failed: 'deleting',
    expired: 'deleting',
    trashed: 'deleting',
  },
};

export type LeaseMove =
  | { readonly kind: 'none' }
  | { readonly kind: 'later' }
  | { readonly kind: 'move'; readonly demand: 'stop' | 'delete'; readonly to: DeploymentStatus };

export const leaseMove = (deployment: Deployment, now: Date): LeaseMove => {
  const demand = leaseDemand(deployment, now);
  if (demand === 'nothing') return { kind: 'none' };
  const to = moves[demand][deployment.status];
  if (to === undefined) return { kind: 'none' };
  return to === 'later' ? { kind: 'later' } : { kind: 'move', demand, to };
};
