// Resetting a VM as its reset button does: the guest is not asked.
import type { Workflow } from '../workflow.ts';
import { comeUp } from './boot.ts';
import { unseen } from './power-steps.ts';

export const reset: Workflow = async (op) => {
  await op.step('reset', unseen(op, { type: 'qmreset', start: (guest) => guest.reset() }));
  await comeUp(op);
};
