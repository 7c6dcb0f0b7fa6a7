// Waiting for a started guest to tell its addresses. A VM without an agent has nothing to tell, and one that stays silent
// is running all the same: the drift cycle goes on asking.
import { HypervisorError, isTransient } from '../hypervisor.ts';
import type { Begun, RunContext, RunState } from './engine-ports.ts';
import { recordedRef } from './locate.ts';
import { untilMovedOn } from './moved-on.ts';

export interface Addresses {
  readonly addresses: readonly string[];
  readonly message: string | null;
  readonly skipped: boolean;
  /** Why asking on was in vain. */
  readonly fault: HypervisorError | null;
}

const patienceMs = 10 * 60_000;
/** A person's request is noticed after this at the latest. */
const longestPauseMs = 3_000;

/** The addresses, none yet, or why asking on is in vain (the guest went down, the token may not ask its agent). */
const ask = async (
  { hypervisor, signal }: RunContext,
  state: RunState,
): Promise<readonly string[] | HypervisorError> => {
  const ref = recordedRef(state.deployment);
  if (ref === null) return [];
  try {
    return await hypervisor.guestAddresses(ref, signal);
  } catch (error) {
    if (!(error instanceof HypervisorError)) throw error;
    return isTransient(error) ? [] : error;
  }
};

const pause = async (context: RunContext, state: RunState, totalMs: number): Promise<void> => {
  for (let left = totalMs; left > 0; left -= longestPauseMs) {
    await untilMovedOn(context, state, Math.min(left, longestPauseMs));
  }
};

export const waitForAddresses = async (context: RunContext, state: Begun): Promise<Addresses> => {
  const { ports, template } = context;
  if (!template.guestAgent) {
    const message = 'The template has no guest agent to ask for an address.';
    return { addresses: [], message, skipped: true, fault: null };
  }
  const begun = ports.clock.now().getTime();
  const until = state.step.startedAt.getTime() + patienceMs;
  const wait = context.pace.guests.begin(`${context.cluster.id} ${template.templateId} ${state.step.operation}`);
  for (;;) {
    await pause(context, state, wait.pauseMs(ports.clock.now().getTime() - begun));
    const addresses = await ask(context, state);
    if (addresses instanceof HypervisorError) {
      return { addresses: [], message: addresses.message, skipped: false, fault: addresses };
    }
    if (addresses.length > 0) {
      wait.ended(ports.clock.now().getTime() - begun);
      return { addresses, message: addresses.join(', '), skipped: false, fault: null };
    }
    if (ports.clock.now().getTime() > until) {
      const message = 'The guest has not told an address yet; the portal goes on asking.';
      return { addresses: [], message, skipped: false, fault: null };
    }
  }
};
