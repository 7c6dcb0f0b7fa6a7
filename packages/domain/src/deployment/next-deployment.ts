// The next state of a deployment's row: a move that the machine allows, and what follows from it for the other columns.
import { leaseDemand } from '../lease/lease.ts';
import type { Deployment } from '../records.ts';
import { mayMove } from './machine.ts';

export type DeploymentPatch = Partial<Omit<Deployment, 'id' | 'version'>>;

/** A VM that is off, or gone, answers nowhere; where one answers that may be somebody else's is not for its owner to try. */
const hasNoAddress = ({ rest, failureCode }: Deployment): boolean =>
  rest === 'stopped' || rest === 'quarantined' || rest === 'deleted' || failureCode === 'vm_missing';

export const nextDeployment = (current: Deployment, patch: DeploymentPatch | undefined, now: Date): Deployment => {
  // Another reason without a failure's code is no longer that of a failure.
  const failureCode = patch?.statusReason === undefined ? current.failureCode : null;
  const next = { ...current, failureCode, ...patch, version: current.version + 1, updatedAt: now };
  if (!mayMove(current.rest, next.rest)) throw new Error(`no move from ${current.rest} to ${next.rest}`);
  const isOver = current.operation !== null && next.operation === null;
  const addresses = hasNoAddress(next) ? [] : next.addresses;
  return {
    ...next,
    // One that an operation leaves stopped after the end of its lease is what that end would make of it.
    leaseEnded: next.leaseEnded || (isOver && next.rest === 'stopped' && leaseDemand(next, now) !== 'nothing'),
    // Whatever turns out to be somebody else's is not destroyed by a date once it is taken over again.
    restoreUntil: next.rest === 'quarantined' ? null : next.restoreUntil,
    addresses,
    addressesAreFallback: addresses.length > 0 && next.addressesAreFallback,
  };
};
