/** The asynchronous form of a configuration change (`POST config`, type `qmconfig`). */

import { applyConfigChange, balloonComplaint, bootComplaint, cloudInitComplaint } from '../config/config-change.ts';
import { TaskError, type TaskWorker } from './task-worker.ts';
import { exclusiveLock, requireUnchanged, requireUnlocked, requireVm, requireWritableConfig } from './worker-guards.ts';

export const configWorker: TaskWorker<'config'> = {
  type: 'qmconfig',
  locks: (job, cluster) => exclusiveLock(job.vmid, cluster),
  begin(job, cluster, task) {
    const vm = requireVm(cluster, task, job.vmid);
    requireUnchanged(vm, job.digest);
    requireUnlocked(vm);
    const complaint = balloonComplaint(vm, job);
    if (complaint !== null) throw new TaskError(complaint);
    return cluster.timing.configMs;
  },
  finish(job, cluster, task) {
    const vm = requireVm(cluster, task, job.vmid);
    const complaint = bootComplaint(vm, job) ?? cloudInitComplaint(vm, job);
    if (complaint !== null) throw new TaskError(complaint);
    requireWritableConfig(cluster, task, vm.vmid);
    applyConfigChange(cluster, vm, job);
  },
};
