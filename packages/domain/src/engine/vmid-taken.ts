// When the id that a clone was to get is taken. What holds it is never cleaned up: it is somebody else's, and the next
// id is tried; or it is our own clone, made by a request whose answer was lost, and then it is waited for. Going on
// to the next id in that case would leave two VMs behind for one deployment, so whoever takes the step over from another
// run watches for longer than a lost call may take to be carried out.
import { deploymentEvent, engineActions } from '../audit/events.ts';
import { Change } from '../change.ts';
import { HypervisorError } from '../hypervisor.ts';
import { engineActor, failOperation, newStep, nextDeployment, postpone } from './commits.ts';
import type { Begun, RunContext, RunOutcome } from './engine-ports.ts';
import { cloneDeadlineMs } from './guest-tasks.ts';
import { type Located, locate, recordedRef } from './locate.ts';
import { watchedForClone, watchingForClone } from './lost-task.ts';

const lookAt = async (context: RunContext, { deployment }: Begun): Promise<Located> => {
  const ref = recordedRef(deployment);
  if (ref === null) throw new Error(`deployment ${deployment.id} clones without a place`);
  try {
    return await locate(context, deployment, ref);
  } catch (error) {
    if (!(error instanceof HypervisorError)) throw error;
    return { kind: 'unclear', reason: error.message, hidden: false };
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
    const message = 'The id that was chosen for its VM is taken by something else. The next one is tried.';
    const row = nextDeployment(deployment, { vmid: free, placedAt: now }, now);
    await tx.commit(
      Change.of({
        writes: [
          { kind: 'deployment.update', row, read: deployment },
          { kind: 'step.update', row: { ...step, status: 'failed', endedAt: now, message } },
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
  // Its owner reads it, as the message above: the ids themselves stand in the audit trail.
  const message =
    'The id that was chosen for its VM is taken, and no other is free in the cluster’s range. An administrator has to widen the range.';
  // Without its place: what stands there is not this deployment's, and deleting it must not look at it.
  const also = { patch: { vmid: null, node: null }, writes: [block] };
  await failOperation(ports, { deployment, step }, { code: 'no_vmid_left', message, log: [], to: 'failed', also });
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
    const message = 'Its VM is there, but the clone was never finished.';
    await failOperation(ports, state, { code: 'clone_failed', message, log: [], to: 'failed' });
    return 'rest';
  }
  const known = takenUpHere || watchedForClone(step);
  if (located.kind === 'ours' || (located.kind !== 'foreign' && !known)) {
    await postpone(ports, state, watchingForClone, { forgetTask: true });
    return 'rest';
  }
  return takeNextVmid(context, state);
};
