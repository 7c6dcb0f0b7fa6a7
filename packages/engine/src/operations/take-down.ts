// Taking a VM down for good, for a deletion or a rebuild: whatever an earlier operation left running is awaited, the VM is
// found and proven ours, left alone where somebody wants it kept, stopped if it runs, destroyed, and counted as gone only
// when the cluster no longer has it. Each refusal of the cluster leaves the row, the VMID and the quota as they are.

import type { Deployment, Write } from '@portal/domain';
import { adviceOn, type GuestRef, HypervisorError, isTransient, job, type PowerState } from '@portal/domain';
import type { FailureCode, Reason } from '@portal/types';
import { beginStep, endStep, failOperation, postpone } from '../commits.ts';
import type { Begun, RunContext, RunOutcome, RunState } from '../engine-ports.ts';
import { whyItFailed, whyItWaits } from '../fault-words.ts';
import { cloneStep, destroyStep, stopBeforeDestroyStep, TemplateLostError } from '../guest-tasks.ts';
import { isDestroyed, recordedRef, saysMissing } from '../locate.ts';
import { lostCallMs, runningTaskOn, taskState } from '../lost-task.ts';
import type { Observations } from '../observations.ts';
import { confirmFault, ForeignGuestError, hiddenIn } from '../ownership.ts';
import { leaseBlocked } from '../problems.ts';
import { type Failed, statusAt, withPower } from '../rest.ts';
import { runTaskStep } from '../task-step.ts';
import { interruptedSnapshots } from './snapshots.ts';
import { TemplateChangedError } from './template-guard.ts';

/** What a VM is taken down for. */
export interface Purpose {
  readonly operation: 'delete' | 'rebuild';
  readonly failureCode: Extract<FailureCode, 'delete_failed' | 'rebuild_failed'>;
  /** What must hold before a VM that is there is touched; rejects with why not. */
  readonly require?: (context: RunContext, deployment: Deployment) => Promise<void>;
  /** Once the cluster no longer has the VM, or there never was one. */
  readonly whenGone: (context: RunContext, state: RunState, how: Reason) => Promise<RunOutcome>;
}

interface Demolition {
  readonly context: RunContext;
  readonly observations: Observations;
  readonly purpose: Purpose;
}

const notDone = { delete: 'not_deleted', rebuild: 'not_rebuilt' } as const satisfies Record<
  Purpose['operation'],
  Reason['code']
>;

/** As its power says, unless it never got ready for anybody, or its lease has ended. */
const restAt = ({ ports }: RunContext, { readyAt, expiresAt }: Deployment, power: PowerState) => {
  if (readyAt === null) return 'failed';
  const status = statusAt[power];
  return status === 'stopped' && expiresAt <= ports.clock.now() ? 'expired' : status;
};

/** Nothing was done to it: it stays as it is, and its deployment says why. */
const leaveAsItIs = async ({ context, purpose }: Demolition, { state, error }: Failed): Promise<RunOutcome> => {
  const { ports } = context;
  const interrupted = await interruptedSnapshots(ports, state.deployment);
  const blocked = purpose.operation === 'delete' ? leaseBlocked(ports, state.deployment, error) : [];
  const writes = [...interrupted, ...blocked];
  return withPower(context, state, {
    writes,
    async at(power) {
      const to = restAt(context, state.deployment, power);
      const forAdministrators = { code: 'advice_look_at_template', params: {} } as const;
      const advice = error instanceof TemplateChangedError ? forAdministrators : adviceOn(error.code);
      const reason: Reason = { code: notDone[purpose.operation], params: { cause: error.reason, advice } };
      const code = to === 'failed' ? purpose.failureCode : 'operation_failed';
      await failOperation(ports, state, { code, reason, log: [], to, also: { writes } });
      return 'rest';
    },
  });
};

/** What cannot be read for so long is for an administrator: its owner would be refused again and again. */
const failed = async ({ context, purpose }: Demolition, { state, error, log }: Failed): Promise<RunOutcome> => {
  const hidden = hiddenIn(error);
  if (hidden !== null) throw new ForeignGuestError({ code: 'quarantined_hidden', params: hidden.params });
  const reason = whyItFailed(purpose.operation, error);
  const writes = leaseBlocked(context.ports, state.deployment, error);
  await failOperation(context.ports, state, {
    code: purpose.failureCode,
    reason,
    log,
    to: 'failed',
    also: { writes },
  });
  return 'rest';
};

