// Making a snapshot. What a failed one left behind in PVE would block the whole VM: it is removed, or it is said.
import { type DeploymentSnapshot, deploymentEvent, engineActions, snapshotDescription } from '@portal/domain';
import type { Fault, Reason } from '@portal/types';
import { engineActor } from '../commits.ts';
import { whyItFailed } from '../fault-words.ts';
import { runningTaskOfType } from '../lost-task.ts';
import { type Op, StepFailed, type Workflow } from '../workflow.ts';
import { finishAsItIs, leaveAsItIs, powerOf, restAt, sizeAsItIs } from './outcome.ts';
import { MINUTE } from './power-steps.ts';
import { removeStep } from './remove-snapshot.ts';
import { inPve, marked, notRemoved, onItsWay, remainsOf } from './snapshot-rows.ts';

/** Why the snapshot failed that is cleaned up after: it stands in the step before. */
const causeOfFailure = async ({ ports, deployment }: Op): Promise<Fault> => {
  const steps = await ports.unitOfWork.run(engineActor, (tx) => tx.steps(deployment.id));
  const reason = steps.findLast(({ name, status }) => name === 'snapshot' && status === 'failed')?.reason;
  if (reason?.code === 'operation_failed') return reason.params.cause;
  return { code: 'step_failed', params: { step: 'snapshot' } };
};

/** With the size that is in it: what waits until the VM is off and on again is not. */
const finishMade = async (op: Op, row: DeploymentSnapshot): Promise<void> => {
  const size = await sizeAsItIs(op, 'running', [marked(row, 'ready')]);
  await finishAsItIs(op, { writes: [marked({ ...row, ...size }, 'ready')] });
};

const cleanUp = async (op: Op, row: DeploymentSnapshot): Promise<void> => {
  const removal = await op.attempt('remove_snapshot', removeStep(op, row));
  const cause = await causeOfFailure(op);
  const status = removal instanceof StepFailed ? await notRemoved(op, row) : 'failed';
  if (status === 'ready') return finishMade(op, row);
  const writes = [marked(row, status)];
  const to = restAt[await powerOf(op, writes)];
  if (removal instanceof StepFailed && status !== 'failed') {
    const { error, log } = removal;
    const reason = { code: 'snapshot_left_behind', params: { cause, removal: error.reason } } as const;
    return op.fail({ code: 'operation_failed', reason, log, to, writes });
  }
  const reason: Reason = { code: 'operation_failed', params: { operation: 'snapshot', cause, advice: null } };
  const detail = { code: 'operation_failed', reason, to };
  await op.close({
    reason: { code: 'failed_snapshot_removed', params: {} },
    patch: { rest: to, operation: null, statusReason: reason, failureCode: 'operation_failed' },
    writes,
    event: deploymentEvent(engineActions.failed, op.deployment, detail, 'failed'),
  });
};

export const snapshot: Workflow = async (op) => {
  const row = await onItsWay(op, 'creating');
  const made = await op.attempt('snapshot', {
    deadlineMs: 30 * MINUTE,
    isDone: async () => (await inPve(op, row))?.state === 'ready',
    findLost: () => runningTaskOfType(op, op.ref, 'qmsnapshot'),
    start: async () => (await op.guest()).snapshot(row.name, snapshotDescription(op.deployment, row.label)),
  });
  if (made === 'over') return cleanUp(op, row);
  if (!(made instanceof StepFailed)) return finishMade(op, row);
  const remains = await remainsOf(op, row);
  if (remains === 'none') return leaveAsItIs(op, made, { writes: [marked(row, 'failed')] });
  // Its answer came too late, but it is there.
  if (remains === 'ready') return finishMade(op, row);
  const reason = whyItFailed('snapshot', made.error);
  const event = deploymentEvent(engineActions.stepStarted, op.deployment, { step: 'remove_snapshot', reason });
  op.ended({ status: 'failed', reason, log: made.log, event });
  await cleanUp(op, row);
};
