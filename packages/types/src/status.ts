// The words for where a deployment's operations and steps stand, and why it failed; its statuses follow from the table of actions. Free of zod,
// whose weight a page that only shows them need not carry; `status-schemas.ts` parses them.

/**
 * Why a deployment failed or was quarantined, or what went wrong on one that came to rest all the same: a code for programs beside
 * the text for people.
 */
export const failureCodes = [
  'clone_failed',
  'configure_failed',
  'start_failed',
  'operation_failed',
  'delete_failed',
  'vm_missing',
  'stamp_mismatch',
  'no_vmid_left',
  'step_deadline',
  'first_boot_failed',
  'rebuild_failed',
  /** The cluster did not answer or had no room, and its configuration says to refuse then. */
  'not_admitted',
  /** The PVE template is no longer what was registered. */
  'template_changed',
] as const;
export type FailureCode = (typeof failureCodes)[number];

/** After these there is no VM to sign in to: it is gone, or it was never made, or never set up. */
export const failuresWithoutGuest: ReadonlySet<FailureCode> = new Set([
  'clone_failed',
  'vm_missing',
  'no_vmid_left',
  'not_admitted',
  'template_changed',
]);

/** Of what failed. */
export const failedWithoutGuest = ({
  failureCode,
  vmid,
}: {
  readonly failureCode: FailureCode | null;
  readonly vmid: number | null;
}): boolean => vmid === null || (failureCode !== null && failuresWithoutGuest.has(failureCode));

/** Where an operation stands. `waiting`: for something outside the portal, which `message` names. */
export const operationStates = ['queued', 'running', 'waiting', 'succeeded', 'failed', 'cancelled'] as const;
export type OperationState = (typeof operationStates)[number];

/**
 * The steps of `provision`, in order, then those of the other operations. `first_boot` is there only for templates whose
 * guest sets itself up and restarts before it is ready.
 */
export const provisionSteps = [
  'reserve',
  'place',
  'clone',
  'configure',
  'resize',
  'start',
  'first_boot',
  'address',
  'ready',
] as const;
export const stepNames = [
  ...provisionSteps,
  'shutdown',
  'reboot',
  'reset',
  'suspend',
  'resume',
  'snapshot',
  'rollback',
  'remove_snapshot',
  'set_password',
  'stamp',
  'stop',
  'destroy',
  'confirm',
] as const;
export type StepName = (typeof stepNames)[number];

export const stepStatuses = ['running', 'done', 'failed', 'skipped'] as const;
export type StepStatus = (typeof stepStatuses)[number];

/**
 * Where a snapshot of a VM stands. `removed` ones stay on record. `failed`: nothing is left of it. `incomplete`: something is, which is no way
 * back any more and can only be removed.
 */
export const snapshotStatuses = [
  'creating',
  'ready',
  'rolling_back',
  'removing',
  'removed',
  'failed',
  'incomplete',
] as const;
export type SnapshotStatus = (typeof snapshotStatuses)[number];

/** Those that hold nothing on the storage: the others count. */
export const emptySnapshots = ['removed', 'failed'] as const satisfies readonly SnapshotStatus[];
export const countsAsSnapshot = ({ status }: { readonly status: SnapshotStatus }): boolean =>
  !emptySnapshots.some((empty) => empty === status);

/**
 * `shown`: the VM stands beside its record. `gone`: the whole cluster no longer has it. `hidden`: its id is taken, and
 * the portal may not look. `unseen`: not looked at yet. `unreachable`: the cluster does not answer; what is shown is old.
 */
export const vmPresences = ['shown', 'gone', 'hidden', 'unseen', 'unreachable'] as const;

/** A VM's power as a cluster shows it. */
export const seenPowers = ['running', 'paused', 'stopped', 'unknown'] as const;
