// Stopping a VM at somebody's wish, or at the end of its lease.
import type { Op, Workflow } from '../workflow.ts';
import { shutdownStep, stopStep } from './power-steps.ts';

/** The guest is asked to shut down, and powered off where it cannot hear. `looksFirst`: it may be off already. */
export const shutDown = async (op: Op, { looksFirst = false } = {}): Promise<void> => {
  const asked = await op.step('shutdown', {
    ...shutdownStep(op),
    looksFirst,
    skipOn: { guest_paused: { code: 'cannot_shut_down_suspended', params: {} } },
  });
  if (asked === 'skipped' || asked === 'over') await op.step('stop', stopStep(op));
};

export const stop: Workflow = async (op) => {
  await shutDown(op);
  await op.finish('stopped');
};
