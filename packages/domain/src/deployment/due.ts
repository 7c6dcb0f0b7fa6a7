// What the end of a lease, or of its grace, does to a deployment: read by the wake-up job and by the sweep that catches what a
// downtime missed.
import { type DeploymentStatus, hoursAfter, type Reason } from '@portal/types';
import { isQueued } from '../deployment-status.ts';
import { deletesAtOnce, type LeaseDemand, leaseDemand, leaseInForce } from '../lease/lease.ts';
import type { Deployment } from '../records.ts';
import type { DeploymentPatch } from './next-deployment.ts';

type Demand = Exclude<LeaseDemand, 'nothing'>;

/** The statuses that a demand has something to do with: what the sweep looks for. */
export const statusesMovedBy: Readonly<Record<Demand, readonly DeploymentStatus[]>> = {
  stop: ['queued', 'running', 'suspended', 'stopped'],
  delete: ['queued', 'running', 'suspended', 'stopped', 'failed', 'expired', 'trashed'],
};

const reasons = {
  stop: { code: 'lease_ended', params: {} },
  delete: { code: 'grace_ended', params: {} },
} as const satisfies Record<Demand, Reason>;

/** Nobody would have the VM for a moment: it is not made. */
const notMade = {
  rest: 'failed',
  operation: null,
  failureCode: 'not_admitted',
  statusReason: { code: 'lease_ended_in_queue', params: {} },
} as const satisfies DeploymentPatch;

/** What was refused without a reason that can be looked for is tried again after an hour: a deletion, and a stop in the bin. */
export const refusedSince = (now: Date): Date => hoursAfter(now, -1);

/** Started outside, and not to be stopped when that was seen. */
const isOnInBin = ({ rest, restoreUntil }: Deployment): boolean =>
  restoreUntil !== null && (rest === 'running' || rest === 'suspended');

const wasRefusedLately = ({ failureCode, updatedAt }: Deployment, now: Date): boolean =>
  failureCode === 'operation_failed' && updatedAt > refusedSince(now);

const patchFor = (deployment: Deployment, demand: Demand, now: Date): DeploymentPatch | null => {
  const { rest, leaseEnded, operation, restoreUntil } = deployment;
  if (rest === 'deleted' || rest === 'quarantined' || (operation !== null && !isQueued(deployment))) return null;
  // Somebody asked for it, and knows why.
  if (restoreUntil !== null) {
    if (demand === 'stop' && (!isOnInBin(deployment) || wasRefusedLately(deployment, now))) return null;
    return { operation: demand === 'delete' ? 'delete' : 'trash', statusReason: null };
  }
  const statusReason = reasons[deletesAtOnce(deployment) ? 'stop' : demand];
  if (demand === 'delete') return { operation: 'delete', statusReason };
  if (rest === 'pending') return notMade;
  if (rest === 'failed' || (rest === 'stopped' && leaseEnded)) return null;
  return { leaseEnded: true, operation: rest === 'stopped' ? null : 'expire', statusReason };
};

export type LeaseMove =
  | { readonly kind: 'none' }
  | { readonly kind: 'later' }
  | { readonly kind: 'move'; readonly demand: Demand; readonly patch: DeploymentPatch };

/** `blocked`: the VM cannot be deleted until somebody changes something, so its end is that it is stopped. */
export const leaseMove = (deployment: Deployment, now: Date, { blocked = false } = {}): LeaseMove => {
  const asked = leaseDemand(leaseInForce(deployment), now);
  const isStopped = (blocked && asked === 'delete') || (asked === 'nothing' && isOnInBin(deployment));
  const demand = isStopped ? 'stop' : asked;
  if (demand === 'nothing') return { kind: 'none' };
  const patch = patchFor(deployment, demand, now);
  if (patch !== null) return { kind: 'move', demand, patch };
  // An operation under way comes to its end first; that of a deletion is the end.
  return { kind: deployment.operation === null || deployment.operation === 'delete' ? 'none' : 'later' };
};
