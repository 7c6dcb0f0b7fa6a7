// The audit vocabulary: every action that the domain can put on record, and the one way to make such an event about a
// deployment.
import type { AuditOutcome, DeploymentAction, QuarantineAction } from '@portal/types';
import type { AuditEvent, Deployment, JsonObject } from '../records.ts';

/** What a person asked for. Refused ones carry the same action with outcome `refused`. */
export const requestedActions = {
  start: 'deployment.start_requested',
  stop: 'deployment.stop_requested',
  reboot: 'deployment.reboot_requested',
  reset: 'deployment.reset_requested',
  suspend: 'deployment.suspend_requested',
  resume: 'deployment.resume_requested',
  snapshot: 'deployment.snapshot_requested',
  rollback: 'deployment.rollback_requested',
  remove_snapshot: 'deployment.snapshot_removal_requested',
  rebuild: 'deployment.rebuild_requested',
  extend: 'deployment.extended',
  delete: 'deployment.delete_requested',
} as const satisfies Record<DeploymentAction, string>;

/** What the engine did, and what it found. */
export const engineActions = {
  created: 'deployment.created',
  placed: 'deployment.placed',
  waiting: 'deployment.waiting',
  stepStarted: 'deployment.step_started',
  taskStarted: 'deployment.task_started',
  stepDone: 'deployment.step_done',
  provisioned: 'deployment.provisioned',
  operationDone: 'deployment.operation_done',
  failed: 'deployment.failed',
  vmidTaken: 'deployment.vmid_taken',
  leaseEnded: 'deployment.lease_ended',
  graceEnded: 'deployment.grace_ended',
  deleted: 'deployment.deleted',
  quarantined: 'deployment.quarantined',
  movedOutside: 'deployment.moved_outside',
  powerChangedOutside: 'deployment.power_changed_outside',
  missingOutside: 'deployment.removed_outside',
  foundAgain: 'deployment.found_again',
  addressChanged: 'deployment.address_changed',
  passwordRevealed: 'deployment.password_revealed',
  renamedOutside: 'deployment.renamed_outside',
  resizedOutside: 'deployment.resized_outside',
  outOfSight: 'deployment.out_of_sight',
  inSightAgain: 'deployment.in_sight_again',
  adopted: 'deployment.adopted',
} as const;

/** What an administrator decided about a quarantined deployment, with the reason given. */
export const settledActions = {
  adopt: 'deployment.adoption_requested',
  release: 'deployment.released',
  destroy: 'deployment.destruction_requested',
} as const satisfies Record<QuarantineAction, string>;

type DeploymentAuditAction =
  | (typeof requestedActions)[keyof typeof requestedActions]
  | (typeof engineActions)[keyof typeof engineActions]
  | (typeof settledActions)[keyof typeof settledActions];

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
