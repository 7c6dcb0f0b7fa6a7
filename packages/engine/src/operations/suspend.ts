// Suspending a VM in memory, which to PVE is a pause.
import type { Workflow } from '../workflow.ts';
import { towards } from './power-steps.ts';

export const suspend: Workflow = async (op) => {
  await op.step('suspend', towards(op, 'paused', { types: ['qmpause'], start: (guest) => guest.suspend() }));
  await op.finish('suspended');
};
