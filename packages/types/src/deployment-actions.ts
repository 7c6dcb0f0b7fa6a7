// What may be asked of a deployment, one row an action: where it is accepted, what the status reads meanwhile, how it is begun
// and how REST calls it. State machine, routes, menu and tests derive from these rows. Free of zod, like `status.ts`.
import { keysOf, recordOf } from './records.ts';

/** Where the VM of a deployment rests. `pending`: there is none yet, or none any more, and one is to be made. */
export const rests = ['pending', 'running', 'stopped', 'suspended', 'failed', 'quarantined', 'deleted'] as const;
export type Rest = (typeof rests)[number];

/** What people read while nothing is done. `trashed` is reserved for the recycle bin: nothing enters it until that is built. */
export const restingStatuses = [
  'queued',
  'running',
  'stopped',
  'suspended',
  'failed',
  'expired',
  'trashed',
  'deleted',
  'quarantined',
] as const;
type RestingStatus = (typeof restingStatuses)[number];

export interface ActionRow {
  /** By whose name it is called: those of a snapshot stand with the snapshots. */
  readonly resource: 'deployments' | 'snapshots';
  readonly from: readonly RestingStatus[];
  /** Accepted while something else is being done as well, or waited for. */
  readonly anytime?: true;
  /** What the status reads until it is carried out; without it there is nothing to carry out. */
  readonly meanwhile?: string;
  /** The VM runs once it is carried out, whatever it did before. */
  readonly startsVm?: true;
  /** It can be left at any moment, with the VM as it is by then. */
  readonly cancellable?: true;
  /** What the protection from deletion has to be; whatever it is where this says nothing. */
  readonly protection?: 'on' | 'off';
  /**
   * `atOnce`: whoever pressed it by mistake takes it back. `asked`: it interrupts or costs somebody something, so it is asked back
   * once. `form`: it needs more than a press.
   */
  readonly begun: 'atOnce' | 'asked' | 'form';
  /** Where it is not for everybody who may operate the deployment. */
  readonly who?: 'keeper' | 'leader';
  /** Its group in the menu: what is done every day first, what costs data last. */
  readonly menuGroup?: 1 | 2 | 3 | 4;
  readonly audit: `deployment.${string}`;
  /** `POST /deployments/{id}/<action>`, unless this says otherwise. */
  readonly method?: 'DELETE' | 'PATCH';
  readonly path?: `/deployments/{id}${string}`;
  readonly summary: string;
  readonly description: string;
}

const onVm = ['running', 'stopped', 'suspended'] as const;
/** What is being made is not kept yet: its cancellation takes it back. */
const protectable = [...onVm, 'failed', 'expired', 'quarantined'] as const;

