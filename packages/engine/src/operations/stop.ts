// Stopping a VM at somebody's wish, or at the end of its lease: the guest is asked to shut down, and powered off where it cannot hear.
import type { Workflow } from '../workflow.ts';
import { shutdownStep, stopStep } from './power-steps.ts';

export const stop: Workflow = async (op) => {
  const asked = await op.step('shutdown', {
    ...shutdownStep(op),
    skipOn: { guest_paused: { code: 'cannot_shut_down_suspended', params: {} } },
  });
  if (asked === 'skipped' || asked === 'over') await op.step('stop', stopStep(op));
  await op.finish('stopped');
};
