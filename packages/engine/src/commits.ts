// How a run writes down what it did: each is one compare-and-set on the deployment with the audit event that explains
// it. A miss means that somebody (a person, the drift cycle) moved the deployment; the run then looks again.

import type { AuditEvent, Deployment, DeploymentStep } from '@portal/domain';
import {
  type ActorContext,
  Change,
  type DeploymentPatch,
  deploymentEvent,
  engineActions,
  type JobRequest,
  job,
  nextDeployment,
  StaleVersionError,
  systemActor,
  type Write,
} from '@portal/domain';
import {
  type DeploymentStatus,
  type FailureCode,
  type Operation,
  type Reason,
  type StepName,
  sameReason,
} from '@portal/types';
import type { Begun, EnginePorts, RunContext, RunState } from './engine-ports.ts';

export const engineActor = systemActor('deployment.run');

interface Commit {
  /** The engine's run, unless it is another job that writes. */
  readonly actor?: ActorContext;
  readonly patch?: DeploymentPatch;
  readonly writes?: readonly Write[];
  readonly events: readonly [AuditEvent, ...AuditEvent[]];
  readonly jobs?: readonly JobRequest[];
}

export const commit = async (ports: EnginePorts, current: Deployment, what: Commit): Promise<Deployment> => {
  const next = nextDeployment(current, what.patch, ports.clock.now());
  const update: Write = { kind: 'deployment.update', row: next, read: current };
  const change = Change.of({
    writes: [update, ...(what.writes ?? [])],
    events: what.events,
    jobs: what.jobs ?? [],
  });
  await ports.unitOfWork.run(what.actor ?? engineActor, (tx) => tx.commit(change));
  return next;
};

export const newStep = (
  ports: EnginePorts,
  deploymentId: string,
  operation: Operation,
  name: StepName,
): DeploymentStep => ({
  id: ports.ids.next(),
  deploymentId,
  operation,
  name,
  status: 'running',
  startedAt: ports.clock.now(),
  endedAt: null,
  upid: null,
  reason: null,
  waitingSince: null,
  log: [],
});

/** Writes the intent before anything is asked of the cluster. */
export const beginStep = async (
  ports: EnginePorts,
  state: RunState,
  operation: Operation,
  name: StepName,
): Promise<Begun> => {
  const step = newStep(ports, state.deployment.id, operation, name);
  const deployment = await commit(ports, state.deployment, {
    writes: [{ kind: 'step.insert', row: step }],
    events: [deploymentEvent(engineActions.stepStarted, state.deployment, { operation, step: name })],
  });
  return { deployment, step };
};

/**
 * The step stands as it was written together with the VM's place: no run has taken it up, so nothing can have been asked of the
 * cluster for it.
 */
export const isUntouched = ({ deployment, step }: RunState): boolean =>
  step?.upid === null && step.waitingSince === null && step.startedAt.getTime() === deployment.placedAt?.getTime();

/** Writes down that a run takes it up, before anything is asked: from here on a lost answer is looked for. */
export const takeUp = async (ports: EnginePorts, { deployment: current, step }: Begun): Promise<Begun> => {
  const startedAt = new Date(Math.max(ports.clock.now().getTime(), step.startedAt.getTime() + 1));
  const taken = { ...step, startedAt };
  const { operation, name } = step;
  const deployment = await commit(ports, current, {
    writes: [{ kind: 'step.update', row: taken }],
    events: [deploymentEvent(engineActions.stepStarted, current, { operation, step: name })],
  });
  return { deployment, step: taken };
};

/**
 * Writes on the newest version: where a person's request comes between, what this write says must not be lost. Where another
 * worker has taken the step further or ended it, it is that worker's, and the run looks again.
 */
const insist = async <Result>(
  { ports, signal }: Pick<RunContext, 'ports' | 'signal'>,
  state: Begun,
  write: (current: Begun) => Promise<Result>,
): Promise<Result> => {
  let current = state;
  for (;;) {
    try {
      return await write(current);
    } catch (error) {
      if (!(error instanceof StaleVersionError)) throw error;
      signal.throwIfAborted();
      const { id } = state.deployment;
      const [deployment, step] = await Promise.all([ports.reader.deployment(id), ports.reader.runningStep(id)]);
      if (deployment === null || step?.id !== state.step.id || step.upid !== state.step.upid) throw error;
      current = { deployment, step };
    }
  }
};

/** Stores the task's id before it is awaited, even if a person's request has moved the deployment meanwhile. */
export const storeUpid = async (
  context: Pick<RunContext, 'ports' | 'signal'>,
  state: Begun,
  upid: string,
): Promise<{ readonly state: Begun; readonly superseded: boolean }> =>
  insist(context, state, async (current) => {
    const step = { ...current.step, upid, reason: null, waitingSince: null };
    const deployment = await commit(context.ports, current.deployment, {
      patch: { statusReason: null },
      writes: [{ kind: 'step.update', row: step }],
      events: [deploymentEvent(engineActions.taskStarted, current.deployment, { step: step.name, upid })],
    });
    return { state: { deployment, step }, superseded: current.deployment.version !== state.deployment.version };
  });

interface StepEnd {
  readonly reason?: Reason | null;
  readonly skipped?: boolean;
  readonly patch?: DeploymentPatch;
  readonly writes?: readonly Write[];
  readonly jobs?: readonly JobRequest[];
  /** The step that follows in the same operation; begun in the same commit. */
  readonly next?: StepName | null;
  readonly event?: AuditEvent;
}