export const deploymentActionRows = {
  start: {
    resource: 'deployments',
    from: ['stopped'],
    meanwhile: 'starting',
    startsVm: true,
    cancellable: true,
    begun: 'atOnce',
    menuGroup: 1,
    audit: 'deployment.start_requested',
    summary: 'Start a deployment',
    description: 'Accepted for a stopped deployment; the VM starts in the background.',
  },
  stop: {
    resource: 'deployments',
    from: ['running', 'suspended'],
    meanwhile: 'stopping',
    cancellable: true,
    begun: 'asked',
    menuGroup: 1,
    audit: 'deployment.stop_requested',
    summary: 'Stop a deployment',
    description: 'Accepted for a running deployment; the guest is shut down in the background.',
  },
  reboot: {
    resource: 'deployments',
    from: ['running'],
    meanwhile: 'rebooting',
    cancellable: true,
    begun: 'asked',
    menuGroup: 1,
    audit: 'deployment.reboot_requested',
    summary: 'Reboot a deployment',
    description: 'Accepted for a running deployment; the guest reboots in the background.',
  },
  /** Resumed within seconds, as it was. */
  suspend: {
    resource: 'deployments',
    from: ['running'],
    meanwhile: 'suspending',
    cancellable: true,
    begun: 'atOnce',
    menuGroup: 2,
    audit: 'deployment.suspend_requested',
    summary: 'Suspend a deployment',
    description:
      'Accepted for a running deployment; the guest is paused with all that it has in memory, until it is resumed.',
  },
  resume: {
    resource: 'deployments',
    from: ['suspended'],
    meanwhile: 'resuming',
    startsVm: true,
    cancellable: true,
    begun: 'atOnce',
    menuGroup: 2,
    audit: 'deployment.resume_requested',
    summary: 'Resume a deployment',
    description: 'Accepted for a suspended deployment; the guest goes on where it was.',
  },
  reset: {
    resource: 'deployments',
    from: ['running'],
    meanwhile: 'resetting',
    cancellable: true,
    begun: 'asked',
    menuGroup: 2,
    audit: 'deployment.reset_requested',
    summary: 'Reset a deployment',
    description:
      'Like the reset button: accepted for a running deployment, with no word to the guest. What it had not saved is lost.',
  },
  snapshot: {
    resource: 'snapshots',
    from: onVm,
    meanwhile: 'snapshotting',
    begun: 'form',
    audit: 'deployment.snapshot_requested',
    path: '/deployments/{id}/snapshots',
    summary: 'Make a snapshot',
    description:
      'Keeps the disks as they are now, without the memory. Accepted for a running, suspended or stopped deployment; the list shows when it is ready.',
  },
  rollback: {
    resource: 'snapshots',
    from: onVm,
    meanwhile: 'rolling_back',
    begun: 'asked',
    who: 'keeper',
    audit: 'deployment.rollback_requested',
    path: '/deployments/{id}/snapshots/{snapshotId}/rollback',
    summary: 'Go back to a snapshot',
    description:
      'Puts the disks back as they were; what was written since is lost. A VM that ran starts again from them.',
  },
  remove_snapshot: {
    resource: 'snapshots',
    from: onVm,
    meanwhile: 'removing_snapshot',
    begun: 'asked',
    who: 'keeper',
    audit: 'deployment.snapshot_removal_requested',
    method: 'DELETE',
    path: '/deployments/{id}/snapshots/{snapshotId}',
    summary: 'Remove a snapshot',
    description: 'The VM stays as it is; only the way back to this snapshot is gone.',
  },
  /** It keeps the status, but wakes an expired one. */
  extend: {
    resource: 'deployments',
    from: [...onVm, 'failed', 'expired'],
    anytime: true,
    begun: 'form',
    menuGroup: 3,
    audit: 'deployment.extended',
    summary: 'Extend a lease',
    description:
      'By whole hours from the present end of the lease (`hours`), or to a date (`until`), up to `maxExpiresAt`. Also in the grace, and at any time where the VM is kept.',
  },
  resize: {
    resource: 'deployments',
    from: onVm,
    meanwhile: 'resizing',
    cancellable: true,
    begun: 'form',
    who: 'keeper',
    menuGroup: 3,
    audit: 'deployment.resize_requested',
    summary: 'Resize a deployment',
    description:
      'Sets vCPUs and memory, and makes the disk larger, within the bounds of its template and the limits of its owner; what is left out stays as it is. vCPUs and memory of a VM that is on wait until it is stopped and started, or rebooted, here: `statusReason` then says so.',
  },
  set_password: {
    resource: 'deployments',
    from: ['running'],
    meanwhile: 'setting_password',
    begun: 'asked',
    who: 'keeper',
    menuGroup: 3,
    audit: 'deployment.set_password_requested',
    path: '/deployments/{id}/password',
    summary: 'Set a new password for a deployment',
    description:
      'Accepted for a running deployment whose guest has a password of the portal and an agent: the portal makes another one and has the agent set it. Its owner reads it with `credentials`; the one before counts until the guest has taken the new one.',
  },
  /** What people say of it: the VM stays as it is. */
  edit: {
    resource: 'deployments',
    from: [...onVm, 'queued', 'failed', 'expired', 'trashed', 'quarantined'],
    anytime: true,
    begun: 'form',
    menuGroup: 3,
    audit: 'deployment.edited',
    method: 'PATCH',
    path: '/deployments/{id}',
    summary: 'Edit what is said of a deployment',
    description:
      'Sets ticket, customer, purpose, notes and tags. What is left out stays as it is, `null` empties it, and `tags` are all that it has from then on. Nothing of it is written to the VM.',
  },
  /** The VM stays as it is. */
  transfer: {
    resource: 'deployments',
    from: [...onVm, 'queued', 'failed', 'expired', 'quarantined'],
    anytime: true,
    begun: 'form',
    who: 'leader',
    menuGroup: 3,
    audit: 'deployment.transferred',
    summary: 'Transfer a deployment',
    description:
      'Gives the deployment to a colleague, whose team and limits it counts in from then on; VM, lease and name stay. Leads transfer within their team, administrators to anybody.',
  },
  /** The portal's own word, of which Proxmox VE knows nothing. */
  protect: {
    resource: 'deployments',
    from: protectable,
    protection: 'off',
    begun: 'atOnce',
    who: 'keeper',
    menuGroup: 3,
    audit: 'deployment.protected',
    summary: 'Protect a deployment from deletion',
    description:
      'Until the protection is lifted nobody deletes or rebuilds it. The end of its lease stops the VM, which is then kept.',
  },
  unprotect: {
    resource: 'deployments',
    from: protectable,
    protection: 'on',
    begun: 'atOnce',
    who: 'keeper',
    menuGroup: 3,
    audit: 'deployment.unprotected',
    summary: 'Lift the protection of a deployment',
    description:
      'It can be deleted and rebuilt again. It is deleted a day later at the soonest: an earlier `deleteAt` is set to then.',
  },
  rebuild: {
    resource: 'deployments',
    from: [...onVm, 'failed'],
    protection: 'off',
    meanwhile: 'rebuilding',
    startsVm: true,
    begun: 'asked',
    who: 'keeper',
    menuGroup: 4,
    audit: 'deployment.rebuild_requested',
    summary: 'Rebuild a deployment',
    description:
      'Destroys the VM and makes a new one from the same template version. Id, name, owner and lease stay; disks and snapshots are lost. A failed deployment can be rebuilt too.',
  },
  delete: {
    resource: 'deployments',
    from: [...onVm, 'failed', 'expired', 'trashed'],
    anytime: true,
    protection: 'off',
    meanwhile: 'deleting',
    begun: 'asked',
    who: 'keeper',
    menuGroup: 4,
    audit: 'deployment.delete_requested',
    method: 'DELETE',
    path: '/deployments/{id}',
    summary: 'Delete a deployment',
    description: 'Stops and destroys the VM in the background. There is no way back.',
  },
} as const satisfies Record<string, ActionRow>;

