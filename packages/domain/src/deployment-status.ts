// What people see as a deployment's status: derived here and nowhere else, from where its VM rests, its lease and its open operation. It
// stands in a column as well, for lists and indexes; nothing is decided by that.
import { type DeploymentStatus, statusDuring } from '@portal/types';
import type { Deployment } from './records.ts';

export type Standing = Pick<Deployment, 'rest' | 'leaseEnded' | 'operation' | 'placedAt'>;

/** It waits for a place, or has one and is being made: as new, or anew in a rebuild whose old VM is gone. */
export const isBeingMade = ({ rest, operation }: Pick<Deployment, 'rest' | 'operation'>): boolean =>
  rest === 'pending' && operation !== 'delete';

export const isQueued = (deployment: Omit<Standing, 'leaseEnded'>): boolean =>
  isBeingMade(deployment) && deployment.placedAt === null;

export const statusOf = (deployment: Standing): DeploymentStatus => {
  const { rest, leaseEnded, operation, placedAt } = deployment;
  if (operation !== null && !isBeingMade(deployment)) return statusDuring[operation];
  if (rest === 'pending') return placedAt === null ? 'queued' : 'provisioning';
  return rest === 'stopped' && leaseEnded ? 'expired' : rest;
};
