/**
 * Destroy, as PVE/API2/Qemu.pm and `destroy_vm` of PVE/QemuServer.pm have it. The order of the steps is kept because it is
 * what hurts: the disks go first and the configuration last, so without quorum the data is gone and the VM is still
 * listed. A disk that cannot be removed is a warning, and stays behind without its VM. And the worker waits for the VM's
 * lock, so a destroy that was sent during a clone deletes the finished clone.
 */
import type { Cluster } from '../cluster/cluster.ts';
import type { Vm } from '../cluster/cluster-state.ts';
import { isTemplate, lockOf } from '../cluster/vm-configuration.ts';
import { drivesOfVm, looseVolume, ownerOf, ownVolumes, removeVolume, volumesNamedFor } from '../cluster/volumes.ts';
import { drivesOf } from '../config/drive.ts';
import { logWarning, TaskError, type TaskWorker, type Work } from './task-worker.ts';
import { requireNo, requireUnlocked, requireWritableConfig } from './worker-guards.ts';

function requireNoLinkedClones(cluster: Cluster, vm: Vm): void {
  if (!isTemplate(vm)) return;
  const bases = drivesOf(vm.config).filter((drive) => !drive.cdrom);
  for (const base of bases) {
    for (const other of cluster.vms()) {
      const configs = [other.config, ...other.snapshots.map(({ config }) => config)];
      if (configs.some((config) => drivesOf(config).some((drive) => drive.volume.startsWith(`${base.volume}/`)))) {
        throw new TaskError(`base volume '${base.volume}' is still in use by linked cloned`);
      }
    }
  }
}

/** What PVE looks at before it answers, and once more in the task; the lock comes after it, in the task alone. */
export function destroyComplaint(vm: Vm, purge: boolean): string | null {
  if (Number(vm.config.protection ?? 0) === 1) return `can't remove VM ${vm.vmid} - protection mode enabled`;
  if (!purge && vm.ha !== null) {
    return `unable to remove VM ${vm.vmid} - used in HA resources and purge parameter not set.`;
  }
  if (!purge && vm.replicatedTo !== null) {
    return `There is a replication job '${vm.vmid}-0' for guest '${vm.vmid}' - Please remove that first.`;
  }
  return vm.power === 'running' ? `VM ${vm.vmid} is running - destroy failed` : null;
}

function removeDisks({ job, cluster, task, vm }: Work<'destroy'>): void {
  for (const volume of ownVolumes(vm)) {
    const held = removeVolume(cluster, volume);
    if (held !== null) logWarning(task, `Could not remove disk '${volume.volid}', check manually: ${held}`);
  }
  if (!job.unreferenced) return;
  for (const volume of volumesNamedFor(cluster, vm)) {
    const held = removeVolume(cluster, volume);
    if (held !== null) logWarning(task, held);
  }
}

export const destroyWorker: TaskWorker<'destroy'> = {
  type: 'qmdestroy',
  begin({ job, cluster, vm }) {
    requireNo(destroyComplaint(vm, job.purge));
    // A VM that is suspended to disk may be destroyed as it is.
    if (lockOf(vm) !== 'suspended') requireUnlocked(vm);
    requireNoLinkedClones(cluster, vm);
    return cluster.timing.destroyMs;
  },
  finish({ job, cluster, task, vm }) {
    removeDisks({ job, cluster, task, vm });
    cluster.changed();
    requireWritableConfig(cluster, task, vm.vmid);
    if (job.purge) task.log.push(`purging VM ${vm.vmid} from related configurations..`);
    if (job.purge && vm.ha !== null) task.log.push(`NOTE: removed VM ${vm.vmid} from HA resource configuration.`);
    for (const drive of drivesOfVm(vm)) {
      const left = looseVolume(cluster, vm, drive);
      if (ownerOf(drive.volume) === vm.vmid) cluster.looseVolumes.set(left.volid, left);
    }
    cluster.removeVm(vm.vmid);
  },
};
