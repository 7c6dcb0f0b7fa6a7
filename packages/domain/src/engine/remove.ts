// Deleting a deployment: whatever an earlier operation left running is awaited, the VM is found and proven ours, stopped
// if it runs, destroyed, and `deleted` is written only when the cluster no longer has it. Each refusal of the cluster
// leaves the row, the VMID and the quota as they are.
import { deploymentEvent, engineActions } from '../audit/events.ts';
import type { Write } from '../change.ts';
import { HypervisorError, isTransient } from '../hypervisor.ts';
import { job } from '../jobs.ts';
import type { Deployment, DeploymentStep } from '../records.ts';
import { beginStep, commit, endStep, failOperation, postpone } from './commits.ts';
import type { RunContext, RunOutcome, RunState } from './engine-ports.ts';
import { cloneStep, destroyStep, stopStep } from './guest-tasks.ts';
import { isDestroyed, recordedRef } from './locate.ts';
import { lostCallMs, runningTaskOn } from './lost-task.ts';
import type { Observations } from './observations.ts';
import { runTaskStep, type TaskStepResult } from './task-step.ts';

type Begun = RunState & { readonly step: DeploymentStep };
const operation = 'delete';

/** A VM that came up again between its stop and its destruction: looked at again after a pause. */
const runningAgainMs = 2_000;

const releases = ({ clusterId, vmid, id }: Deployment): Write[] =>
  vmid === null ? [] : [{ kind: 'vmid.release', clusterId, vmid, deploymentId: id }];

const dispatchJob = ({ clusterId }: Deployment) => job('cluster.dispatch', { clusterId });

const finish = async ({ ports }: RunContext, state: RunState, how: string): Promise<RunOutcome> => {
  const { deployment, step } = state;
  const ended: Write[] =
    step === null
      ? []
      : [{ kind: 'step.update', row: { ...step, status: 'done', endedAt: ports.clock.now(), message: how } }];
  await commit(ports, deployment, {
    patch: { status: 'deleted', statusMessage: null, failureCode: null, addresses: [] },
    writes: [...ended, ...releases(deployment)],
    events: [deploymentEvent(engineActions.deleted, deployment, { how, vmid: deployment.vmid, node: deployment.node })],
    jobs: [dispatchJob(deployment)],
  });
  return 'rest';
};

/** A task of the operation that this deletion interrupts, by its stored id or by search. */
const leftoverTask = (
  context: RunContext,
  observations: Observations,
  { deployment, step }: Begun,
): Promise<string | null> => {
  const ref = recordedRef(deployment);
  if (step.upid !== null || ref === null) return Promise.resolve(step.upid);
  return step.name === 'clone'
    ? cloneStep(observations).lostTask(context, { deployment, step }, step)
    : runningTaskOn(context, ref);
};

/** A clone whose answer was lost may begin after this deletion was asked for. */
const cloneMayAppear = ({ ports }: RunContext, { deployment, step }: Begun): boolean =>
  step.name === 'clone' && ports.clock.now().getTime() < deployment.updatedAt.getTime() + lostCallMs;

/** After this, a task that the portal is not allowed to read no longer holds a deletion up. */
const unreadableTaskMs = 60 * 60_000;

const onLeftoverFault = async ({ ports }: RunContext, state: Begun, error: HypervisorError): Promise<RunOutcome> => {
  const patient = ports.clock.now().getTime() < state.step.startedAt.getTime() + unreadableTaskMs;
  if (patient || isTransient(error)) {
    await postpone(ports, state, error.message, { forgetTask: false });
    return 'rest';
  }
  const message = `The deletion failed: ${error.message}`;
  await failOperation(ports, state, { code: 'delete_failed', message, log: [], to: 'failed' });
  return 'rest';
};

