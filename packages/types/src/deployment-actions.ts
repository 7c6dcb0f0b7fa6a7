// What may be asked of a deployment, one row an action: where it is accepted, what the status reads meanwhile, how it is begun
// and how REST calls it. State machine, routes, menu and tests derive from these rows. Free of zod, like `status.ts`.
import { keysOf, recordOf } from './records.ts';

/** So often the owner of a VM without an end is asked whether it is still needed. */
export const reviewDays = 30;

/** So often a deletion is put off of which nobody could be warned, by a day each time. */
export const mostPostponements = 2;

/** Where the VM of a deployment rests. `pending`: there is none yet, or none any more, and one is to be made. */
export const rests = ['pending', 'running', 'stopped', 'suspended', 'failed', 'quarantined', 'deleted'] as const;
export type Rest = (typeof rests)[number];

/** What people read while nothing is done. `trashed`: somebody deleted it, and it can be restored for a while. */
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
  /** The operation that it begins, where that bears another name. */
  readonly begins?: 'delete';
  /** It can be left at any moment, with the VM as it is by then. */
  readonly cancellable?: true;
  /** What the protection from deletion has to be; whatever it is where this says nothing. */
  readonly protection?: 'on' | 'off';
  /** Whether its lease has to have an end; either where this says nothing. */
  readonly end?: 'some' | 'none';
  /** It is about the schedule that there has to be. */
  readonly schedule?: 'some';
  /**
   * `atOnce`: whoever pressed it by mistake takes it back. `asked`: it interrupts or costs somebody something, so it is asked back
   * once. `form`: it needs more than a press.
   */
  readonly begun: 'atOnce' | 'asked' | 'form';
  /** Where it is not for everybody who may operate the deployment. */
  readonly who?: 'keeper' | 'leader';
  /** Its group in the menu: what is done every day first, what costs data last. Without one it stands where it belongs on the page. */
  readonly menuGroup?: 1 | 2 | 3 | 4;
  readonly audit: `deployment.${string}`;
  /** `POST /deployments/{id}/<action>`, unless this says otherwise. */
  readonly method?: 'DELETE' | 'PATCH' | 'PUT';
  readonly path?: `/deployments/{id}${string}`;
}

const onVm = ['running', 'stopped', 'suspended'] as const;
const leased = [...onVm, 'failed', 'expired'] as const;
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
  },
  stop: {
    resource: 'deployments',
    from: ['running', 'suspended'],
    meanwhile: 'stopping',
    cancellable: true,
    begun: 'asked',
    menuGroup: 1,
    audit: 'deployment.stop_requested',
  },
  reboot: {
    resource: 'deployments',
    from: ['running'],
    meanwhile: 'rebooting',
    cancellable: true,
    begun: 'asked',
    menuGroup: 1,
    audit: 'deployment.reboot_requested',
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
  },
  reset: {
    resource: 'deployments',
    from: ['running'],
    meanwhile: 'resetting',
    cancellable: true,
    begun: 'asked',
    menuGroup: 2,
    audit: 'deployment.reset_requested',
  },
  snapshot: {
    resource: 'snapshots',
    from: onVm,
    meanwhile: 'snapshotting',
    begun: 'form',
    audit: 'deployment.snapshot_requested',
    path: '/deployments/{id}/snapshots',
  },
  rollback: {
    resource: 'snapshots',
    from: onVm,
    meanwhile: 'rolling_back',
    begun: 'asked',
    who: 'keeper',
    audit: 'deployment.rollback_requested',
    path: '/deployments/{id}/snapshots/{snapshotId}/rollback',
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
  },
  /** It keeps the status, but wakes an expired one. */
  extend: {
    resource: 'deployments',
    from: leased,
    anytime: true,
    begun: 'form',
    menuGroup: 3,
    audit: 'deployment.extended',
  },
  remove_end: {
    resource: 'deployments',
    from: leased,
    anytime: true,
    end: 'some',
    begun: 'atOnce',
    who: 'leader',
    audit: 'deployment.end_removed',
  },
  confirm: {
    resource: 'deployments',
    from: leased,
    anytime: true,
    end: 'none',
    begun: 'atOnce',
    audit: 'deployment.confirmed',
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
  },
  /** For whoever could start and stop it by hand. */
  set_schedule: {
    resource: 'deployments',
    from: leased,
    anytime: true,
    begun: 'form',
    audit: 'deployment.schedule_set',
    method: 'PUT',
    path: '/deployments/{id}/schedule',
  },
  remove_schedule: {
    resource: 'deployments',
    from: leased,
    anytime: true,
    schedule: 'some',
    begun: 'atOnce',
    audit: 'deployment.schedule_removed',
    method: 'DELETE',
    path: '/deployments/{id}/schedule',
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
  },
  unprotect: {
    resource: 'deployments',
    from: protectable,
    protection: 'on',
    begun: 'atOnce',
    who: 'keeper',
    menuGroup: 3,
    audit: 'deployment.unprotected',
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
  },
  delete: {
    resource: 'deployments',
    from: [...onVm, 'failed', 'expired'],
    anytime: true,
    protection: 'off',
    meanwhile: 'deleting',
    begun: 'asked',
    who: 'keeper',
    menuGroup: 4,
    audit: 'deployment.delete_requested',
    method: 'DELETE',
    path: '/deployments/{id}',
  },
  /** It stays off. */
  restore: {
    resource: 'deployments',
    from: ['trashed'],
    begun: 'atOnce',
    who: 'keeper',
    menuGroup: 4,
    audit: 'deployment.restored',
  },
  /** Apart from `delete`: whoever asks for that twice must not lose what the first time would have kept. */
  delete_now: {
    resource: 'deployments',
    from: ['trashed'],
    begins: 'delete',
    begun: 'asked',
    who: 'keeper',
    menuGroup: 4,
    audit: 'deployment.delete_now_requested',
    path: '/deployments/{id}/delete-now',
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

/** Those that stand in a group of it. */
export type GroupedAction = ActionsWith<{ resource: 'deployments'; menuGroup: 1 | 2 | 3 | 4 }>;

type WorkingAction = ActionsWith<{ meanwhile: string }>;
const workingActions: readonly WorkingAction[] = deploymentActions.filter(
  (action): action is WorkingAction => deploymentActionRow(action).meanwhile !== undefined,
);

/** The pieces of work that are done on a deployment, each a run of named steps: what was asked for, and what the portal does by itself. */
export const operations = ['provision', ...workingActions, 'adopt', 'expire', 'trash'] as const;
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
  trash: 'deleting',
};

/** After these the VM runs, wherever it rested before. */
export const startingOperations: readonly Operation[] = [
  'provision',
  ...workingActions.filter((action) => deploymentActionRow(action).startsVm === true),
];

/** Here a VM runs, will soon, or may without anybody knowing: so it counts among those that run, as does what failed and may be there. */
export const restsRunning: readonly Rest[] = ['pending', 'running', 'quarantined'];
