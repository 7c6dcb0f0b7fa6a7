// Leaving an operation that somebody has cancelled: its task is awaited, and the deployment becomes what its VM is by then.
import { deploymentEvent, engineActions, HypervisorError } from '@portal/domain';
import { runningTaskOn, watchesForTask } from '../lost-task.ts';
import { taskState } from '../tasks.ts';
import type { Op } from '../workflow.ts';
import { powerOf, restAt, sizeAsItIs } from './outcome.ts';

/** Whether a task of the active step runs, or may still begin. */
const mayStillChange = async (op: Op): Promise<boolean> => {
  const { activeStep: step } = op;
  if (step.upid === null) return watchesForTask(step, op.now) || (await runningTaskOn(op, op.ref)) !== null;
  return (await taskState(op, step.upid)).state === 'running';
};

const awaitTaskOf = async (op: Op): Promise<void> => {
  if (op.active === null) return;
  await op.enter(op.active.name);
  try {
    if (!(await mayStillChange(op))) return;
  } catch (error) {
    if (error instanceof HypervisorError && error.code === 'task_missing') return;
    await op.waitFor(error);
  }
  await op.suspend({ code: 'waiting_for_task', params: { step: op.active.name } });
};

export const cancel = async (op: Op, cancelledBy: string): Promise<void> => {
  const { operation, deployment } = op;
  await awaitTaskOf(op);
  const to = restAt[await powerOf(op)];
  const size = operation === 'resize' ? await sizeAsItIs(op) : {};
  await op.close({
    status: 'skipped',
    reason: { code: 'interrupted_by_cancel', params: {} },
    patch: { rest: to, operation: null, ...size },
    event: deploymentEvent(engineActions.operationCancelled, deployment, { operation, to }),
    cancelledBy,
  });
};