/** Nothing is destroyed while a task of ours runs on the VM: a destroy sent during a clone deletes the finished clone. */
const settleLeftover = async (context: RunContext, observations: Observations, state: Begun): Promise<RunOutcome> => {
  const { ports, hypervisor, signal } = context;
  try {
    const upid = await leftoverTask(context, observations, state);
    if (upid !== null && (await hypervisor.task(upid, signal)).state === 'running') {
      await postpone(ports, state, `Waiting for the ${state.step.name} task to end.`, { forgetTask: false });
      return 'rest';
    }
    if (upid === null && cloneMayAppear(context, state)) {
      const reason = 'Waiting to see whether an interrupted clone still appears.';
      await postpone(ports, state, reason, { forgetTask: false, afterMs: lostCallMs });
      return 'rest';
    }
  } catch (error) {
    if (!(error instanceof HypervisorError)) throw error;
    if (error.code !== 'task_missing') return onLeftoverFault(context, state, error);
  }
  await endStep(ports, state, {
    skipped: true,
    message: 'Interrupted by the deletion.',
    jobs: [dispatchJob(state.deployment)],
  });
  return 'again';
};

/** Deadline passed or refused for good: the VM is still there, and so are its row, its VMID and its quota. */
const refused = async (
  context: RunContext,
  result: Extract<TaskStepResult, { kind: 'failed' }>,
): Promise<RunOutcome> => {
  const { error, state, log } = result;
  if (error.code === 'guest_missing') return finish(context, state, 'The VM was already gone.');
  if (error.code === 'guest_running' && state.step.name === 'destroy') {
    const { id } = state.deployment;
    const runAt = new Date(context.ports.clock.now().getTime() + runningAgainMs);
    const jobs = [job('deployment.run', { deploymentId: id }, runAt)];
    await endStep(context.ports, state, { skipped: true, message: 'The VM was running again.', jobs });
    return 'rest';
  }
  const message = `The deletion failed: ${error.message}`;
  await failOperation(context.ports, state, { code: 'delete_failed', message, log, to: 'failed' });
  return 'rest';
};

const destroy = async (context: RunContext, state: RunState): Promise<RunOutcome> => {
  const result = await runTaskStep(context, state, { operation, spec: destroyStep, begunHere: false });
  if (result.kind === 'interrupted') return result.outcome;
  if (result.kind === 'failed') return refused(context, result);
  const { state: done } = result;
  const ref = recordedRef(done.deployment);
  try {
    if (ref === null || (await isDestroyed(context, ref))) return finish(context, done, 'Destroyed.');
  } catch (error) {
    if (!(error instanceof HypervisorError)) throw error;
    await postpone(context.ports, done, error.message, { forgetTask: false });
    return 'rest';
  }
  const reason = 'The cluster still lists the VM after its destruction.';
  await postpone(context.ports, done, reason, { forgetTask: true });
  return 'rest';
};

const stopFirst = async (context: RunContext, state: RunState): Promise<RunOutcome> => {
  const result = await runTaskStep(context, state, { operation, spec: stopStep, begunHere: false });
  if (result.kind === 'interrupted') return result.outcome;
  if (result.kind === 'failed') return refused(context, result);
  await endStep(context.ports, result.state, { next: 'destroy' });
  return 'again';
};

/** The VM's power decides whether it must be stopped first. Begins that step or the destruction. */
const begin = async (context: RunContext, state: RunState): Promise<RunOutcome> => {
  const { hypervisor, signal, ports } = context;
  const ref = recordedRef(state.deployment);
  if (ref === null) return finish(context, state, 'No VM was made.');
  const begun = await beginStep(ports, state, operation, 'confirm');
  try {
    const { power } = await hypervisor.guestStatus(ref, signal);
    await endStep(ports, begun, { next: power === 'stopped' ? 'destroy' : 'stop', message: `The VM is ${power}.` });
  } catch (error) {
    if (!(error instanceof HypervisorError)) throw error;
    // Missing or moved: the destroy step asks the whole cluster.
    await endStep(ports, begun, { next: 'destroy', message: error.message });
  }
  return 'again';
};

export const remove =
  (observations: Observations) =>
  async (context: RunContext, state: RunState): Promise<RunOutcome> => {
    const { deployment, step } = state;
    if (step === null) return begin(context, state);
    if (step.operation !== operation) return settleLeftover(context, observations, { deployment, step });
    switch (step.name) {
      case 'stop':
        return stopFirst(context, state);
      case 'destroy':
        return destroy(context, state);
      default:
        // `confirm`, interrupted before it ended: it only looked.
        await endStep(context.ports, { deployment, step }, { skipped: true, message: 'Looking again.' });
        return 'again';
    }
  };