/** Ends the step and, where another follows, begins that one in the same commit. */
export const endStep = async (ports: EnginePorts, state: Begun, end: StepEnd): Promise<RunState> => {
  const { deployment: current, step } = state;
  const status = end.skipped === true ? 'skipped' : 'done';
  const reason = end.reason ?? null;
  const ended: DeploymentStep = { ...step, status, endedAt: ports.clock.now(), reason, waitingSince: null };
  const following = end.next == null ? null : newStep(ports, current.id, step.operation, end.next);
  const detail = { operation: step.operation, step: step.name, reason, upid: step.upid };
  const deployment = await commit(ports, current, {
    patch: { statusReason: null, ...end.patch },
    writes: [
      { kind: 'step.update', row: ended },
      ...(following === null ? [] : [{ kind: 'step.insert' as const, row: following }]),
      ...(end.writes ?? []),
    ],
    events: [end.event ?? deploymentEvent(engineActions.stepDone, current, detail)],
    jobs: end.jobs ?? [],
  });
  return { deployment, step: following };
};

const shortestPauseMs = 1_000;
const longestPauseMs = 60_000;

/** As long as it has waited so far: 1, 1, 2, 4 … 60 seconds. */
export const pauseAfter = (waitedMs: number): number => Math.min(longestPauseMs, Math.max(shortestPauseMs, waitedMs));

interface Delay {
  /** The task has ended or is unknown: the next run starts another. */
  readonly forgetTask: boolean;
  /**
   * Something may still happen: written down even if a person's request has moved the deployment meanwhile, until this run is
   * told to stop.
   */
  readonly insistUntil?: AbortSignal | null;
  /** Instead of the growing pause. */
  readonly afterMs?: number;
  /** What becomes true with the wait. */
  readonly writes?: readonly Write[];
}

/** How often it is looked whether somebody has released a lock. */
const releasedAgainMs = 30_000;

/** What its owner reads is on record already, and there is no task to forget. */
const isOnRecord = ({ deployment, step }: Begun, reason: Reason, { forgetTask }: Delay): boolean =>
  sameReason(step.reason, reason) && sameReason(deployment.statusReason, reason) && !(forgetTask && step.upid !== null);

/**
 * Puts the step off with a reason that its owner can read; a job at that time takes it up again. A wait is on record when it begins
 * and when its reason changes, not each time that it is looked at.
 */
export const postpone = async (ports: EnginePorts, state: Begun, reason: Reason, delay: Delay): Promise<void> => {
  const { forgetTask, insistUntil: signal = null, writes = [] } = delay;
  const now = ports.clock.now();
  const again = ({ step, deployment }: Begun): JobRequest => {
    const waitedMs = now.getTime() - (step.waitingSince ?? now).getTime();
    const pauseMs = reason.code === 'waiting_for_release' ? releasedAgainMs : (delay.afterMs ?? pauseAfter(waitedMs));
    return job('deployment.run', { deploymentId: deployment.id }, new Date(now.getTime() + pauseMs));
  };
  if (isOnRecord(state, reason, delay)) return ports.jobs.enqueue([again(state)]);
  const write = async (current: Begun): Promise<void> => {
    const { deployment, step } = current;
    const upid = forgetTask ? null : step.upid;
    const delayed: DeploymentStep = { ...step, waitingSince: step.waitingSince ?? now, reason, upid };
    await commit(ports, deployment, {
      patch: { statusReason: reason },
      writes: [{ kind: 'step.update', row: delayed }, ...writes],
      events: [deploymentEvent(engineActions.waiting, deployment, { step: step.name, reason })],
      jobs: [again(current)],
    });
  };
  return signal === null ? write(state) : insist({ ports, signal }, state, write);
};

export interface Failure {
  readonly actor?: ActorContext;
  /** What is on record, where it is no failure of an operation. */
  readonly action?: typeof engineActions.missingOutside;
  readonly code: FailureCode;
  readonly reason: Reason;
  readonly log: readonly string[];
  /** `failed`, `quarantined` for a VM that is not ours, or the power state that a failed power operation left. */
  readonly to: Extract<DeploymentStatus, 'failed' | 'quarantined' | 'running' | 'suspended' | 'stopped' | 'expired'>;
  /** What else becomes true with the failure. */
  readonly also?: { readonly patch?: DeploymentPatch; readonly writes: readonly Write[] };
}

/** Ends the operation badly, with an explanation that stays on the deployment and in the step. */
export const failOperation = async (ports: EnginePorts, state: RunState, failure: Failure): Promise<void> => {
  const { deployment, step } = state;
  const { code, reason, log, to, also, actor = engineActor } = failure;
  const ended: Write[] =
    step === null
      ? []
      : [
          {
            kind: 'step.update',
            row: { ...step, status: 'failed', endedAt: ports.clock.now(), reason, waitingSince: null, log },
          },
        ];
  const action = failure.action ?? (to === 'quarantined' ? engineActions.quarantined : engineActions.failed);
  const detail = { code, reason, step: step?.name ?? null, upid: step?.upid ?? null, to };
  await commit(ports, deployment, {
    actor,
    patch: { ...also?.patch, status: to, failureCode: code, statusReason: reason },
    writes: [...ended, ...(also?.writes ?? [])],
    events: [deploymentEvent(action, deployment, detail, 'failed')],
    // A failed clone gives its slot back.
    jobs: [job('cluster.dispatch', { clusterId: deployment.clusterId })],
  });
};
