// The audit actions that the message catalog has words for; any other is shown as it is recorded. Their order is that of
// the filter's menu.

export const knownActions = [
  'deployment.created',
  'deployment.start_requested',
  'deployment.stop_requested',
  'deployment.reboot_requested',
  'deployment.extended',
  'deployment.delete_requested',
  'deployment.waiting',
  'deployment.placed',
  'deployment.step_started',
  'deployment.task_started',
  'deployment.step_done',
  'deployment.provisioned',
  'deployment.operation_done',
  'deployment.failed',
  'deployment.vmid_taken',
  'deployment.lease_ended',
  'deployment.grace_ended',
  'deployment.deleted',
  'deployment.quarantined',
  'deployment.moved_outside',
  'deployment.power_changed_outside',
  'deployment.removed_outside',
  'deployment.found_again',
  'deployment.address_changed',
] as const;
type KnownAction = (typeof knownActions)[number];

export const isKnownAction = (action: string): action is KnownAction => knownActions.some((known) => known === action);
