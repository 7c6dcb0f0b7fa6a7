// Deleting a VM that can be restored for a while: it is stopped as its owner would stop it, and kept with its disks and snapshots.
import { deploymentEvent, engineActions, job } from '@portal/domain';
import { hoursAfter } from '@portal/types';
import { type Op, type Step, StepFailed, type Workflow } from '../workflow.ts';
import { deletion } from './delete.ts';
import { leaveAsItIs, sizeAsItIs } from './outcome.ts';
import { MINUTE } from './power-steps.ts';
import { interruptedSnapshots } from './snapshot-rows.ts';
import { shutDown } from './stop.ts';
import { settleLeftover } from './teardown.ts';

/** Asked before it is stopped: what somebody wants kept could not be destroyed later. In the bin already, it is stopped all the same. */
const confirmStep = (op: Op): Step => ({
  deadlineMs: 15 * MINUTE,
  isDone: null,
  findLost: async () => null,
  async start() {
    await op.guest({ unprotected: op.deployment.restoreUntil === null });
    return null;
  },
});

/** What whatever was on its way has left of the VM's snapshots and size. */
const afterInterruption = async (op: Op) => {
  const writes = await interruptedSnapshots(op.ports, op.deployment);
  return { writes, size: await sizeAsItIs(op, 'next', writes) };
};

export const trash: Workflow = async (op) => {
  const purpose = deletion(op);
  if (op.leftover !== null) await settleLeftover(op, purpose);
  try {
    await op.step('confirm', confirmStep(op));
    await shutDown(op, { looksFirst: true });
  } catch (failure) {
    if (!(failure instanceof StepFailed)) throw failure;
    if (failure.error.code === 'guest_missing') return purpose.whenGone({ code: 'already_gone', params: {} });
    const { writes, size } = await afterInterruption(op);
    return leaveAsItIs(op, failure, { patch: size, writes });
  }
  const { writes, size } = await afterInterruption(op);
  const { deployment, template, now } = op;
  // One that was started in Proxmox VE meanwhile keeps its date.
  const restoreUntil = deployment.restoreUntil ?? hoursAfter(now, template.restoreHours);
  await op.finish('stopped', {
    patch: { ...size, restoreUntil },
    writes,
    event: deploymentEvent(engineActions.trashed, deployment, { restoreUntil: restoreUntil.toISOString() }),
    jobs: [job('lease.due', { deploymentId: deployment.id }, restoreUntil)],
  });
};
