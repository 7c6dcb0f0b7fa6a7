// Deciding on what is asked of a deployment: pure functions of the deployment as it stands. An accepted one is a change
// with its audit event and its job; a refused one is the error that says why.
import {
  type ActionsWith,
  type DeploymentAction,
  type DeploymentStatus,
  type ExtendDeployment,
  hoursAfter,
  type PlainRequest,
  type Reason,
} from '@portal/types';
import { deploymentEvent, requestedActions } from '../audit/events.ts';
import { type AnsweredRef, Change, type Write } from '../change.ts';
import { statusOf } from '../deployment-status.ts';
import { DomainError } from '../errors.ts';
import { type JobRequest, job } from '../jobs.ts';
import { extendLease, extensionBase, type Lease, withLeastTime } from '../lease/lease.ts';
import { limitExceeded } from '../limits/exceeded.ts';
import type { Deployment, JsonObject } from '../records.ts';
import type { TemplateVersion } from '../template-records.ts';
import { accepts, allowedActions, begunBy, refusalReason } from './machine.ts';
import type { OperationNotes } from './operation.ts';

export type Decision =
  | { readonly accepted: true; readonly change: Change }
  | { readonly accepted: false; readonly error: DomainError };

/** With what may be asked instead, which is not what was `asked`. */
export const refusedNow = (current: Deployment, reason: Reason, asked?: DeploymentAction): Decision => ({
  accepted: false,
  error: new DomainError('transition_refused', reason, {
    currentStatus: statusOf(current),
    allowedActions: allowedActions(current).filter((allowed) => allowed !== asked),
  }),
});

export const transitionRefused = (
  action: DeploymentAction,
  current: Deployment,
  reason: Reason = refusalReason(action, current),
): Decision => refusedNow(current, reason, action);

/** Because of one field of what is asked. */
export const fieldRefused = (field: string, code: 'invalid_input' | 'conflict', reason: Reason): Decision => ({
  accepted: false,
  error: new DomainError(code, reason, { fields: [{ field }] }),
});

interface Acceptance {
  readonly action: DeploymentAction;
  readonly next: Deployment;
  readonly detail: JsonObject;
  readonly writes?: readonly Write[];
  readonly jobs?: readonly JobRequest[];
  readonly notes?: OperationNotes;
}

export const acceptedChange = (
  current: Deployment,
  { action, next, detail, writes = [], jobs = [], notes = {} }: Acceptance,
): Change =>
  Change.of({
    writes: [{ kind: 'deployment.update', row: next, read: current, ...notes }, ...writes],
    events: [deploymentEvent(requestedActions[action], next, { ...detail, ...notes })],
    // Another try is answered by the operation that it begins.
    ...(notes.retryOf === undefined ? {} : { answers: null }),
    jobs: [
      next.operation === current.operation
        ? job('lease.due', { deploymentId: next.id })
        : job('deployment.run', { deploymentId: next.id }),
      ...jobs,
    ],
  });

export const accept = (current: Deployment, acceptance: Acceptance): Decision => ({
  accepted: true,
  change: acceptedChange(current, acceptance),
});

export const moved = (current: Deployment, patch: Partial<Deployment>, now: Date): Deployment => ({
  ...current,
  ...patch,
  version: current.version + 1,
  updatedAt: now,
});

interface DoneAtOnce extends Pick<Acceptance, 'detail' | 'writes'> {
  readonly action: keyof typeof requestedActions;
  readonly patch?: Partial<Deployment>;
  readonly jobs?: readonly JobRequest[];
  readonly now: Date;
  readonly answers?: AnsweredRef;
}

/** With nothing to carry out on the cluster. */
export const doneAtOnce = (
  current: Deployment,
  { action, patch = {}, writes = [], jobs = [], detail, now, answers }: DoneAtOnce,
): Decision => {
  const row = moved(current, patch, now);
  return {
    accepted: true,
    change: Change.of({
      writes: [{ kind: 'deployment.update', row, read: current }, ...writes],
      events: [deploymentEvent(requestedActions[action], row, detail)],
      jobs,
      ...(answers !== undefined && { answers }),
    }),
  };
};

/** What an action begins on a deployment, which has no word of its own until that has one. */
export const begun = (
  current: Deployment,
  action: DeploymentAction,
  { now, ...patch }: Partial<Deployment> & { readonly now: Date },
): {
  readonly next: Deployment;
  readonly fromTo: { readonly from: DeploymentStatus; readonly to: DeploymentStatus };
} => {
  const next = moved(current, { statusReason: null, failureCode: null, ...patch, operation: begunBy(action) }, now);
  return { next, fromTo: { from: statusOf(current), to: statusOf(next) } };
};

export type ProtectionAction = 'protect' | 'unprotect';

type BeginningAction = ActionsWith<{ meanwhile: string }> | ActionsWith<{ begins: 'delete' }>;

/** Of what is asked with nothing but the deployment, and carried out on the cluster. */
export const actChange = (
  current: Deployment,
  action: Extract<PlainRequest['action'], BeginningAction>,
  now: Date,
  notes: OperationNotes = {},
): Decision => {
  if (!accepts(action, current)) return transitionRefused(action, current);
  const { next, fromTo: detail } = begun(current, action, { now });
  return accept(current, { action, next, detail, notes });
};

/** One that was `expired` no longer rests because its lease has ended. */
export const withLease = (current: Deployment, lease: Lease, now: Date): Deployment => {
  const statusReason = statusOf(current) === 'expired' ? null : current.statusReason;
  return moved(current, { statusReason, leaseEnded: false, leaseNoticeAt: now, ...lease }, now);
};

export const extendChange = (
  current: Deployment,
  template: TemplateVersion,
  asked: Omit<ExtendDeployment, 'id'>,
  now: Date,
): Decision => {
  if (!accepts('extend', current)) return transitionRefused('extend', current);
  const base = extensionBase(current, now);
  const expiresAt = asked.until === undefined ? hoursAfter(base, asked.hours ?? 0) : new Date(asked.until);
  if (expiresAt <= base) return fieldRefused('until', 'invalid_input', { code: 'lease_not_longer', params: {} });
  const extension = extendLease(current, template, { expiresAt, now });
  if (!extension.accepted) return { accepted: false, error: limitExceeded([extension.limit]) };
  // To give an end to what has none makes it no longer.
  const extensions = current.extensions + Number(current.expiresAt !== null);
  const next = withLease({ ...current, extensions }, extension.lease, now);
  const detail = {
    ...(asked.hours !== undefined && { hours: asked.hours }),
    from: current.expiresAt?.toISOString() ?? null,
    to: expiresAt.toISOString(),
  };
  return accept(current, { action: 'extend', next, detail });
};

export const protectionChange = (current: Deployment, action: ProtectionAction, now: Date): Decision => {
  if (!accepts(action, current)) return transitionRefused(action, current);
  const deleteAt = action === 'unprotect' ? withLeastTime(current, now) : current.deleteAt;
  const next = moved(current, { deleteProtection: action === 'protect', deleteAt }, now);
  return accept(current, { action, next, detail: { deleteAt: deleteAt?.toISOString() ?? null } });
};
