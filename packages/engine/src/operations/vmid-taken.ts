// When the id that a clone was to get is taken. What holds it is never cleaned up: it is somebody else's, and the next
// id is tried; or it is our own clone, made by a request whose answer was lost, and then it is waited for. Going on
// to the next id in that case would leave two VMs behind for one deployment, so whoever takes the step over from another
// run watches for longer than a lost call may take to be carried out.
import { Change, deploymentEvent, engineActions, HypervisorError, nextDeployment } from '@portal/domain';
import { engineActor, failOperation, newStep, postpone } from '../commits.ts';
import type { Begun, RunContext, RunOutcome } from '../engine-ports.ts';
import { cloneDeadlineMs } from '../guest-tasks.ts';
import { type Located, locate, recordedRef } from '../locate.ts';
import { watchedForClone, watching } from '../lost-task.ts';

const lookAt = async (context: RunContext, { deployment }: Begun): Promise<Located> => {
  const ref = recordedRef(deployment);
  if (ref === null) throw new Error(`deployment ${deployment.id} clones without a place`);
  try {
    return await locate(context, deployment, ref);
  } catch (error) {
    if (!(error instanceof HypervisorError)) throw error;
    return { kind: 'unclear', reason: error.reason };
  }
};

const takeNextVmid = async (context: RunContext, { deployment, step }: Begun): Promise<RunOutcome> => {
  const { ports, cluster } = context;
  const { vmid } = deployment;
  if (vmid === null) throw new Error(`deployment ${deployment.id} clones without a VMID`);
  const block = { kind: 'vmid.block', clusterId: cluster.id, vmid, deploymentId: deployment.id } as const;
  const next = await ports.unitOfWork.run(engineActor, async (tx) => {
    await tx.lock({ kind: 'cluster', clusterId: cluster.id });
    const free = await tx.freeVmid(cluster.id);
    if (free === null) return null;
    const following = newStep(ports, deployment.id, step.operation, 'clone');
    const now = following.startedAt;
    const reason = { code: 'next_vmid', params: {} } as const;
    const row = nextDeployment(deployment, { vmid: free, placedAt: now }, now);
    await tx.commit(
      Change.of({
        writes: [
          { kind: 'deployment.update', row, read: deployment },
          { kind: 'step.update', row: { ...step, status: 'failed', endedAt: now, reason, waitingSince: null } },
          { kind: 'step.insert', row: following },
          block,
          { kind: 'vmid.reserve', clusterId: cluster.id, vmid: free, deploymentId: deployment.id },
        ],
        events: [deploymentEvent(engineActions.vmidTaken, deployment, { taken: vmid, next: free })],
      }),
    );
    return free;
  });
  if (next !== null) return 'again';
  // The ids themselves stand in the audit trail.
  const reason = { code: 'no_vmid_left', params: {} } as const;
  // Without its place: what stands there is not this deployment's, and deleting it must not look at it.
  const also = { patch: { vmid: null, node: null }, writes: [block] };
  await failOperation(ports, { deployment, step }, { code: 'no_vmid_left', reason, log: [], to: 'failed', also });
  return 'rest';
};

/** `takenUpHere`: no run before this one can have asked for the clone. */
export const onVmidTaken = async (
  context: RunContext,
  state: Begun,
  { takenUpHere }: { readonly takenUpHere: boolean },
): Promise<RunOutcome> => {
  const { ports } = context;
  const { step } = state;
  const located = await lookAt(context, state);
  if (located.kind === 'ours' && ports.clock.now().getTime() > step.startedAt.getTime() + cloneDeadlineMs) {
    const reason = { code: 'clone_unfinished', params: {} } as const;
    await failOperation(ports, state, { code: 'clone_failed', reason, log: [], to: 'failed' });
    return 'rest';
  }
  const now = ports.clock.now();
  const known = takenUpHere || watchedForClone(step, now);
  if (located.kind === 'ours' || (located.kind !== 'foreign' && !known)) {
    await postpone(ports, state, watching(step, 'watching_for_clone', now), { forgetTask: true });
    return 'rest';
  }
  return takeNextVmid(context, state);
};
