// How a run writes down what it did: each is one compare-and-set on the deployment with the audit event that explains
// it. A miss means that somebody (a person, the drift cycle) moved the deployment; the run then looks again.
import {
  type ActorContext,
  type AuditEvent,
  Change,
  type Deployment,
  type DeploymentPatch,
  type DeploymentStep,
  deploymentEvent,
  engineActions,
  type JobRequest,
  job,
  nextDeployment,
  systemActor,
  type Write,
} from '@portal/domain';
import type { FailureCode, Operation, Reason, Rest, StepName } from '@portal/types';
import type { EnginePorts } from './engine-ports.ts';

export const engineActor = systemActor('deployment.run');

export interface Commit {
  /** The engine's run, unless it is another job that writes. */
  readonly actor?: ActorContext;
  readonly patch?: DeploymentPatch;
  /** Who has cancelled the operation that ends with this. */
  readonly cancelledBy?: string;
  readonly writes?: readonly Write[];
  readonly events: readonly [AuditEvent, ...AuditEvent[]];
  readonly jobs?: readonly JobRequest[];
}

const changeTo = (current: Deployment, next: Deployment, what: Omit<Commit, 'actor'>): Change => {
  const { cancelledBy = null, writes = [], events, jobs = [] } = what;
  const update: Write = { kind: 'deployment.update', row: next, read: current, cancelledBy };
  return Change.of({ writes: [update, ...writes], events, jobs });
};

/** A compare-and-set on a deployment, for whoever commits it together with others. */
export const changeOn = ({ clock }: EnginePorts, current: Deployment, what: Omit<Commit, 'actor'>): Change =>
  changeTo(current, nextDeployment(current, what.patch, clock.now()), what);

export const commit = async (
  { clock, unitOfWork }: EnginePorts,
  current: Deployment,
  { actor = engineActor, ...what }: Commit,
): Promise<Deployment> => {
  const next = nextDeployment(current, what.patch, clock.now());
  await unitOfWork.run(actor, (tx) => tx.commit(changeTo(current, next, what)));
  return next;
};

/** What changes no row, on record; nothing where nothing happened. */
export const record = async (
  { unitOfWork }: EnginePorts,
  actor: ActorContext,
  [first, ...others]: readonly AuditEvent[],
): Promise<void> => {
  if (first === undefined) return;
  await unitOfWork.run(actor, (tx) => tx.commit(Change.of({ writes: [], events: [first, ...others] })));
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
  isTakenUp: true,
  upid: null,
  reason: null,
  waitingSince: null,
  log: [],
});

export const endedStep = (
  step: DeploymentStep,
  end: Partial<Omit<DeploymentStep, 'reason' | 'endedAt'>> &
    Pick<DeploymentStep, 'reason'> & { readonly endedAt: Date },
): Write => ({ kind: 'step.update', row: { ...step, waitingSince: null, ...end } });

const shortestPauseMs = 1_000;
const longestPauseMs = 60_000;

/** As long as it has waited so far: 1, 1, 2, 4 … 60 seconds. */
export const pauseAfter = (waitedMs: number): number => Math.min(longestPauseMs, Math.max(shortestPauseMs, waitedMs));

export interface Failure {
  readonly actor?: ActorContext;
  /** What is on record, where it is no failure of an operation. */
  readonly action?: typeof engineActions.missingOutside;
  readonly code: FailureCode;
  readonly reason: Reason;
  /** Of its task. */
  readonly log?: readonly string[];
  /** `failed`, `quarantined` for a VM that is not ours, or the power state that a failed power operation left. */
  readonly to: Exclude<Rest, 'pending' | 'deleted'>;
  /** What else becomes true with the failure. */
  readonly patch?: DeploymentPatch;
  readonly writes?: readonly Write[];
}

/** Ends the operation badly, with an explanation that stays on the deployment and in the step. */
export const failOperation = async (
  ports: EnginePorts,
  { deployment, step }: { readonly deployment: Deployment; readonly step: DeploymentStep | null },
  failure: Failure,
): Promise<void> => {
  const { code, reason, log = [], to, patch, writes = [], actor = engineActor } = failure;
  const end = { status: 'failed', endedAt: ports.clock.now(), reason, log } as const;
  const action = failure.action ?? (to === 'quarantined' ? engineActions.quarantined : engineActions.failed);
  const detail = { code, reason, step: step?.name ?? null, upid: step?.upid ?? null, to };
  await commit(ports, deployment, {
    actor,
    patch: { ...patch, rest: to, operation: null, failureCode: code, statusReason: reason },
    writes: [...(step === null ? [] : [endedStep(step, end)]), ...writes],
    events: [deploymentEvent(action, deployment, detail, 'failed')],
    // A failed clone gives its slot back.
    jobs: [job('cluster.dispatch', { clusterId: deployment.clusterId })],
  });
};
