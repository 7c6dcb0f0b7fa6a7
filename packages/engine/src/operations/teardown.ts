// Taking a VM down for good, for a deletion or a rebuild: whatever an earlier operation left running is awaited, the VM is found and
// proven ours, left alone where somebody wants it kept, stopped if it runs, destroyed, and counted as gone only when the cluster no
// longer has it. Each refusal of the cluster leaves the row, the VMID and the quota as they are.
import {
  adviceOn,
  type Deployment,
  HypervisorError,
  isTransient,
  job,
  type PowerState,
  settledWithVm,
  type Write,
} from '@portal/domain';
import type { FailureCode, Reason } from '@portal/types';
import type { EnginePorts } from '../engine-ports.ts';
import { whyItFailed } from '../fault-words.ts';
import { orFault } from '../faults.ts';
import { ForeignGuestError, hiddenIn, requireIdle, unclearFault } from '../guest.ts';
import { noteLeftDisks } from '../left-disks.ts';
import { isDestroyed, locate, recordedRef, saysMissing } from '../locate.ts';
import { lostCallMs, runningTaskOfType, runningTaskOn } from '../lost-task.ts';
import { leaseBlocked } from '../problems.ts';
import { taskState } from '../tasks.ts';
import { type Op, type Step, StepFailed } from '../workflow.ts';
import { lostClone, TemplateLostError } from './clone.ts';
import { powerOf, restAt, sizeAsItIs } from './outcome.ts';
import { MINUTE, stopStep } from './power-steps.ts';
import { interruptedSnapshots, marked } from './snapshot-rows.ts';
import { TemplateChangedError } from './template-guard.ts';

/** What a VM is taken down for. */
export interface Purpose {
  readonly failureCode: Extract<FailureCode, 'delete_failed' | 'rebuild_failed'>;
  readonly notDone: 'not_deleted' | 'not_rebuilt';
  readonly interrupted: 'interrupted_by_deletion' | 'interrupted_by_rebuild';
  /** What must hold before a VM that is there is touched; rejects with why not. */
  readonly require?: () => Promise<void>;
  /** Once the cluster no longer has the VM, or there never was one. */
  readonly whenGone: (how: Reason) => Promise<void>;
}

/** As its power says, unless it never got ready for anybody. */
const restOf = ({ deployment: { readyAt } }: Op, power: PowerState) => (readyAt === null ? 'failed' : restAt[power]);

/** Nothing was done to it: it stays as it is, as large as what was interrupted has left it, and its deployment says why. */
const leaveAlone = async (op: Op, purpose: Purpose, error: HypervisorError): Promise<never> => {
  const { ports, deployment } = op;
  const blocked = op.operation === 'delete' ? leaseBlocked(ports, deployment, error) : [];
  const writes: Write[] = [...(await interruptedSnapshots(ports, deployment)), ...blocked];
  const to = restOf(op, await powerOf(op, writes));
  const forAdministrators = { code: 'advice_look_at_template', params: {} } as const;
  const advice = error instanceof TemplateChangedError ? forAdministrators : adviceOn(error.code);
  const reason: Reason = { code: purpose.notDone, params: { cause: error.reason, advice } };
  if (to === 'failed') return op.fail({ code: purpose.failureCode, reason, to, writes });
  return op.fail({ code: 'operation_failed', reason, to, writes, patch: await sizeAsItIs(op, 'next', writes) });
};

/** What cannot be read for so long is for an administrator: its owner would be refused again and again. */
const failed = async (op: Op, purpose: Purpose, { error, log }: StepFailed): Promise<never> => {
  const hidden = hiddenIn(error);
  if (hidden !== null) throw new ForeignGuestError({ code: 'quarantined_hidden', params: hidden.params });
  const reason = whyItFailed(op.operation, error);
  const writes = leaseBlocked(op.ports, op.deployment, error);
  // What can still be restored is then as its VM is.
  const to = op.deployment.restoreUntil === null ? 'failed' : restAt[await powerOf(op, writes)];
  return op.fail({ code: purpose.failureCode, reason, log, to, writes });
};

/** A task of the operation that this one interrupts, by its stored id or by search. */
const leftoverTask = async (op: Op): Promise<string | null> => {
  const { activeStep: step, deployment } = op;
  const ref = recordedRef(deployment);
  if (step.upid !== null || ref === null) return step.upid;
  if (step.name !== 'clone') return runningTaskOn(op, ref);
  try {
    return await lostClone(op, step);
  } catch (error) {
    // Without it no clone can be looked for. A VM that was made all the same is met by the destruction.
    if (error instanceof TemplateLostError) return null;
    throw error;
  }
};

/** A clone whose answer was lost may begin after this was asked for. */
const cloneMayAppear = ({ activeStep, deployment, now }: Op): boolean =>
  activeStep.name === 'clone' && now.getTime() < deployment.updatedAt.getTime() + lostCallMs;

/** After this, a task that the portal is not allowed to read no longer holds a deletion up. */
const unreadableTaskMs = 60 * MINUTE;

