/**
 * Start and stop of a VM that the HA manager looks after: the task is over once the manager has been told, and the VM
 * changes its power when the manager comes to it.
 */
import type { Job, PowerState } from '../cluster/cluster-state.ts';
import type { TaskWorker } from './task-worker.ts';
import { requireVm } from './worker-guards.ts';

type Request = 'hastart' | 'hastop';

function requesting<Kind extends Request>(type: Kind, to: PowerState): TaskWorker<Kind> {
  const asked = to === 'running' ? 'start' : 'stop';
  return {
    type,
    locks: () => [],
    begin(job: Extract<Job, { kind: Request }>, cluster, task) {
      requireVm(cluster, task, job.vmid);
      task.log.push(`Requesting HA ${asked} for VM ${job.vmid}`);
      return 0;
    },
    finish(job: Extract<Job, { kind: Request }>, cluster, task) {
      const vm = requireVm(cluster, task, job.vmid);
      vm.ha = to === 'running' ? 'started' : 'stopped';
      if (vm.power !== to) cluster.schedulePower(vm, { at: Date.now() + cluster.timing.startMs, to });
      cluster.changed();
    },
  };
}

export const haStartWorker = requesting('hastart', 'running');
export const haStopWorker = requesting('hastop', 'stopped');
