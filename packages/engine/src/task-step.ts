// A step that is one PVE task. The task's id is stored before it is awaited, only its exit status counts, and a run that
// finds the step already begun looks for what an earlier run may have started before it asks again.

import type { DeploymentStep } from '@portal/domain';
import { HypervisorError, isTransient, type TaskState } from '@portal/domain';
import type { Operation, StepName } from '@portal/types';
import { beginStep, isUntouched, postpone, storeUpid, takeUp } from './commits.ts';
import type { Begun, RunContext, RunOutcome, RunState } from './engine-ports.ts';
import { whyItWaits } from './fault-words.ts';
import { explainLock, GuestLockedError } from './guest-lock.ts';
import { taskState, watchesForTask, watching } from './lost-task.ts';
import { confirmFault } from './ownership.ts';
import { createPace, tasks } from './pace.ts';
import { lockLeftBehind, noteWarnings } from './problems.ts';

export interface TaskStep {
  readonly name: StepName;
  /** From the step's beginning; afterwards a transient fault is a failure. */
  readonly deadlineMs: number;
  /** Starts the task and answers its UPID; null when there is nothing to do. */
  readonly post: (context: RunContext, state: RunState) => Promise<string | null>;
  /** The deployment's own VM, or, for a clone, the template: whom a "does not exist" is about. */
  readonly acts: 'on_own_vm' | 'on_template';
  /** Whether the cluster already is as this step wants it: makes a repeat harmless. Null where that cannot be seen. */
  readonly settled: ((context: RunContext, state: RunState) => Promise<boolean>) | null;
  /** A task that an earlier, interrupted run may have started for this step and whose id was lost. */
  readonly lostTask: (context: RunContext, state: RunState, step: DeploymentStep) => Promise<string | null>;
}

type EndedTask = Exclude<TaskState, { readonly state: 'running' }>;

export type TaskStepResult =
  /** `ownTask`: the task that this step started did it; otherwise the cluster was found to be as it should. */
  | { readonly kind: 'done'; readonly state: Begun; readonly ownTask: boolean }
  /** Put off (a job takes it up later), or overtaken by a newer request (look again now). */
  | { readonly kind: 'interrupted'; readonly outcome: RunOutcome }
  | {
      readonly kind: 'failed';
      readonly state: Begun;
      readonly error: HypervisorError;
      readonly log: readonly string[];
    };

const logLines = 50;

interface Awaited {
  readonly upid: string;
  readonly until: number;
  /** What it is like, where its beginning was seen; null where it may have run for any time. */
  readonly kind: string | null;
}

/** Looks until it has ended: just after it should have, where tasks of its kind are known, and ever less often otherwise. */
const awaitTask = async (context: RunContext, { upid, until, kind }: Awaited) => {
  const { ports, signal, pace } = context;
  const begun = ports.clock.now().getTime();
  const age = (): number => ports.clock.now().getTime() - begun;
  const wait = kind === null ? createPace(tasks).begin(upid) : pace.tasks.begin(kind);
  if (kind !== null) await ports.clock.wait(wait.pauseMs(0), signal);
  for (;;) {
    const task = await taskState(context, upid);
    if (task.state === 'succeeded') wait.ended(age());
    if (task.state !== 'running') return task;
    const leftMs = until - begun - age();
    if (leftMs < 0) throw overdue();
    await ports.clock.wait(Math.min(wait.pauseMs(age()), leftMs + 1), signal);
  }
};

const taskLog = async ({ hypervisor, ports, signal }: RunContext, upid: string): Promise<readonly string[]> => {
  try {
    return await hypervisor.taskLog(upid, logLines, signal);
  } catch (error) {
    // The log explains a failure; without it the failure is still reported.
    ports.log.warn('task log could not be read', { upid, error });
    return [];
  }
};

/** The step as this run found it or begins it. Only a step begun by an earlier run can have a lost task. */
const enter = async (context: RunContext, state: RunState, operation: Operation, spec: TaskStep) => {
  if (state.step?.name === spec.name) {
    const begun = { deployment: state.deployment, step: state.step };
    return isUntouched(begun) ? { begun: await takeUp(context.ports, begun), fresh: true } : { begun, fresh: false };
  }
  return { begun: await beginStep(context.ports, state, operation, spec.name), fresh: true };
};

interface StartedTask {
  readonly upid: string;
  /** Found running, not started by us as far as we know: its success alone proves nothing. */
  readonly found: boolean;
}

const overdue = (): HypervisorError =>
  new HypervisorError('deadline', 'the task did not end in time', {
    maybeDone: true,
    reason: { code: 'task_overdue', params: {} },
  });

/** Where the effect cannot be seen, asking again while the first call may still be carried out might do it twice. */
const mayStillCome = (cause?: HypervisorError): HypervisorError =>
  new HypervisorError('deadline', 'the answer to a call was lost', {
    maybeDone: true,
    cause,
    reason: { code: 'answer_lost', params: {} },
  });

const isSettled = async (context: RunContext, begun: Begun, { settled }: TaskStep): Promise<boolean> =>
  settled !== null && (await settled(context, begun));

const startTask = async (
  context: RunContext,
  begun: Begun,
  spec: TaskStep,
  fresh: boolean,
): Promise<StartedTask | null> => {
  if (begun.step.upid !== null) return { upid: begun.step.upid, found: false };
  if (!fresh) {
    // In this order: a task that ends between the two looks is seen by its effect.
    const lost = await spec.lostTask(context, begun, begun.step);
    if (lost !== null) return { upid: lost, found: true };
    if (await isSettled(context, begun, spec)) return null;
    if (watchesForTask(begun.step, context.ports.clock.now())) throw mayStillCome();
  }
  const upid = await spec.post(context, begun);
  return upid === null ? null : { upid, found: false };
};

