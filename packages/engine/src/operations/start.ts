// Starting a VM that is off.
import type { Workflow } from '../workflow.ts';
import { comeUp } from './boot.ts';
import { startStep } from './power-steps.ts';

export const start: Workflow = async (op) => {
  await op.step('start', startStep(op));
  await comeUp(op);
};
