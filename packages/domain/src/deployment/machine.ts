// The state machine of a deployment, from the table of actions. UI, REST and worker all read it, so an action is offered exactly
// when it would be accepted, and a refused one says why.
import {
  type DeploymentAction,
  type DeploymentStatus,
  deploymentActionRow,
  deploymentActions,
  deploymentStatuses,
  movingStatuses,
  type Operation,
  operationOf,
  type QuarantineAction,
  type Reason,
  recordOf,
  restingStatuses,
} from '@portal/types';

/** Statuses in which the engine has work in hand, and which. */
export const operationIn: Readonly<Record<DeploymentStatus, Operation | null>> = {
  ...recordOf(restingStatuses, () => null),
  ...recordOf(movingStatuses, operationOf),
};

/** Nothing else is asked of what is being taken over or down. */
const takesNoMore: readonly (Operation | null)[] = ['adopt', 'delete'];

const accepts = (action: DeploymentAction, status: DeploymentStatus): boolean => {
  const { from, anytime = false } = deploymentActionRow(action);
  const operation = operationIn[status];
  return operation === null ? from.some((one) => one === status) : anytime && !takesNoMore.includes(operation);
};

/** The status that follows, or null when the action is refused there. What is carried out at once keeps it, but wakes an expired one. */
export const statusAfter = (action: DeploymentAction, status: DeploymentStatus): DeploymentStatus | null =>
  accepts(action, status)
    ? (deploymentActionRow(action).meanwhile ?? (status === 'expired' ? 'stopped' : status))
    : null;

export const allowedActions = (status: DeploymentStatus): readonly DeploymentAction[] =>
  deploymentActions.filter((action) => accepts(action, status));

/** Each way that the power of a VM may be found. */
const asFound = ['running', 'stopped', 'suspended'] as const;

/** Where the engine, the end of a lease, an administrator and the world outside may move a deployment. */
const moves: Readonly<Record<DeploymentStatus, readonly DeploymentStatus[]>> = {
  ...recordOf(movingStatuses, () => [...asFound, 'failed', 'quarantined'] as const),
  queued: ['provisioning', 'failed', 'deleted'],
  provisioning: ['queued', ...asFound, 'failed', 'quarantined', 'deleted'],
  running: ['stopped', 'suspended', 'failed', 'quarantined'],
  stopping: [...asFound, 'expired', 'failed', 'quarantined'],
  stopped: ['running', 'suspended', 'expired', 'failed', 'quarantined'],
  suspended: ['running', 'stopped', 'failed', 'quarantined'],
  rebuilding: [...asFound, 'queued', 'expired', 'failed', 'quarantined'],
  adopting: [...asFound, 'quarantined'],
  failed: [...asFound, 'quarantined'],
  expired: ['stopping', 'failed', 'quarantined'],
  trashed: ['stopped'],
  deleting: [...asFound, 'expired', 'deleted', 'failed', 'quarantined'],
  deleted: [],
  quarantined: [...asFound, 'adopting', 'deleting', 'deleted'],
};

/** Where each status may go. Whatever moves a deployment moves along these. */
export const transitions: Readonly<Record<DeploymentStatus, readonly DeploymentStatus[]>> = recordOf(
  deploymentStatuses,
  (status) => {
    const asked = deploymentActions.flatMap((action) => statusAfter(action, status) ?? []);
    return [...new Set([...moves[status], ...asked])].filter((next) => next !== status);
  },
);

export const mayMove = (from: DeploymentStatus, to: DeploymentStatus): boolean => transitions[from].includes(to);

/** Why nothing is to be settled in a status other than `quarantined`. */
export const quarantineRefusal = (action: QuarantineAction, status: DeploymentStatus): Reason => ({
  code: 'settling_refused',
  params: { action, status },
});

/** Why this cannot be done in a status: shown beside the disabled button and in the 409. */
export const refusalReason = (action: DeploymentAction, status: DeploymentStatus): Reason => ({
  code: 'action_refused',
  params: { action, status },
});

/** Null when the action would be accepted. */
export const actionRefusal = (action: DeploymentAction, status: DeploymentStatus): Reason | null =>
  accepts(action, status) ? null : refusalReason(action, status);

/** Placed, but perhaps not running yet. */
export const notYetUp: readonly DeploymentStatus[] = ['provisioning', 'starting'];
