// The last step of whatever set a guest going: it is awaited until it runs, and asked for its addresses.
import type { PowerState } from '@portal/domain';
import { type Op, StepFailed } from '../workflow.ts';
import { waitForAddresses } from './addresses.ts';

const pauseMs = 300;
/** PVE's reboot task ends when the guest is down; the host starts it again a moment later. */
const patienceMs = 60_000;

/** It may have moved or gone since the task ended, or the cluster does not answer now. */
const powerOnceUp = async (op: Op): Promise<PowerState> => {
  const until = op.now.getTime() + patienceMs;
  try {
    for (;;) {
      const { power } = await op.hypervisor.guestStatus(op.ref, op.signal);
      if (power === 'running' || op.now.getTime() >= until) return power;
      await op.ports.clock.wait(pauseMs, op.signal);
    }
  } catch (fault) {
    const error = await op.confirm(fault);
    if (error.code === 'guest_missing') throw new StepFailed(error);
    return op.waitFor(error);
  }
};

export const comeUp = async (op: Op): Promise<void> => {
  await op.enter('address');
  const power = await powerOnceUp(op);
  if (power !== 'running') {
    const reason = { code: 'vm_did_not_come_up', params: {} } as const;
    return op.finish(power === 'paused' ? 'suspended' : 'stopped', { reason });
  }
  const { addresses, addressesAreFallback, reason } = await waitForAddresses(op);
  await op.finish('running', { patch: { addresses, addressesAreFallback }, reason });
};
