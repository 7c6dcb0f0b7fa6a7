// Going back to a snapshot. PVE starts a VM that ran before by a task of its own, which nobody there waits for: here it is a step.
import { adviceOn, sizeWanted } from '@portal/domain';
import { startedSince } from '../lost-task.ts';
import { type Op, StepFailed, type Workflow } from '../workflow.ts';
import { comeUp } from './boot.ts';
import { finishAsItIs, leaveAsItIs, sizeAsItIs } from './outcome.ts';
import { MINUTE, startStep, unseen } from './power-steps.ts';
import { marked, onItsWay } from './snapshot-rows.ts';

/** Some storages copy every block back: it may take as long as a full clone. */
const deadlineMs = 240 * MINUTE;

const isStartedByPve = async (op: Op): Promise<boolean> => {
  try {
    return await startedSince(op, op.ref, op.activeStep);
  } catch (error) {
    return op.waitFor(error);
  }
};

const goBack = async (op: Op): Promise<'starts' | 'rests'> => {
  const row = await onItsWay(op, 'rolling_back');
  const step = unseen(op, {
    type: 'qmrollback',
    deadlineMs,
    unprotected: true,
    async start(guest) {
      const { power } = await op.hypervisor.guestStatus(guest.ref, op.signal);
      return guest.rollback(row.name, power === 'running');
    },
  });
  const result = await op.attempt('rollback', step);
  if (result instanceof StepFailed) {
    const writes = [marked(row, result.error.code === 'snapshot_missing' ? 'failed' : 'ready')];
    const isGone = result.error.code === 'guest_missing';
    const patch = isGone ? sizeWanted(op.deployment, row) : await sizeAsItIs(op, 'next', writes);
    return leaveAsItIs(op, result, { patch, writes });
  }
  const writes = [marked(row, 'ready')];
  const patch = await sizeAsItIs(op, 'next', writes);
  if (await isStartedByPve(op)) {
    op.ended({ patch: { ...patch, addresses: [] }, writes });
    return 'starts';
  }
  await finishAsItIs(op, { patch, writes });
  return 'rests';
};

export const rollback: Workflow = async (op) => {
  const { name } = op.active ?? { name: 'rollback' };
  if (name === 'rollback' && (await goBack(op)) === 'rests') return;
  const started = await op.attempt('start', { ...startStep(op), looksFirst: true });
  if (started instanceof StepFailed) {
    const { reason: cause, code } = started.error;
    const reason = { code: 'not_started_after_rollback', params: { cause, advice: adviceOn(code) } } as const;
    return leaveAsItIs(op, started, { reason });
  }
  await comeUp(op);
};
