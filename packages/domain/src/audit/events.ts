// The audit vocabulary: every action that the domain can put on record, and the one way to make such an event about a
// deployment.
import {
  type AuditOutcome,
  deploymentActionRows,
  deploymentActions,
  handoverActionRows,
  handoverActions,
  operationActionRows,
  operationActions,
  quarantineActionRows,
  quarantineActions,
  recordOf,
  sharingActionRows,
  sharingActions,
} from '@portal/types';
import type { AuditEvent, Deployment, JsonObject } from '../records.ts';

const askedRows = {
  ...deploymentActionRows,
  ...quarantineActionRows,
  ...operationActionRows,
  ...sharingActionRows,
  ...handoverActionRows,
};

/** What the engine did, and what it found. */
export const engineActions = {
  placed: 'deployment.placed',
  waiting: 'deployment.waiting',
  stepStarted: 'deployment.step_started',
  taskStarted: 'deployment.task_started',
  stepDone: 'deployment.step_done',
  provisioned: 'deployment.provisioned',
  operationDone: 'deployment.operation_done',
  operationCancelled: 'deployment.operation_cancelled',
  failed: 'deployment.failed',
  vmidTaken: 'deployment.vmid_taken',
  leaseWarned: 'deployment.lease_warned',
  leaseEnded: 'deployment.lease_ended',
  graceEnded: 'deployment.grace_ended',
  deletionPostponed: 'deployment.deletion_postponed',
  deletionUnheard: 'deployment.deletion_unheard',
  reviewDue: 'deployment.review_due',
  reviewUnanswered: 'deployment.review_unanswered',
  scheduleSkipped: 'deployment.schedule_skipped',
  scheduleRefused: 'deployment.schedule_refused',
  trashed: 'deployment.trashed',
  restoreEnded: 'deployment.restore_ended',
  deleted: 'deployment.deleted',
  quarantined: 'deployment.quarantined',
  movedOutside: 'deployment.moved_outside',
  powerChangedOutside: 'deployment.power_changed_outside',
  missingOutside: 'deployment.removed_outside',
  foundAgain: 'deployment.found_again',
  addressChanged: 'deployment.address_changed',
  renamedOutside: 'deployment.renamed_outside',
  resizedOutside: 'deployment.resized_outside',
  unobserved: 'deployment.out_of_sight',
  observedAgain: 'deployment.in_sight_again',
  adopted: 'deployment.adopted',
  offerExpired: 'deployment.handover_expired',
} as const;

/** What tells an owner when their VM is deleted, where its detail has that as its `end`. */
export const deletionWarnings: readonly string[] = [
  engineActions.leaseWarned,
  engineActions.leaseEnded,
  engineActions.deletionPostponed,
];

/** What happens on the way of an operation: it is of interest together with that, and by itself to those who look for a cause. */
export const stepActions: readonly string[] = [
  engineActions.waiting,
  engineActions.placed,
  engineActions.stepStarted,
  engineActions.taskStarted,
  engineActions.stepDone,
  engineActions.vmidTaken,
];

/** What a person asked for, or an administrator decided. Refused ones carry the same action with outcome `refused`. */
export const requestedActions = {
  create: 'deployment.created',
  ...recordOf(
    [...deploymentActions, ...quarantineActions, ...operationActions, ...sharingActions, ...handoverActions],
    (action) => askedRows[action].audit,
  ),
  credentials: 'deployment.password_revealed',
} as const;

/** What a person did with the screen of the VM. */
export const consoleActions = { opened: 'deployment.console_opened', closed: 'deployment.console_closed' } as const;

type DeploymentAuditAction =
  | (typeof requestedActions)[keyof typeof requestedActions]
  | (typeof consoleActions)[keyof typeof consoleActions]
  | (typeof engineActions)[keyof typeof engineActions];

export const deploymentEvent = (
  action: DeploymentAuditAction,
  deployment: Pick<Deployment, 'id' | 'name'>,
  detail: JsonObject = {},
  outcome: AuditOutcome = 'succeeded',
): AuditEvent => ({
  action,
  subject: { type: 'deployment', id: deployment.id },
  outcome,
  detail: { name: deployment.name, ...detail },
});

/** Details that say where in the cluster something is: for those who administer it. */
export const placementDetails: ReadonlySet<string> = new Set([
  'node',
  'vmid',
  'storage',
  'choice',
  'upid',
  'taken',
  'next',
  'fromNode',
  'toNode',
]);