/** What is wrong with how the task ended; null when the step is done. */
const faultOf = async (
  context: RunContext,
  begun: Begun,
  spec: TaskStep,
  ended: { readonly task: EndedTask; readonly found: boolean },
): Promise<HypervisorError | null> => {
  const { task, found } = ended;
  if (task.state === 'succeeded' && (!found || spec.settled === null)) return null;
  if (await isSettled(context, begun, spec)) return null;
  if (task.state === 'failed')
    return new HypervisorError(task.reason, task.exitStatus, { maybeDone: false, quotes: true });
  const reason = { code: 'other_task_first', params: {} } as const;
  return new HypervisorError('locked', 'a task of somebody else had to end first', { maybeDone: false, reason });
};

/** Where neither the task nor its effect can be seen any more, asking again might do it twice. */
const unknowable = (): HypervisorError =>
  new HypervisorError('task_missing', 'the task is unknown, and its effect cannot be seen', {
    maybeDone: true,
    reason: { code: 'outcome_unknown', params: {} },
  });

/** A look that fails while a lost call is watched for says nothing of it. */
const isLostCall = ({ step }: Begun, { settled }: TaskStep, error: HypervisorError, now: Date): boolean =>
  settled === null && step.upid === null && (error.maybeDone || (watchesForTask(step, now) && isTransient(error)));

/** Decides on a fault: put off while it may pass and there is time, otherwise the step has failed. */
const onFault = async (
  context: RunContext,
  begun: Begun,
  spec: TaskStep,
  fault: { error: HypervisorError; taskEnded: boolean },
): Promise<TaskStepResult> => {
  const { taskEnded } = fault;
  const { ports } = context;
  const onOwnVm = spec.acts === 'on_own_vm';
  const found = onOwnVm ? await confirmFault(context, begun.deployment, fault.error) : fault.error;
  const lostForGood = found.code === 'task_missing' && spec.settled === null;
  const explained = onOwnVm ? await explainLock(context, begun.deployment, found) : found;
  const now = ports.clock.now();
  const isLost = !lostForGood && isLostCall(begun, spec, found, now);
  const error = lostForGood ? unknowable() : isLost ? mayStillCome(explained) : explained;
  const inTime = now.getTime() < begun.step.startedAt.getTime() + spec.deadlineMs;
  const mayPass = isTransient(error) || error.maybeDone || error.code === 'task_missing';
  const leftover = error instanceof GuestLockedError && error.holder === 'leftover' ? error : null;
  if (mayPass && (inTime || leftover !== null) && !lostForGood) {
    const forgetTask = taskEnded || error.code === 'task_missing';
    const insistUntil = error.maybeDone ? context.signal : null;
    const writes = leftover === null ? [] : [lockLeftBehind(begun.deployment, leftover)];
    const reason = isLost ? watching(begun.step, 'watching_for_answer', now) : whyItWaits(error);
    await postpone(ports, begun, reason, { forgetTask, insistUntil, writes });
    return { kind: 'interrupted', outcome: 'rest' };
  }
  const log = begun.step.upid === null ? [] : await taskLog(context, begun.step.upid);
  return { kind: 'failed', state: begun, error, log };
};

/** One that was started long ago still gets this long to show how it ended. */
const lastLookMs = 60_000;

/** A task that is only started now has all its time, however long its step waited for the cluster to answer before. */
const giveUpAt = ({ ports }: RunContext, { step }: Begun, { deadlineMs }: TaskStep): number => {
  const leastMs = step.upid === null ? deadlineMs : lastLookMs;
  return Math.max(step.startedAt.getTime() + deadlineMs, ports.clock.now().getTime() + leastMs);
};

/**
 * `begunHere`: this run has just written the step's beginning (in the commit that ended the step before), so nothing
 * can have been started for it yet.
 */
export const runTaskStep = async (
  context: RunContext,
  state: RunState,
  options: { readonly operation: Operation; readonly spec: TaskStep; readonly begunHere: boolean },
): Promise<TaskStepResult> => {
  const { spec } = options;
  const entered = await enter(context, state, options.operation, spec);
  let { begun } = entered;
  try {
    const started = await startTask(context, begun, spec, entered.fresh || options.begunHere);
    if (started === null) return { kind: 'done', state: begun, ownTask: false };
    const { upid, found } = started;
    const until = giveUpAt(context, begun, spec);
    if (begun.step.upid === null) {
      const stored = await storeUpid(context, begun, upid);
      if (stored.superseded) return { kind: 'interrupted', outcome: 'again' };
      begun = stored.state;
    }
    const seenToBegin = entered.begun.step.upid === null && !found;
    const kind = seenToBegin ? `${context.cluster.id} ${begun.deployment.templateId} ${spec.name}` : null;
    const task = await awaitTask(context, { upid, until, kind });
    const error = await faultOf(context, begun, spec, { task, found });
    if (error !== null) return await onFault(context, begun, spec, { error, taskEnded: true });
    const ownTask = task.state === 'succeeded' && !found;
    if (task.state !== 'succeeded' || !task.warned) return { kind: 'done', state: begun, ownTask };
    return { kind: 'done', state: await noteWarnings(context, begun, await taskLog(context, upid)), ownTask };
  } catch (error) {
    if (!(error instanceof HypervisorError)) throw error;
    return await onFault(context, begun, spec, { error, taskEnded: false });
  }
};
