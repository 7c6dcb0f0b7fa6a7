// Deleting a deployment: whatever an earlier operation left running is awaited, the VM is found and proven ours, stopped
// if it runs, destroyed, and `deleted` is written only when the cluster no longer has it. Each refusal of the cluster
// leaves the row, the VMID and the quota as they are.
import { deploymentEvent, engineActions } from '../audit/events.ts';
import type { Write } from '../change.ts';
import { HypervisorError } from '../hypervisor.ts';
import { job } from '../jobs.ts';
import type { Deployment, DeploymentStep } from '../records.ts';
import { beginStep, commit, endStep, failOperation, postpone } from './commits.ts';
import type { RunContext, RunOutcome, RunState } from './engine-ports.ts';
import { cloneStep, destroyStep, stopStep } from './guest-tasks.ts';
import { recordedRef } from './locate.ts';
import { runningTaskOn } from './lost-task.ts';
import type { Observations } from './observations.ts';
import { runTaskStep, type TaskStepResult } from './task-step.ts';

type Begun = RunState & { readonly step: DeploymentStep };
const operation = 'delete';

/** PVE's proxy may carry out a call up to 30 s after its answer was lost. */
const lostCloneGraceMs = 40_000;

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
const leftoverTask = async (
  context: RunContext,
  observations: Observations,
  { deployment, step }: Begun,
): Promise<string | null> => {
  if (step.upid !== null) return step.upid;
  const ref = recordedRef(deployment);
  if (ref === null) return null;
  const found =
    step.name === 'clone'
      ? await cloneStep(observations).lostTask(context, { deployment, step }, step)
      : await runningTaskOn(context, ref);
  const age = context.ports.clock.now().getTime() - step.startedAt.getTime();
  if (found === null && step.name === 'clone' && age < lostCloneGraceMs) {
    throw new HypervisorError('locked', 'Waiting to see whether an interrupted clone still appears.', {
      maybeDone: false,
    });
  }
  return found;
};

/** Nothing is destroyed while a task of ours runs on the VM: a destroy sent during a clone deletes the finished clone. */
const settleLeftover = async (context: RunContext, observations: Observations, state: Begun): Promise<RunOutcome> => {
  const { ports, hypervisor, signal } = context;
  try {
    const upid = await leftoverTask(context, observations, state);
    if (upid !== null && (await hypervisor.task(upid, signal)).state === 'running') {
      throw new HypervisorError('locked', `Waiting for the ${state.step.name} task to end.`, { maybeDone: false });
    }
  } catch (error) {
    if (!(error instanceof HypervisorError)) throw error;
    if (error.code !== 'task_missing') {
      await postpone(ports, state, error.message, { forgetTask: false });
      return 'rest';
    }
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
    await endStep(context.ports, state, { skipped: true, message: 'The VM was running again.' });
    return 'again';
  }
  const message = `The deletion failed: ${error.message}`;
  await failOperation(context.ports, state, { code: 'delete_failed', message, log, to: 'failed' });
  return 'rest';
};

const destroy = async (context: RunContext, state: RunState): Promise<RunOutcome> => {
  const result = await runTaskStep(context, state, { operation, spec: destroyStep, begunHere: false });
  if (result.kind === 'interrupted') return result.outcome;
  if (result.kind === 'failed') return refused(context, result);
  if (!(await destroyStep.settled(context, result.state))) {
    const reason = 'The cluster still lists the VM after its destruction.';
    await postpone(context.ports, result.state, reason, { forgetTask: true });
    return 'rest';
  }
  return finish(context, result.state, 'Destroyed.');
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
