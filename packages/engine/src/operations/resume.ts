// Resuming a suspended VM.
import type { Workflow } from '../workflow.ts';
import { comeUp } from './boot.ts';
import { towards } from './power-steps.ts';

export const resume: Workflow = async (op) => {
  await op.step('resume', towards(op, 'running', { types: ['qmresume'], start: (guest) => guest.resume() }));
  await comeUp(op);
};
