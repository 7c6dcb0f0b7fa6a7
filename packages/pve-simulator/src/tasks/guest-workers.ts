/**
 * Reboot, reset, pause and resume of a running guest. A reboot task is over when the guest is down; the host starts it
 * again after that, so its status reads `stopped` for a moment.
 */
import type { Cluster } from '../cluster/cluster.ts';
import type { Vm } from '../cluster/cluster-state.ts';
import { bootGuest } from '../cluster/guest-boot.ts';
import { powerOff } from '../cluster/guest-power.ts';
import { TaskError, type TaskWorker } from './task-worker.ts';
import { requireUnlocked } from './worker-guards.ts';

export const rebootWorker: TaskWorker<'reboot'> = {
  type: 'qmreboot',
  begin({ job, cluster, vm }) {
    requireUnlocked(vm);
    return Math.min(cluster.timing.rebootMs, job.timeoutMs);
  },
  finish({ job, cluster, vm }) {
    if (cluster.timing.rebootMs > job.timeoutMs) throw new TaskError('VM quit/powerdown failed - got timeout');
    powerOff(cluster, vm);
    cluster.schedulePower(vm, { at: Date.now() + cluster.timing.startMs, to: 'running' });
  },
};

function momentary<Kind extends 'reset' | 'pause' | 'resume'>(
  type: string,
  change: (vm: Vm, cluster: Cluster) => void,
): TaskWorker<Kind> {
  return {
    type,
    begin({ cluster, vm }) {
      requireUnlocked(vm);
      return cluster.timing.configMs;
    },
    finish({ cluster, vm }) {
      change(vm, cluster);
      cluster.changed();
    },
  };
}

function setPaused(paused: boolean): (vm: Vm) => void {
  return (vm) => {
    vm.paused = paused;
  };
}

export const resetWorker = momentary<'reset'>('qmreset', (vm, cluster) => bootGuest(vm, cluster.timing));
export const pauseWorker = momentary<'pause'>('qmpause', setPaused(true));
export const resumeWorker = momentary<'resume'>('qmresume', setPaused(false));
