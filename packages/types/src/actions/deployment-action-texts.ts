// What REST says of each action on a deployment. Apart from their table, which pages bring along.
import type { DeploymentAction } from '../deployment-actions.ts';

export const deploymentActionTexts = {
  start: {
    summary: 'Start a deployment',
    description: 'Accepted for a stopped deployment; the VM starts in the background.',
  },
  stop: {
    summary: 'Stop a deployment',
    description: 'Accepted for a running deployment; the guest is shut down in the background.',
  },
  reboot: {
    summary: 'Reboot a deployment',
    description: 'Accepted for a running deployment; the guest reboots in the background.',
  },
  suspend: {
    summary: 'Suspend a deployment',
    description:
      'Accepted for a running deployment; the guest is paused with all that it has in memory, until it is resumed.',
  },
  resume: {
    summary: 'Resume a deployment',
    description: 'Accepted for a suspended deployment; the guest goes on where it was.',
  },
  reset: {
    summary: 'Reset a deployment',
    description:
      'Like the reset button: accepted for a running deployment, with no word to the guest. What it had not saved is lost.',
  },
  snapshot: {
    summary: 'Make a snapshot',
    description:
      'Keeps the disks as they are now, without the memory. Accepted for a running, suspended or stopped deployment; the list shows when it is ready.',
  },
  rollback: {
    summary: 'Go back to a snapshot',
    description:
      'Puts the disks back as they were; what was written since is lost. A VM that ran starts again from them.',
  },
  remove_snapshot: {
    summary: 'Remove a snapshot',
    description: 'The VM stays as it is; only the way back to this snapshot is gone.',
  },
  extend: {
    summary: 'Extend a lease',
    description:
      'By whole hours from the present end of the lease (`hours`), or to a date (`until`), up to `maxExpiresAt`. Also in the grace, and at any time where the VM is kept.',
  },
  remove_end: {
    summary: 'Let a deployment stay without an end',
    description:
      'Sets `expiresAt` and `deleteAt` to null, where `lease.noEnd` of its template allows that; from `reviewAt` on its owner is asked whether it is still needed. `extend` gives it an end again.',
  },
  confirm: {
    summary: 'Confirm that a deployment is still needed',
    description: 'Accepted for one without an end: sets `reviewAt` anew.',
  },
  resize: {
    summary: 'Resize a deployment',
    description:
      'Sets vCPUs and memory, and makes the disk larger, within the bounds of its template and the limits of its owner; what is left out stays as it is. vCPUs and memory of a VM that is on wait until it is stopped and started, or rebooted, here: `statusReason` then says so.',
  },
  set_password: {
    summary: 'Set a new password for a deployment',
    description:
      'Accepted for a running deployment whose guest has a password of the portal and an agent: the portal makes another one and has the agent set it. Its owner reads it with `credentials`; the one before counts until the guest has taken the new one.',
  },
  edit: {
    summary: 'Edit what is said of a deployment',
    description:
      'Sets ticket, customer, purpose, notes and tags. What is left out stays as it is, `null` empties it, and `tags` are all that it has from then on. Nothing of it is written to the VM.',
  },
  transfer: {
    summary: 'Transfer a deployment',
    description:
      'Gives the deployment to a colleague, whose team and limits it counts in from then on; VM, lease and name stay. Leads transfer within their team, administrators to anybody.',
  },
  set_schedule: {
    summary: 'Start and stop a deployment on a schedule',
    description:
      'On each of `days` its VM is started at `start` and stopped at `stop`, on the clock of `timeZone`; set again, the schedule is another one. What somebody starts or stops by hand stays so until the next time of either. A start is refused where a limit of its owner has no room: `statusReason` then says so.',
  },
  remove_schedule: {
    summary: 'Remove the schedule of a deployment',
    description: 'The VM stays as it is, and is started and stopped by nobody but people.',
  },
  protect: {
    summary: 'Protect a deployment from deletion',
    description:
      'Until the protection is lifted nobody deletes or rebuilds it. The end of its lease stops the VM, which is then kept.',
  },
  unprotect: {
    summary: 'Lift the protection of a deployment',
    description:
      'It can be deleted and rebuilt again. It is deleted a day later at the soonest: an earlier `deleteAt` is set to then.',
  },
  rebuild: {
    summary: 'Rebuild a deployment',
    description:
      'Destroys the VM and makes a new one from the same template version. Id, name, owner and lease stay; disks and snapshots are lost. A failed deployment can be rebuilt too.',
  },
  delete: {
    summary: 'Delete a deployment',
    description:
      'Stops and destroys the VM in the background. Where its template has `restoreHours`, it is stopped, kept for so long as `trashed`, and destroyed then: until `restoreUntil` it can be restored. Otherwise there is no way back.',
  },
  restore: {
    summary: 'Restore a deleted deployment',
    description:
      'Takes back its deletion, until `restoreUntil`. The VM stays stopped and has the lease that it had; it is deleted a day later at the soonest: an earlier `deleteAt` is set to then.',
  },
  delete_now: {
    summary: 'Destroy a deleted deployment before its time',
    description: 'Destroys the VM of a deployment that is `trashed`, in the background. There is no way back.',
  },
} as const satisfies Record<DeploymentAction, { readonly summary: string; readonly description: string }>;
