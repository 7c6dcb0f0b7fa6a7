// The transition table of a deployment, total over its statuses. UI, REST and worker all read it, so an action is
// offered exactly when it would be accepted, and a refused one says why.
import {
  type ActionState,
  type DeploymentAction,
  type DeploymentStatus,
  deploymentActions,
  deploymentStatuses,
  type Operation,
} from '@portal/types';

/** Where each status may go. Whatever moves a deployment (a person, a job, the world outside) moves along these. */
export const transitions = {
  queued: ['provisioning', 'failed', 'deleting', 'deleted'],
  provisioning: ['queued', 'running', 'failed', 'deleting', 'quarantined'],
  running: ['stopping', 'rebooting', 'stopped', 'deleting', 'failed', 'quarantined'],
  stopping: ['stopped', 'expired', 'running', 'deleting', 'failed', 'quarantined'],
  stopped: ['starting', 'running', 'expired', 'deleting', 'failed', 'quarantined'],
  starting: ['running', 'stopped', 'deleting', 'failed', 'quarantined'],
  rebooting: ['running', 'stopped', 'deleting', 'failed', 'quarantined'],
  failed: ['running', 'stopped', 'deleting', 'quarantined'],
  expired: ['stopped', 'stopping', 'deleting', 'failed', 'quarantined'],
  trashed: ['stopped', 'deleting'],
  deleting: ['deleted', 'failed', 'quarantined'],
  deleted: [],
  quarantined: ['running', 'stopped'],
} as const satisfies Record<DeploymentStatus, readonly DeploymentStatus[]>;

export const mayMove = (from: DeploymentStatus, to: DeploymentStatus): boolean =>
  transitions[from].some((status) => status === to);

/** Where an accepted action puts a deployment; `extend` keeps its status, but wakes an expired one. */
const actionRules: Record<DeploymentAction, Partial<Record<DeploymentStatus, DeploymentStatus>>> = {
  start: { stopped: 'starting' },
  stop: { running: 'stopping' },
  reboot: { running: 'rebooting' },
  extend: {
    queued: 'queued',
    provisioning: 'provisioning',
    running: 'running',
    stopping: 'stopping',
    stopped: 'stopped',
    starting: 'starting',
    rebooting: 'rebooting',
    failed: 'failed',
    expired: 'stopped',
  },
  delete: {
    queued: 'deleting',
    provisioning: 'deleting',
    running: 'deleting',
    stopping: 'deleting',
    stopped: 'deleting',
    starting: 'deleting',
    rebooting: 'deleting',
    failed: 'deleting',
    expired: 'deleting',
    trashed: 'deleting',
  },
};

/** The status that follows, or null when the action is refused there. */
export const statusAfter = (action: DeploymentAction, status: DeploymentStatus): DeploymentStatus | null =>
  actionRules[action][status] ?? null;

export const allowedActions = (status: DeploymentStatus): readonly DeploymentAction[] =>
  deploymentActions.filter((action) => statusAfter(action, status) !== null);

/** Why nothing, or not this, can be done in a status: shown beside the disabled button and in the 409. */
const standing = {
  queued: 'it is still waiting for a clone slot',
  provisioning: 'it is still being set up',
  running: 'it is running',
  stopping: 'it is shutting down',
  stopped: 'it is stopped',
  starting: 'it is starting',
  rebooting: 'it is rebooting',
  failed: 'it has failed; delete it and create a new one',
  expired: 'its lease has ended; extend the lease first',
  trashed: 'it is in the recycle bin',
  deleting: 'it is being deleted',
  deleted: 'it is deleted',
  quarantined: 'its VM does not bear its stamp; an administrator has to look at it',
} as const satisfies Record<DeploymentStatus, string>;

const verbs = {
  start: 'started',
  stop: 'stopped',
  reboot: 'rebooted',
  extend: 'extended',
  delete: 'deleted',
} as const satisfies Record<DeploymentAction, string>;

export const refusalReason = (action: DeploymentAction, status: DeploymentStatus): string =>
  `It cannot be ${verbs[action]}: ${standing[status]}.`;

export const actionState = (action: DeploymentAction, status: DeploymentStatus): ActionState =>
  statusAfter(action, status) === null
    ? { allowed: false, reason: refusalReason(action, status) }
    : { allowed: true, reason: null };

/** Statuses in which the engine has work in hand. */
export const operationIn = {
  queued: null,
  provisioning: 'provision',
  running: null,
  stopping: 'stop',
  stopped: null,
  starting: 'start',
  rebooting: 'reboot',
  failed: null,
  expired: null,
  trashed: null,
  deleting: 'delete',
  deleted: null,
  quarantined: null,
} as const satisfies Record<DeploymentStatus, Operation | null>;

export const movingStatuses: readonly DeploymentStatus[] = deploymentStatuses.filter(
  (status) => operationIn[status] !== null,
);
