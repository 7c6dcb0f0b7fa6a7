// The transition table of a deployment, total over its statuses. UI, REST and worker all read it, so an action is
// offered exactly when it would be accepted, and a refused one says why.
import {
  type DeploymentAction,
  type DeploymentStatus,
  deploymentActions,
  deploymentStatuses,
  type Operation,
  type QuarantineAction,
  type Reason,
} from '@portal/types';

/** Where each status may go. Whatever moves a deployment (a person, a job, the world outside) moves along these. */
export const transitions = {
  queued: ['provisioning', 'failed', 'deleting', 'deleted'],
  provisioning: ['queued', 'running', 'failed', 'deleting', 'quarantined'],
  running: [
    'stopping',
    'rebooting',
    'resetting',
    'suspending',
    'snapshotting',
    'rolling_back',
    'removing_snapshot',
    'rebuilding',
    'stopped',
    'suspended',
    'deleting',
    'failed',
    'quarantined',
  ],
  stopping: ['stopped', 'expired', 'running', 'suspended', 'deleting', 'failed', 'quarantined'],
  stopped: [
    'starting',
    'snapshotting',
    'rolling_back',
    'removing_snapshot',
    'rebuilding',
    'running',
    'suspended',
    'expired',
    'deleting',
    'failed',
    'quarantined',
  ],
  starting: ['running', 'stopped', 'suspended', 'deleting', 'failed', 'quarantined'],
  rebooting: ['running', 'stopped', 'suspended', 'deleting', 'failed', 'quarantined'],
  resetting: ['running', 'stopped', 'suspended', 'deleting', 'failed', 'quarantined'],
  suspending: ['suspended', 'running', 'stopped', 'deleting', 'failed', 'quarantined'],
  suspended: [
    'resuming',
    'stopping',
    'snapshotting',
    'rolling_back',
    'removing_snapshot',
    'rebuilding',
    'running',
    'stopped',
    'deleting',
    'failed',
    'quarantined',
  ],
  resuming: ['running', 'suspended', 'stopped', 'deleting', 'failed', 'quarantined'],
  snapshotting: ['running', 'stopped', 'suspended', 'deleting', 'failed', 'quarantined'],
  rolling_back: ['running', 'stopped', 'suspended', 'deleting', 'failed', 'quarantined'],
  removing_snapshot: ['running', 'stopped', 'suspended', 'deleting', 'failed', 'quarantined'],
  rebuilding: ['queued', 'running', 'stopped', 'suspended', 'expired', 'deleting', 'failed', 'quarantined'],
  adopting: ['running', 'stopped', 'suspended', 'quarantined'],
  failed: ['running', 'stopped', 'suspended', 'rebuilding', 'deleting', 'quarantined'],
  expired: ['stopped', 'stopping', 'deleting', 'failed', 'quarantined'],
  trashed: ['stopped', 'deleting'],
  deleting: ['deleted', 'running', 'stopped', 'suspended', 'expired', 'failed', 'quarantined'],
  deleted: [],
  quarantined: ['running', 'stopped', 'suspended', 'adopting', 'deleting', 'deleted'],
} as const satisfies Record<DeploymentStatus, readonly DeploymentStatus[]>;

export const mayMove = (from: DeploymentStatus, to: DeploymentStatus): boolean =>
  transitions[from].some((status) => status === to);

/** Where an accepted action puts a deployment; `extend` keeps its status, but wakes an expired one. */
const actionRules: Record<DeploymentAction, Partial<Record<DeploymentStatus, DeploymentStatus>>> = {
  start: { stopped: 'starting' },
  stop: { running: 'stopping', suspended: 'stopping' },
  reboot: { running: 'rebooting' },
  reset: { running: 'resetting' },
  suspend: { running: 'suspending' },
  resume: { suspended: 'resuming' },
  snapshot: { running: 'snapshotting', stopped: 'snapshotting', suspended: 'snapshotting' },
  rollback: { running: 'rolling_back', stopped: 'rolling_back', suspended: 'rolling_back' },
  remove_snapshot: { running: 'removing_snapshot', stopped: 'removing_snapshot', suspended: 'removing_snapshot' },
  extend: {
    queued: 'queued',
    provisioning: 'provisioning',
    running: 'running',
    stopping: 'stopping',
    stopped: 'stopped',
    starting: 'starting',
    rebooting: 'rebooting',
    resetting: 'resetting',
    suspending: 'suspending',
    suspended: 'suspended',
    resuming: 'resuming',
    snapshotting: 'snapshotting',
    rolling_back: 'rolling_back',
    removing_snapshot: 'removing_snapshot',
    rebuilding: 'rebuilding',
    failed: 'failed',
    expired: 'stopped',
  },
  rebuild: { running: 'rebuilding', stopped: 'rebuilding', suspended: 'rebuilding', failed: 'rebuilding' },
  delete: {
    queued: 'deleting',
    provisioning: 'deleting',
    running: 'deleting',
    stopping: 'deleting',
    stopped: 'deleting',
    starting: 'deleting',
    rebooting: 'deleting',
    resetting: 'deleting',
    suspending: 'deleting',
    suspended: 'deleting',
    resuming: 'deleting',
    snapshotting: 'deleting',
    rolling_back: 'deleting',
    removing_snapshot: 'deleting',
    rebuilding: 'deleting',
    failed: 'deleting',
    expired: 'deleting',
    trashed: 'deleting',
  },
};

/** Where an administrator's word on a quarantined deployment puts it. */
export const afterQuarantine = {
  /** The VM is taken (back) under the portal's stamp. */
  adopt: 'adopting',
  /** The portal lets go of the VM and forgets the deployment. */
  release: 'deleted',
  /** Only with a matching stamp. */
  destroy: 'deleting',
} as const satisfies Record<QuarantineAction, (typeof transitions.quarantined)[number]>;

/** The status that follows, or null when the action is refused there. */
export const statusAfter = (action: DeploymentAction, status: DeploymentStatus): DeploymentStatus | null =>
  actionRules[action][status] ?? null;

export const allowedActions = (status: DeploymentStatus): readonly DeploymentAction[] =>
  deploymentActions.filter((action) => statusAfter(action, status) !== null);

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
  statusAfter(action, status) === null ? refusalReason(action, status) : null;

/** Statuses in which the engine has work in hand. */
export const operationIn = {
  queued: null,
  provisioning: 'provision',
  running: null,
  stopping: 'stop',
  stopped: null,
  starting: 'start',
  rebooting: 'reboot',
  resetting: 'reset',
  suspending: 'suspend',
  suspended: null,
  resuming: 'resume',
  snapshotting: 'snapshot',
  rolling_back: 'rollback',
  removing_snapshot: 'remove_snapshot',
  rebuilding: 'rebuild',
  adopting: 'adopt',
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
