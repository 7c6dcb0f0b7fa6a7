// What the end of a lease, or of its grace, does to a deployment in each status: a table, read by the wake-up job and by
// the sweep that catches what a downtime missed.
import { type DeploymentStatus, deploymentStatuses } from '@portal/types';
import { type LeaseDemand, leaseDemand } from '../lease/lease.ts';
import type { Deployment } from '../records.ts';
import { operationIn } from './machine.ts';

type Demand = Exclude<LeaseDemand, 'nothing'>;

/** Where a demand moves a deployment that is at rest. */
const moves: Record<Demand, Partial<Record<DeploymentStatus, DeploymentStatus>>> = {
  stop: { running: 'stopping', suspended: 'stopping', stopped: 'expired' },
  delete: {
    queued: 'deleting',
    running: 'deleting',
    suspended: 'deleting',
    stopped: 'deleting',
    failed: 'deleting',
    expired: 'deleting',
    trashed: 'deleting',
  },
};

/** Where a demand has something to do now. */
export const statusesMovedBy = (demand: Demand): readonly DeploymentStatus[] =>
  deploymentStatuses.filter((status) => moves[demand][status] !== undefined);

/** An operation under way comes to its end first; that of a deletion is the end. */
const isUnderWay = (status: DeploymentStatus): boolean =>
  operationIn[status] !== null && operationIn[status] !== 'delete';

export type LeaseMove =
  | { readonly kind: 'none' }
  | { readonly kind: 'later' }
  | { readonly kind: 'move'; readonly demand: Demand; readonly to: DeploymentStatus };

/** A deletion that was refused without a reason that can be looked for is tried again after this. */
export const refusedAgainMs = 60 * 60_000;

/** `blocked`: the VM cannot be deleted until somebody changes something, so its end is that it is stopped. */
export const leaseMove = (deployment: Deployment, now: Date, { blocked = false } = {}): LeaseMove => {
  const asked = leaseDemand(deployment, now);
  const demand = blocked && asked === 'delete' ? 'stop' : asked;
  if (demand === 'nothing') return { kind: 'none' };
  const to = moves[demand][deployment.status];
  if (to !== undefined) return { kind: 'move', demand, to };
  return { kind: isUnderWay(deployment.status) ? 'later' : 'none' };
};
