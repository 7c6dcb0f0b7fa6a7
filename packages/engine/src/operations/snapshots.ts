// Snapshots of a VM: making one, going back to one, removing one. A snapshot's row is written in the commit that moves its
// deployment, so that the two never disagree. What a failed one left behind in PVE would block the whole VM: it is
// removed, or it is said.

import type { Deployment, DeploymentSnapshot, Write } from '@portal/domain';
import { adviceOn, deploymentEvent, engineActions, type GuestSnapshot, HypervisorError } from '@portal/domain';
import type { Fault, Operation, Reason, SnapshotStatus } from '@portal/types';
import { commit, endStep, engineActor, failOperation, newStep, postpone } from '../commits.ts';
import type { Begun, EnginePorts, RunContext, RunOutcome, RunState } from '../engine-ports.ts';
import { whyItFailed, whyItWaits } from '../fault-words.ts';
import { refOf, startStep } from '../guest-tasks.ts';
import { createSnapshotStep, removeSnapshotStep, rollbackStep } from '../lifecycle-tasks.ts';
import { startedSince } from '../lost-task.ts';
import { confirmFault } from '../ownership.ts';
import { afterFailure, type Failed, finish, statusAt, withPower } from '../rest.ts';
import { runTaskStep, type TaskStep } from '../task-step.ts';
import { afterBoot } from './power.ts';

const marked = (row: DeploymentSnapshot, status: SnapshotStatus): Write => ({
  kind: 'snapshot.update',
  row: { ...row, status },
});

/** What an operation that ends midway makes of the snapshot it was about. */
const afterInterruption = {
  creating: 'failed',
  rolling_back: 'ready',
  removing: 'failed',
  ready: 'ready',
  removed: 'removed',
  failed: 'failed',
} as const satisfies Record<SnapshotStatus, SnapshotStatus>;

/** For whoever takes a deployment out of an operation, as quarantine does: no snapshot stays on its way. */
export const interruptedSnapshots = async (ports: EnginePorts, deployment: Deployment): Promise<Write[]> =>
  (await ports.reader.snapshots(deployment.id))
    .filter(({ status }) => afterInterruption[status] !== status)
    .map((row) => marked(row, afterInterruption[row.status]));

/** With the VM go its snapshots. */
export const removedSnapshots = async (ports: EnginePorts, deployment: Deployment): Promise<Write[]> =>
  (await ports.reader.snapshots(deployment.id)).map((row) => marked(row, 'removed'));

type Work = Extract<SnapshotStatus, 'creating' | 'rolling_back' | 'removing'>;

/** The database lets one snapshot of a VM be on its way at a time. */
const onItsWay = async ({ ports }: RunContext, { deployment }: RunState, work: Work): Promise<DeploymentSnapshot> => {
  const found = (await ports.reader.snapshots(deployment.id)).find(({ status }) => status === work);
  if (found === undefined) throw new Error(`deployment ${deployment.id} has no snapshot that is ${work}`);
  return found;
};

const run = (context: RunContext, state: RunState, operation: Operation, spec: TaskStep) =>
  runTaskStep(context, state, { operation, spec, begunHere: false });

const comeToRest = (context: RunContext, state: Begun, writes: readonly Write[]): Promise<RunOutcome> =>
  withPower(context, state, {
    writes,
    at(power) {
      return finish(context, state, { status: statusAt[power], writes });
    },
  });

/** What PVE has of it after a failure; null when it did not say, and the step was put off. */
const remainsOf = async (
  context: RunContext,
  { state }: Failed,
  { name }: DeploymentSnapshot,
): Promise<GuestSnapshot['state'] | 'none' | null> => {
  const { hypervisor, ports, signal } = context;
  try {
    const snapshots = await hypervisor.snapshots(refOf(state), signal);
    return snapshots.find((snapshot) => snapshot.name === name)?.state ?? 'none';
  } catch (error) {
    if (!(error instanceof HypervisorError)) throw error;
    const fault = await confirmFault(context, state.deployment, error);
    if (fault.code === 'guest_missing') return 'none';
    await postpone(ports, state, whyItWaits(fault), { forgetTask: false });
    return null;
  }
};

const beginCleanUp = async ({ ports }: RunContext, { state, error, log }: Failed): Promise<RunOutcome> => {
  const { deployment, step } = state;
  const reason = whyItFailed('snapshot', error);
  const next = newStep(ports, deployment.id, 'snapshot', 'remove_snapshot');
  await commit(ports, deployment, {
    writes: [
      {
        kind: 'step.update',
        row: { ...step, status: 'failed', endedAt: ports.clock.now(), reason, waitingSince: null, log },
      },
      { kind: 'step.insert', row: next },
    ],
    events: [deploymentEvent(engineActions.stepStarted, deployment, { step: next.name, reason })],
  });
  return 'again';
};

