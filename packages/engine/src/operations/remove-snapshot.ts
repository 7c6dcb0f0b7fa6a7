// Removing a snapshot.
import type { DeploymentSnapshot } from '@portal/domain';
import { requireIdle } from '../guest.ts';
import { runningTaskOfType } from '../lost-task.ts';
import { type Op, type Step, StepFailed, type Workflow } from '../workflow.ts';
import { finishAsItIs, leaveAsItIs } from './outcome.ts';
import { MINUTE } from './power-steps.ts';
import { inPve, marked, notRemoved, onItsWay } from './snapshot-rows.ts';

/** What an interrupted task left behind goes away only by force, and only once its lock is released. */
export const removeStep = (op: Op, row: DeploymentSnapshot): Step => ({
  deadlineMs: 60 * MINUTE,
  isDone: async () => (await inPve(op, row)) === null,
  findLost: () => runningTaskOfType(op, op.ref, 'qmdelsnapshot'),
  async start() {
    const guest = await op.guest();
    const found = await inPve(op, row);
    if (found === null) return null;
    const isInterrupted = found.state !== 'ready';
    if (isInterrupted) await requireIdle(op, guest.ref);
    return guest.deleteSnapshot(found.name, isInterrupted);
  },
});

export const removeSnapshot: Workflow = async (op) => {
  const row = await onItsWay(op, 'removing');
  const removed = await op.attempt('remove_snapshot', removeStep(op, row));
  if (!(removed instanceof StepFailed)) return finishAsItIs(op, { writes: [marked(row, 'removed')] });
  await leaveAsItIs(op, removed, { writes: [marked(row, await notRemoved(op, row))] });
};