/** Nothing is destroyed while a task of ours runs on the VM: a destroy sent during a clone deletes the finished clone. */
export const settleLeftover = async (op: Op, purpose: Purpose): Promise<void> => {
  try {
    const upid = await leftoverTask(op);
    if (upid !== null && (await taskState(op, upid)).state === 'running') {
      await op.suspend({ code: 'waiting_for_task', params: { step: op.activeStep.name } });
    }
    if (upid === null && cloneMayAppear(op)) {
      await op.suspend({ code: 'clone_may_appear', params: {} }, { afterMs: lostCallMs });
    }
  } catch (error) {
    if (!(error instanceof HypervisorError)) throw error;
    if (error.code !== 'task_missing') {
      if (!(op.isWithin(unreadableTaskMs) || isTransient(error))) return failed(op, purpose, new StepFailed(error));
      await op.waitFor(error);
    }
  }
  const jobs = [job('cluster.dispatch', { clusterId: op.cluster.id })];
  await op.close({ status: 'skipped', reason: { code: purpose.interrupted, params: {} }, jobs });
};

/** What forbids to touch a VM that is there; null where nothing does. One that somebody took away is not lost by this. */
const obstacleTo = async (
  op: Op,
  { require }: Purpose,
  unseen: HypervisorError | null,
): Promise<HypervisorError | null> => {
  if (require === undefined) return null;
  if (unseen !== null && (await op.confirm(unseen)).code === 'guest_missing') return null;
  return (await orFault(require())) ?? null;
};

/** The `confirm` step: whether the VM may be touched, and must be stopped first. */
const confirm = async (op: Op, purpose: Purpose): Promise<{ readonly mustStop: boolean }> => {
  if ((await op.enter('confirm')) === 'over') return { mustStop: true };
  const seen = await orFault(op.hypervisor.guestStatus(op.ref, op.signal));
  const isUnseen = seen instanceof HypervisorError;
  const obstacle = await obstacleTo(op, purpose, isUnseen ? seen : null);
  if (obstacle !== null) return leaveAlone(op, purpose, obstacle);
  if (!isUnseen) {
    const { power } = seen;
    op.ended({ reason: { code: 'power_seen', params: { power } } });
    return { mustStop: power !== 'stopped' };
  }
  // Missing or moved: the destroy step asks the whole cluster. Not to be read now: it is put off, and refused while it runs.
  op.ended({
    status: 'skipped',
    reason: { code: saysMissing(seen) ? 'not_on_its_node' : 'not_to_be_seen', params: {} },
  });
  return { mustStop: false };
};

const isGone = async (op: Op): Promise<boolean> => {
  const located = await locate(op, op.deployment, op.ref);
  if (located.kind === 'unclear') throw unclearFault(located);
  return located.kind === 'gone';
};

const destroyStep = (op: Op): Step => ({
  looksFirst: true,
  deadlineMs: 30 * MINUTE,
  isDone: () => isGone(op),
  findLost: () => runningTaskOfType(op, op.ref, 'qmdestroy'),
  async start() {
    // Without quorum a DELETE frees the disks and fails afterwards.
    const { quorate } = await op.hypervisor.clusterStatus(op.signal);
    if (!quorate) throw new HypervisorError('no_quorum', 'the cluster has no quorum', { maybeDone: false });
    const guest = await op.guest({ unprotected: true });
    await requireIdle(op, guest.ref);
    await noteLeftDisks(op, op.deployment, guest);
    return guest.destroy();
  },
});

/** After a destroy task: whether the cluster no longer has it. */
const requireDestroyed = async (op: Op): Promise<void> => {
  try {
    if (await isDestroyed(op, op.ref)) return;
  } catch (error) {
    await op.waitFor(error);
  }
  await op.suspend({ code: 'still_listed', params: {} }, { clearTaskId: true });
};

/** A VM that came up again between its stop and its destruction: looked at again after a pause. */
const runningAgainMs = 2_000;

/** Deadline passed or refused for good: the VM is still there, and so are its row, its VMID and its quota. */
const refused = async (op: Op, purpose: Purpose, failure: StepFailed): Promise<void> => {
  const { error } = failure;
  if (error.code === 'guest_missing') return purpose.whenGone({ code: 'already_gone', params: {} });
  if (error.code === 'protected') return leaveAlone(op, purpose, error);
  if (error.code !== 'guest_running' || op.activeStep.name !== 'destroy') return failed(op, purpose, failure);
  const runAt = new Date(op.now.getTime() + runningAgainMs);
  const jobs = [job('deployment.run', { deploymentId: op.deployment.id }, runAt)];
  const reason: Reason = { code: 'stopping_first', params: {} };
  await op.close({ status: 'skipped', reason, patch: { statusReason: reason }, jobs });
};

export const takeDown = async (op: Op, purpose: Purpose): Promise<void> => {
  if (op.leftover !== null) await settleLeftover(op, purpose);
  if (op.active === null && recordedRef(op.deployment) === null) {
    return purpose.whenGone({ code: 'no_vm_made', params: {} });
  }
  try {
    const { mustStop } = await confirm(op, purpose);
    if (mustStop) await op.step('stop', stopStep(op, { unprotected: true }));
    const destroyed = await op.step('destroy', destroyStep(op));
    await requireDestroyed(op);
    await purpose.whenGone({ code: destroyed === 'done' ? 'destroyed' : 'gone_from_cluster', params: {} });
  } catch (failure) {
    if (!(failure instanceof StepFailed)) throw failure;
    await refused(op, purpose, failure);
  }
};

/** Its snapshots, its VMID, and what there was to know of it. */
export const goneWithVm = async ({ reader }: EnginePorts, deployment: Deployment): Promise<Write[]> => {
  const { clusterId, vmid, id } = deployment;
  return [
    ...(await reader.snapshots(id)).map((row) => marked(row, 'removed')),
    ...(vmid === null ? [] : [{ kind: 'vmid.release', clusterId, vmid, deploymentId: id } as const]),
    ...settledWithVm(deployment),
  ];
};