type Rows = typeof deploymentActionRows;
export type DeploymentAction = keyof Rows;
export const deploymentActions = keysOf(deploymentActionRows);
export const deploymentActionRow = (action: DeploymentAction): ActionRow & { readonly meanwhile?: MovingStatus } =>
  deploymentActionRows[action];

/** The actions whose rows have this. */
export type ActionsWith<Row extends Partial<ActionRow>> = {
  [Action in DeploymentAction]: Rows[Action] extends Row ? Action : never;
}[DeploymentAction];

/** Those about the deployment itself, which stand in its menu. */
export type MenuAction = ActionsWith<{ resource: 'deployments' }>;
export const menuActions: readonly MenuAction[] = deploymentActions.filter(
  (action): action is MenuAction => deploymentActionRow(action).resource === 'deployments',
);

type WorkingAction = ActionsWith<{ meanwhile: string }>;
const workingActions: readonly WorkingAction[] = deploymentActions.filter(
  (action): action is WorkingAction => deploymentActionRow(action).meanwhile !== undefined,
);

/** The pieces of work that are done on a deployment, each a run of named steps: what was asked for, and what the portal does by itself. */
export const operations = ['provision', ...workingActions, 'adopt', 'expire'] as const;
export type Operation = (typeof operations)[number];

/** Statuses in which something is being done. */
export type MovingStatus = 'provisioning' | 'adopting' | Rows[WorkingAction]['meanwhile'];
export const movingStatuses: readonly MovingStatus[] = [
  'provisioning',
  'adopting',
  ...workingActions.map((action) => deploymentActionRows[action].meanwhile),
];

/** Lifecycle of a deployment. */
export type DeploymentStatus = RestingStatus | MovingStatus;
export const deploymentStatuses: readonly DeploymentStatus[] = [...restingStatuses, ...movingStatuses];

/** What the status reads while each is carried out. */
export const statusDuring: Readonly<Record<Operation, MovingStatus>> = {
  ...recordOf(workingActions, (action): MovingStatus => deploymentActionRows[action].meanwhile),
  provision: 'provisioning',
  adopt: 'adopting',
  expire: 'stopping',
};

/** After these the VM runs, wherever it rested before. */
export const startingOperations: readonly Operation[] = [
  'provision',
  ...workingActions.filter((action) => deploymentActionRow(action).startsVm === true),
];

/** Here a VM runs, will soon, or may without anybody knowing: so it counts among those that run. */
export const restsRunning: readonly Rest[] = ['pending', 'running', 'quarantined'];