/** A task of the operation that this one interrupts, by its stored id or by search. */
const leftoverTask = async (
  { context, observations }: Demolition,
  { deployment, step }: Begun,
): Promise<string | null> => {
  const ref = recordedRef(deployment);
  if (step.upid !== null || ref === null) return step.upid;
  if (step.name !== 'clone') return runningTaskOn(context, ref);
  try {
    return await cloneStep(observations).lostTask(context, { deployment, step }, step);
  } catch (error) {
    // Without it no clone can be looked for. A VM that was made all the same is met by the destruction.
    if (error instanceof TemplateLostError) return null;
    throw error;
  }
};

/** A clone whose answer was lost may begin after this was asked for. */
const cloneMayAppear = ({ ports }: RunContext, { deployment, step }: Begun): boolean =>
  step.name === 'clone' && ports.clock.now().getTime() < deployment.updatedAt.getTime() + lostCallMs;

/** After this, a task that the portal is not allowed to read no longer holds a deletion up. */
const unreadableTaskMs = 60 * 60_000;

const onLeftoverFault = async (work: Demolition, state: Begun, error: HypervisorError): Promise<RunOutcome> => {
  const { ports } = work.context;
  const patient = ports.clock.now().getTime() < state.step.startedAt.getTime() + unreadableTaskMs;
  if (!(patient || isTransient(error))) return failed(work, { kind: 'failed', state, error, log: [] });
  await postpone(ports, state, whyItWaits(error), { forgetTask: false });
  return 'rest';
};

/** Nothing is destroyed while a task of ours runs on the VM: a destroy sent during a clone deletes the finished clone. */
const settleLeftover = async (work: Demolition, state: Begun): Promise<RunOutcome> => {
  const { ports } = work.context;
  try {
    const upid = await leftoverTask(work, state);
    if (upid !== null && (await taskState(work.context, upid)).state === 'running') {
      const reason: Reason = { code: 'waiting_for_task', params: { step: state.step.name } };
      await postpone(ports, state, reason, { forgetTask: false });
      return 'rest';
    }
    if (upid === null && cloneMayAppear(work.context, state)) {
      const reason: Reason = { code: 'clone_may_appear', params: {} };
      await postpone(ports, state, reason, { forgetTask: false, afterMs: lostCallMs });
      return 'rest';
    }
  } catch (error) {
    if (!(error instanceof HypervisorError)) throw error;
    if (error.code !== 'task_missing') return onLeftoverFault(work, state, error);
  }
  await endStep(ports, state, {
    skipped: true,
    reason: { code: interruptions[work.purpose.operation], params: {} },
    jobs: [job('cluster.dispatch', { clusterId: state.deployment.clusterId })],
  });
  return 'again';
};

const interruptions = {
  delete: 'interrupted_by_deletion',
  rebuild: 'interrupted_by_rebuild',
} as const satisfies Record<Purpose['operation'], Reason['code']>;

/** A VM that came up again between its stop and its destruction: looked at again after a pause. */
const runningAgainMs = 2_000;

/** Deadline passed or refused for good: the VM is still there, and so are its row, its VMID and its quota. */
const refused = async (work: Demolition, result: Failed): Promise<RunOutcome> => {
  const { context, purpose } = work;
  const { error, state } = result;
  if (error.code === 'guest_missing') return purpose.whenGone(context, state, { code: 'already_gone', params: {} });
  if (error.code === 'protected') return leaveAsItIs(work, result);
  if (error.code === 'guest_running' && state.step.name === 'destroy') {
    const { id } = state.deployment;
    const runAt = new Date(context.ports.clock.now().getTime() + runningAgainMs);
    const jobs = [job('deployment.run', { deploymentId: id }, runAt)];
    const reason: Reason = { code: 'stopping_first', params: {} };
    await endStep(context.ports, state, { skipped: true, reason, patch: { statusReason: reason }, jobs });
    return 'rest';
  }
  return failed(work, result);
};

const destroy = async (work: Demolition, state: RunState): Promise<RunOutcome> => {
  const { context, purpose } = work;
  const { operation } = purpose;
  const result = await runTaskStep(context, state, { operation, spec: destroyStep, begunHere: false });
  if (result.kind === 'interrupted') return result.outcome;
  if (result.kind === 'failed') return refused(work, result);
  const { state: done } = result;
  const ref = recordedRef(done.deployment);
  try {
    const how: Reason = { code: result.ownTask ? 'destroyed' : 'gone_from_cluster', params: {} };
    if (ref === null || (await isDestroyed(context, ref))) return purpose.whenGone(context, done, how);
  } catch (error) {
    if (!(error instanceof HypervisorError)) throw error;
    await postpone(context.ports, done, whyItWaits(error), { forgetTask: false });
    return 'rest';
  }
  const reason: Reason = { code: 'still_listed', params: {} };
  await postpone(context.ports, done, reason, { forgetTask: true });
  return 'rest';
};

