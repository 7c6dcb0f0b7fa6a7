// The next state of a deployment's row: a transition that the machine allows, and what follows from it for the other columns.
import type { Deployment } from '../records.ts';
import { mayMove } from './machine.ts';

export type DeploymentPatch = Partial<Omit<Deployment, 'id' | 'version'>>;

/** A VM that is off, or gone, answers nowhere; where one answers that may be somebody else's is not for its owner to try. */
const hasNoAddress = ({ status, failureCode }: Deployment): boolean =>
  status === 'stopped' || status === 'expired' || status === 'quarantined' || failureCode === 'vm_missing';

export const nextDeployment = (current: Deployment, patch: DeploymentPatch | undefined, now: Date): Deployment => {
  // Another reason without a failure's code is no longer that of a failure.
  const failureCode = patch?.statusReason === undefined ? current.failureCode : null;
  const next = { ...current, failureCode, ...patch, version: current.version + 1, updatedAt: now };
  if (next.status !== current.status && !mayMove(current.status, next.status)) {
    throw new Error(`no transition from ${current.status} to ${next.status}`);
  }
  const addresses = hasNoAddress(next) ? [] : next.addresses;
  return { ...next, addresses, addressesAreFallback: addresses.length > 0 && next.addressesAreFallback };
};
