/**
 * Destroy. The order of PVE's steps is kept because it is what hurts: the disks go first and the configuration last,
 * so without quorum the data is gone and the VM is still listed. And the worker waits for the VM's lock, so a destroy
 * that was sent during a clone deletes the finished clone.
 */
import type { Cluster } from '../cluster/cluster.ts';
import type { Vm } from '../cluster/cluster-state.ts';
import { isTemplate } from '../cluster/vm-configuration.ts';
import { drivesOf } from '../config/drive.ts';
import { TaskError, type TaskWorker } from './task-worker.ts';
import { exclusiveLock, requireUnlocked, requireVm, requireWritableConfig } from './worker-guards.ts';

function volumesOf(vm: Vm): string[] {
  return drivesOf(vm.config)
    .filter((drive) => drive.storage !== null && (!drive.cdrom || drive.cloudInit))
    .map((drive) => drive.volume);
}

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

export const destroyWorker: TaskWorker<'destroy'> = {
  type: 'qmdestroy',
  locks: (job, cluster) => exclusiveLock(job.vmid, cluster),
  begin(job, cluster, task) {
    const vm = requireVm(cluster, task, job.vmid);
    requireUnlocked(vm);
    if (vm.power === 'running') throw new TaskError(`VM ${vm.vmid} is running - destroy failed`);
    requireNoLinkedClones(cluster, vm);
    return cluster.timing.destroyMs;
  },
  finish(job, cluster, task) {
    const vm = requireVm(cluster, task, job.vmid);
    vm.missingVolumes = volumesOf(vm);
    cluster.changed();
    requireWritableConfig(cluster, task, vm.vmid);
    if (job.purge) task.log.push(`purging VM ${vm.vmid} from related configurations..`);
    cluster.removeVm(vm.vmid);
  },
};
