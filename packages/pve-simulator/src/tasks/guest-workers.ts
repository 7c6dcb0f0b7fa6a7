/**
 * Reboot, reset, pause and resume of a running guest. A reboot task is over when the guest is down; the host starts it
 * again after that, so its status reads `stopped` for a moment.
 */
import { bootGuest } from '../cluster/guest-boot.ts';
import { powerOff } from '../cluster/guest-power.ts';
import { TaskError, type TaskWorker } from './task-worker.ts';
import { exclusiveLock, requireUnlocked, requireVm } from './worker-guards.ts';

export const rebootWorker: TaskWorker<'reboot'> = {
  type: 'qmreboot',
  locks: (job, cluster) => exclusiveLock(job.vmid, cluster),
  begin(job, cluster, task) {
    const vm = requireVm(cluster, task, job.vmid);
    requireUnlocked(vm);
    return Math.min(cluster.timing.rebootMs, job.timeoutMs);
  },
  finish(job, cluster, task) {
    const vm = requireVm(cluster, task, job.vmid);
    if (cluster.timing.rebootMs > job.timeoutMs) throw new TaskError('VM quit/powerdown failed - got timeout');
    powerOff(cluster, vm);
    cluster.schedulePower(vm, { at: Date.now() + cluster.timing.startMs, to: 'running' });
  },
};

export const resetWorker: TaskWorker<'reset'> = {
  type: 'qmreset',
  locks: (job, cluster) => exclusiveLock(job.vmid, cluster),
  begin(job, cluster, task) {
    requireUnlocked(requireVm(cluster, task, job.vmid));
    return cluster.timing.configMs;
  },
  finish(job, cluster, task) {
    const vm = requireVm(cluster, task, job.vmid);
    bootGuest(vm, cluster.timing);
    cluster.changed();
  },
};

export const pauseWorker: TaskWorker<'pause'> = {
  type: 'qmpause',
  locks: (job, cluster) => exclusiveLock(job.vmid, cluster),
  begin(job, cluster, task) {
    requireUnlocked(requireVm(cluster, task, job.vmid));
    return cluster.timing.configMs;
  },
  finish(job, cluster, task) {
    requireVm(cluster, task, job.vmid).paused = true;
    cluster.changed();
  },
};

export const resumeWorker: TaskWorker<'resume'> = {
  type: 'qmresume',
  locks: (job, cluster) => exclusiveLock(job.vmid, cluster),
  begin(job, cluster, task) {
    requireUnlocked(requireVm(cluster, task, job.vmid));
    return cluster.timing.configMs;
  },
  finish(job, cluster, task) {
    requireVm(cluster, task, job.vmid).paused = false;
    cluster.changed();
  },
};