const onCreateFailed = async (context: RunContext, result: Failed, row: DeploymentSnapshot): Promise<RunOutcome> => {
  switch (await remainsOf(context, result, row)) {
    case null:
      return 'rest';
    case 'none':
      return afterFailure(context, result, { writes: [marked(row, 'failed')] });
    case 'ready':
      // Its answer came too late, but it is there.
      return comeToRest(context, result.state, [marked(row, 'ready')]);
    default:
      return beginCleanUp(context, result);
  }
};

/** Why the snapshot failed that is cleaned up after: it stands in the step before. */
const causeOfFailure = async ({ ports }: RunContext, { deployment }: Begun): Promise<Fault> => {
  const steps = await ports.unitOfWork.run(engineActor, (tx) => tx.steps(deployment.id));
  const reason = steps.findLast(({ name, status }) => name === 'snapshot' && status === 'failed')?.reason;
  if (reason?.code === 'operation_failed') return reason.params.cause;
  return { code: 'step_failed', params: { step: 'snapshot' } };
};

const cleanUp = async (context: RunContext, state: RunState, row: DeploymentSnapshot): Promise<RunOutcome> => {
  const { ports } = context;
  const result = await run(context, state, 'snapshot', removeSnapshotStep(row));
  if (result.kind === 'interrupted') return result.outcome;
  const cause = await causeOfFailure(context, result.state);
  const writes = [marked(row, 'failed')];
  return withPower(context, result.state, {
    writes,
    async at(power) {
      const to = statusAt[power];
      if (result.kind === 'failed') {
        const { log, error } = result;
        const reason: Reason = { code: 'snapshot_left_behind', params: { cause, removal: error.reason } };
        await failOperation(ports, result.state, { code: 'operation_failed', reason, log, to, also: { writes } });
        return 'rest';
      }
      const reason: Reason = { code: 'operation_failed', params: { operation: 'snapshot', cause, advice: null } };
      await endStep(ports, result.state, {
        reason: { code: 'failed_snapshot_removed', params: {} },
        patch: { status: to, statusReason: reason, failureCode: 'operation_failed' },
        writes,
        event: deploymentEvent(
          engineActions.failed,
          state.deployment,
          { code: 'operation_failed', reason, to },
          'failed',
        ),
      });
      return 'rest';
    },
  });
};

export const snapshot = async (context: RunContext, state: RunState): Promise<RunOutcome> => {
  const row = await onItsWay(context, state, 'creating');
  if (state.step?.name === 'remove_snapshot') return cleanUp(context, state, row);
  const result = await run(context, state, 'snapshot', createSnapshotStep(row));
  if (result.kind === 'interrupted') return result.outcome;
  if (result.kind === 'failed') return onCreateFailed(context, result, row);
  return comeToRest(context, result.state, [marked(row, 'ready')]);
};

/** PVE starts a VM that ran before by a task of its own, which nobody there waits for: here it is a step. */
const afterRollback = async (context: RunContext, state: Begun, writes: readonly Write[]): Promise<RunOutcome> => {
  try {
    if (!(await startedSince(context, refOf(state), state.step))) return comeToRest(context, state, writes);
  } catch (error) {
    if (!(error instanceof HypervisorError)) throw error;
    await postpone(context.ports, state, whyItWaits(error), { forgetTask: false });
    return 'rest';
  }
  await endStep(context.ports, state, { next: 'start', patch: { addresses: [] }, writes });
  return 'again';
};

const startAgain = async (context: RunContext, state: RunState): Promise<RunOutcome> => {
  const result = await run(context, state, 'rollback', startStep);
  if (result.kind === 'interrupted') return result.outcome;
  if (result.kind === 'failed') {
    const { reason: cause, code } = result.error;
    const params = { cause, advice: adviceOn(code) };
    return afterFailure(context, result, { reason: { code: 'not_started_after_rollback', params } });
  }
  await endStep(context.ports, result.state, { next: 'address' });
  return 'again';
};

export const rollback = async (context: RunContext, state: RunState): Promise<RunOutcome> => {
  const { deployment, step } = state;
  if (step?.name === 'address') return afterBoot(context, { deployment, step });
  if (step?.name === 'start') return startAgain(context, state);
  const row = await onItsWay(context, state, 'rolling_back');
  const result = await run(context, state, 'rollback', rollbackStep(row));
  if (result.kind === 'interrupted') return result.outcome;
  if (result.kind === 'failed') {
    const status = result.error.code === 'snapshot_missing' ? 'failed' : 'ready';
    return afterFailure(context, result, { writes: [marked(row, status)] });
  }
  return afterRollback(context, result.state, [marked(row, 'ready')]);
};

export const removeSnapshot = async (context: RunContext, state: RunState): Promise<RunOutcome> => {
  const row = await onItsWay(context, state, 'removing');
  const result = await run(context, state, 'remove_snapshot', removeSnapshotStep(row));
  if (result.kind === 'interrupted') return result.outcome;
  if (result.kind === 'done') return comeToRest(context, result.state, [marked(row, 'removed')]);
  const remains = await remainsOf(context, result, row);
  if (remains === null) return 'rest';
  return afterFailure(context, result, { writes: [marked(row, remains === 'ready' ? 'ready' : 'failed')] });
};
