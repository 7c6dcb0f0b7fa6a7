/** Migration: the VM is locked while it moves, and its configuration changes hands with the last step. */
import { withoutKeys } from '../cluster/vm-configuration.ts';
import type { TaskWorker } from './task-worker.ts';
import { requireUnlocked, requireWritableConfig } from './worker-guards.ts';

export const migrateWorker: TaskWorker<'migrate'> = {
  type: 'qmigrate',
  begin({ job, cluster, task, vm }) {
    requireUnlocked(vm);
    requireWritableConfig(cluster, task, vm.vmid);
    task.log.push(`starting migration of VM ${vm.vmid} to node '${job.target}'`);
    vm.config = { ...vm.config, lock: 'migrate' };
    cluster.changed();
    return cluster.timing.migrateMs;
  },
  finish({ job, cluster, task, vm }) {
    vm.config = withoutKeys(vm.config, ['lock']);
    cluster.moveVm(vm, job.target);
    task.log.push('migration finished successfully');
  },
  rollback(job, cluster) {
    const vm = cluster.vm(job.vmid);
    if (vm === undefined) return;
    vm.config = withoutKeys(vm.config, ['lock']);
    cluster.changed();
  },
};
