// What people see as a deployment's status: derived here and nowhere else, from where its VM rests, its lease, whether somebody deleted
// it, and its open operation. It stands in a column as well, for lists and indexes; nothing is decided by that.
import { type DeploymentStatus, statusDuring } from '@portal/types';
import type { Deployment } from './records.ts';

export type Standing = Pick<Deployment, 'rest' | 'leaseEnded' | 'restoreUntil' | 'operation' | 'placedAt'>;

/** It waits for a place, or has one and is being made: as new, or anew in a rebuild whose old VM is gone. */
export const isBeingMade = ({ rest, operation }: Pick<Deployment, 'rest' | 'operation'>): boolean =>
  rest === 'pending' && operation !== 'delete';

/** On its way to be gone for good, or until somebody restores it. */
export const isBeingDeleted = ({ operation }: Pick<Deployment, 'operation'>): boolean =>
  operation === 'delete' || operation === 'trash';

export const isQueued = (deployment: Pick<Standing, 'rest' | 'operation' | 'placedAt'>): boolean =>
  isBeingMade(deployment) && deployment.placedAt === null;

export const statusOf = (deployment: Standing): DeploymentStatus => {
  const { rest, leaseEnded, restoreUntil, operation, placedAt } = deployment;
  if (operation !== null && !isBeingMade(deployment)) return statusDuring[operation];
  if (rest === 'pending') return placedAt === null ? 'queued' : 'provisioning';
  if (restoreUntil !== null && rest !== 'quarantined' && rest !== 'deleted') return 'trashed';
  return rest === 'stopped' && leaseEnded ? 'expired' : rest;
};