const stopFirst = async (work: Demolition, state: RunState): Promise<RunOutcome> => {
  const { context, purpose } = work;
  const { operation } = purpose;
  const result = await runTaskStep(context, state, { operation, spec: stopBeforeDestroyStep, begunHere: false });
  if (result.kind === 'interrupted') return result.outcome;
  if (result.kind === 'failed') return refused(work, result);
  await endStep(context.ports, result.state, { next: 'destroy' });
  return 'again';
};

/** What forbids to touch a VM that is there; null where nothing does. One that somebody took away is not lost by this. */
const obstacleTo = async (
  { context, purpose }: Demolition,
  { deployment }: Begun,
  unseen: HypervisorError | null,
): Promise<HypervisorError | null> => {
  if (purpose.require === undefined) return null;
  if (unseen !== null && (await confirmFault(context, deployment, unseen)).code === 'guest_missing') return null;
  try {
    await purpose.require(context, deployment);
    return null;
  } catch (error) {
    if (error instanceof HypervisorError) return error;
    throw error;
  }
};

const powerOf = async (
  { hypervisor, signal }: RunContext,
  ref: GuestRef,
): Promise<{ readonly power: PowerState | null; readonly unseen: HypervisorError | null }> => {
  try {
    return { power: (await hypervisor.guestStatus(ref, signal)).power, unseen: null };
  } catch (error) {
    if (!(error instanceof HypervisorError)) throw error;
    return { power: null, unseen: error };
  }
};

const whyUnseen = (fault: HypervisorError): Reason => ({
  code: saysMissing(fault) ? 'not_on_its_node' : 'not_to_be_seen',
  params: {},
});

/** The VM's power decides whether it must be stopped first. Begins that step or the destruction. */
const begin = async (work: Demolition, state: RunState): Promise<RunOutcome> => {
  const { context, purpose } = work;
  const { ports } = context;
  const ref = recordedRef(state.deployment);
  if (ref === null) return purpose.whenGone(context, state, { code: 'no_vm_made', params: {} });
  const begun = await beginStep(ports, state, purpose.operation, 'confirm');
  const { power, unseen } = await powerOf(context, ref);
  const obstacle = await obstacleTo(work, begun, unseen);
  if (obstacle !== null) return leaveAsItIs(work, { kind: 'failed', state: begun, error: obstacle, log: [] });
  if (unseen === null) {
    const reason: Reason = { code: 'power_seen', params: { power: power ?? 'unknown' } };
    await endStep(ports, begun, { next: power === 'stopped' ? 'destroy' : 'stop', reason });
  } else {
    // Missing or moved: the destroy step asks the whole cluster. Not to be read now: it is put off, and refused while it runs.
    await endStep(ports, begun, { next: 'destroy', skipped: true, reason: whyUnseen(unseen) });
  }
  return 'again';
};

export const takeDown =
  (observations: Observations, purpose: Purpose) =>
  async (context: RunContext, state: RunState): Promise<RunOutcome> => {
    const work: Demolition = { context, observations, purpose };
    const { deployment, step } = state;
    if (step === null) return begin(work, state);
    if (step.operation !== purpose.operation) return settleLeftover(work, { deployment, step });
    switch (step.name) {
      case 'stop':
        return stopFirst(work, state);
      case 'destroy':
        return destroy(work, state);
      default:
        // `confirm`, interrupted before it ended, or a step that an earlier release took: it only looked.
        await endStep(
          context.ports,
          { deployment, step },
          { skipped: true, reason: { code: 'looking_again', params: {} } },
        );
        return 'again';
    }
  };

/** The step under way, if any, comes to its end with the VM's. */
export const lastStep = ({ ports }: RunContext, { step }: RunState, reason: Reason): Write[] =>
  step === null
    ? []
    : [
        {
          kind: 'step.update',
          row: { ...step, status: 'done', endedAt: ports.clock.now(), reason, waitingSince: null },
        },
      ];

export const releasedVmid = ({ clusterId, vmid, id }: Deployment): Write[] =>
  vmid === null ? [] : [{ kind: 'vmid.release', clusterId, vmid, deploymentId: id }];
