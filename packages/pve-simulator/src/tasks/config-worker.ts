/** The asynchronous form of a configuration change (`POST config`, type `qmconfig`). */

import { applyConfigChange, balloonComplaint, bootComplaint, cloudInitComplaint } from '../config/config-change.ts';
import type { TaskWorker } from './task-worker.ts';
import { requireNo, requireUnchanged, requireUnlocked, requireWritableConfig } from './worker-guards.ts';

export const configWorker: TaskWorker<'config'> = {
  type: 'qmconfig',
  begin({ job, cluster, vm }) {
    requireUnchanged(vm, job.digest);
    requireUnlocked(vm);
    requireNo(balloonComplaint(vm, job));
    return cluster.timing.configMs;
  },
  finish({ job, cluster, task, vm }) {
    requireNo(bootComplaint(vm, job) ?? cloudInitComplaint(vm, job));
    requireWritableConfig(cluster, task, vm.vmid);
    applyConfigChange(cluster, vm, job);
  },
};
