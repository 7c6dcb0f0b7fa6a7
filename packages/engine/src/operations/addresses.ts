// Waiting for a started guest to report its addresses. A VM without an agent has nothing to tell, and one that stays silent
// is running all the same: the drift cycle goes on asking.
import { type GuestAddresses, HypervisorError, isTransient, readAddresses } from '@portal/domain';
import type { Reason } from '@portal/types';
import { orFault } from '../faults.ts';
import type { Op } from '../workflow.ts';

interface Addresses extends GuestAddresses {
  readonly reason: Reason;
  readonly skipped: boolean;
  /** Why asking on was in vain. */
  readonly fault: HypervisorError | null;
}

const patienceMs = 10 * 60_000;
/** A bridge for containers may be up before the network card has its address; after this it is better than nothing. */
const ownPatienceMs = 2 * 60_000;
/** A person's request is noticed after this at the latest. */
const longestPauseMs = 3_000;

const none: GuestAddresses = { addresses: [], addressesAreFallback: false };

/** The addresses, none yet, or why asking on is in vain (the guest went down, the token may not ask its agent). */
const ask = async ({ hypervisor, ref, signal }: Op): Promise<GuestAddresses | HypervisorError> => {
  const found = await orFault(readAddresses(hypervisor, ref, signal));
  return found instanceof HypervisorError && isTransient(found) ? none : found;
};

const pause = async (op: Op, totalMs: number): Promise<void> => {
  for (let left = totalMs; left > 0; left -= longestPauseMs) await op.pause(Math.min(left, longestPauseMs));
};

export const notAsked = ({ reason: cause }: HypervisorError): Reason => ({
  code: 'guest_not_asked',
  params: { cause },
});

export const waitForAddresses = async (op: Op): Promise<Addresses> => {
  const { ports, template, cluster, activeStep } = op;
  if (!template.guestAgent) {
    return { ...none, reason: { code: 'no_guest_agent', params: {} }, skipped: true, fault: null };
  }
  const begun = ports.clock.now().getTime();
  const wait = op.polling.guests.begin(`${cluster.id} ${template.templateId} ${activeStep.operation}`);
  for (;;) {
    await pause(op, wait.pauseMs(ports.clock.now().getTime() - begun));
    const found = await ask(op);
    if (found instanceof HypervisorError) return { ...none, reason: notAsked(found), skipped: false, fault: found };
    const now = ports.clock.now().getTime();
    if (found.addresses.length > 0 && !(found.addressesAreFallback && op.isWithin(ownPatienceMs))) {
      wait.ended(now - begun);
      const reason: Reason = { code: 'addresses_reported', params: { addresses: [...found.addresses] } };
      return { ...found, reason, skipped: false, fault: null };
    }
    if (!op.isWithin(patienceMs)) {
      return { ...none, reason: { code: 'no_address_yet', params: {} }, skipped: false, fault: null };
    }
  }
};
