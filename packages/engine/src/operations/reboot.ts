// Restarting a VM: the guest is asked to, and powered off where it does not follow.
import type { Workflow } from '../workflow.ts';
import { comeUp } from './boot.ts';
import { shutdownSeconds, unseen } from './power-steps.ts';

export const reboot: Workflow = async (op) => {
  await op.step('reboot', unseen(op, { type: 'qmreboot', start: (guest) => guest.reboot(shutdownSeconds) }));
  await comeUp(op);
};
