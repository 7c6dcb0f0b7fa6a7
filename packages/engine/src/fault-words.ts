// What a fault of the cluster means for whoever waits for it, or has waited in vain.
import { adviceOn, type HypervisorError } from '@portal/domain';
import type { Operation, Reason } from '@portal/types';
import { GuestLockedError } from './guest-lock.ts';

export const whyItWaits = (error: HypervisorError): Reason => {
  const { reason: cause } = error;
  const isLeftover = error instanceof GuestLockedError && error.holder === 'leftover';
  return { code: isLeftover ? 'waiting_for_release' : 'retrying', params: { cause } };
};

export const whyItFailed = (operation: Operation, { code, reason: cause }: HypervisorError): Reason => ({
  code: 'operation_failed',
  params: { operation, cause, advice: adviceOn(code) },
});
