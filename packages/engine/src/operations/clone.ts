// Cloning a template into the reserved VMID. What holds an id that is taken is never cleaned up: it is somebody else's, and the next id
// is tried; or it is our own clone, made by a request whose answer was lost, and then it is waited for. Going on to the next id in that
// case would leave two VMs behind for one deployment, so whoever takes the step over from another run watches for longer than a lost
// call may take to be carried out.
import {
  Change,
  checkOwnership,
  deploymentEvent,
  engineActions,
  type GuestRef,
  HypervisorError,
  nextDeployment,
  ownershipDescription,
} from '@portal/domain';
import { endedStep, engineActor, newStep } from '../commits.ts';
import { orFault } from '../faults.ts';
import { type Located, locate, saysMissing } from '../locate.ts';
import { runningCloneInto, watchedForClone, watching } from '../lost-task.ts';
import { Superseded } from '../progress.ts';
import type { Op, Step, StepFailed } from '../workflow.ts';
import { MINUTE } from './power-steps.ts';
import { requireUnchanged } from './template-guard.ts';

/** The template has moved, is gone, or is not shown to the portal: nothing can be cloned from it, and no clone of it found. */
export class TemplateLostError extends HypervisorError {
  constructor(name: string) {
    const reason = { code: 'template_not_shown', params: { template: name } } as const;
    super('unreachable', 'the cluster does not show the template', { maybeDone: false, reason });
  }
}

/** The last observation may be too old: looked for afresh by the next attempt. */
const templateLost = ({ cluster, template, observations }: Op): TemplateLostError => {
  observations.forget(cluster.id);
  return new TemplateLostError(template.name);
};

const sourceOf = async (op: Op): Promise<GuestRef> => {
  const { guests } = await op.observations.recent(op.cluster.id, op.signal);
  const source = guests.find(({ vmid }) => vmid === op.template.sourceVmid);
  if (source === undefined) throw templateLost(op);
  return { node: source.node, vmid: source.vmid };
};

/** Ours, whole and unlocked: a clone that an earlier run started and that has ended. */
const isCloned = async ({ hypervisor, deployment, ref, signal }: Op): Promise<boolean> => {
  try {
    const config = await hypervisor.guestConfig(ref, signal);
    if (!checkOwnership(deployment, config).ours) return false;
    return (await hypervisor.guestStatus(ref, signal)).lock === null;
  } catch (error) {
    if (saysMissing(error)) return false;
    throw error;
  }
};

export const lostClone = async (op: Op, step: Parameters<Step['findLost']>[0]): Promise<string | null> =>
  runningCloneInto(op, await sourceOf(op), { vmid: op.ref.vmid, step });

const ask = async (op: Op, source: GuestRef): Promise<string> => {
  const { hypervisor, template, cluster, signal, deployment, ref } = op;
  requireUnchanged(template, await hypervisor.guestConfig(source, signal));
  // Given up: were it asked for now, and this run cut off, the next one would take it for somebody else's.
  if (watchedForClone(op.activeStep, op.now) || !(await hypervisor.isVmidFree(ref.vmid, signal))) {
    throw new HypervisorError('vmid_taken', `VMID ${ref.vmid} is taken`, { maybeDone: false });
  }
  const { storage } = deployment;
  if (storage === null) throw new Error(`deployment ${deployment.id} clones without a storage`);
  const request = {
    source,
    vmid: ref.vmid,
    name: deployment.name,
    description: ownershipDescription(deployment),
    pool: cluster.pool,
    target: ref.node === source.node ? null : ref.node,
    full: template.cloneMode === 'full' ? { storage } : null,
  };
  return hypervisor.clone(request, signal);
};

const deadlineMs = 240 * MINUTE;

export const cloneStep = (op: Op): Step => ({
  actsOn: 'template',
  deadlineMs,
  isDone: () => isCloned(op),
  findLost: (step) => lostClone(op, step),
  async start() {
    const source = await sourceOf(op);
    try {
      return await ask(op, source);
    } catch (error) {
      throw error instanceof HypervisorError && error.code === 'guest_missing' ? templateLost(op) : error;
    }
  },
});

/** What stands under the id. */
const lookAt = async (op: Op): Promise<Located> => {
  const found = await orFault(locate(op, op.deployment, op.ref));
  return found instanceof HypervisorError ? { kind: 'unclear', reason: found.reason } : found;
};

const takeNextVmid = async (op: Op): Promise<never> => {
  const { ports, cluster, deployment, activeStep: step, ref } = op;
  const block = { kind: 'vmid.block', clusterId: cluster.id, vmid: ref.vmid, deploymentId: deployment.id } as const;
  const isPlaced = await ports.unitOfWork.run(engineActor, async (tx) => {
    await tx.lock({ kind: 'cluster', clusterId: cluster.id });
    const free = await tx.freeVmid(cluster.id);
    if (free === null) return false;
    const following = { ...newStep(ports, deployment.id, step.operation, 'clone'), isTakenUp: false };
    const now = following.startedAt;
    const reason = { code: 'next_vmid', params: {} } as const;
    const row = nextDeployment(deployment, { vmid: free, placedAt: now }, now);
    const change = Change.of({
      writes: [
        { kind: 'deployment.update', row, read: deployment },
        endedStep(step, { status: 'failed', endedAt: now, reason }),
        { kind: 'step.insert', row: following },
        block,
        { kind: 'vmid.reserve', clusterId: cluster.id, vmid: free, deploymentId: deployment.id },
      ],
      events: [deploymentEvent(engineActions.vmidTaken, deployment, { taken: ref.vmid, next: free })],
    });
    await tx.commit(change);
    return true;
  });
  if (isPlaced) throw new Superseded();
  // The ids themselves stand in the audit trail.
  const reason = { code: 'no_vmid_left', params: {} } as const;
  // Without its place: what stands there is not this deployment's, and deleting it must not look at it.
  return op.fail({ code: 'no_vmid_left', reason, to: 'failed', patch: { vmid: null, node: null }, writes: [block] });
};

export const onVmidTaken = async (op: Op, { isFirstRun }: StepFailed): Promise<never> => {
  const { kind } = await lookAt(op);
  if (kind === 'ours' && !op.isWithin(deadlineMs)) {
    return op.fail({ code: 'clone_failed', reason: { code: 'clone_unfinished', params: {} }, to: 'failed' });
  }
  const { activeStep, now } = op;
  const isKnown = isFirstRun || watchedForClone(activeStep, now);
  if (kind === 'ours' || (kind !== 'foreign' && !isKnown)) {
    return op.suspend(watching(activeStep, 'watching_for_clone', now), { clearTaskId: true });
  }
  return takeNextVmid(op);
};
