/**
 * Start and stop of a VM that the HA manager looks after: the task is over once the manager has been told, and the VM
 * changes its power when the manager comes to it.
 */
import type { PowerState } from '../cluster/cluster-state.ts';
import type { TaskWorker } from './task-worker.ts';

function requesting<Kind extends 'hastart' | 'hastop'>(type: Kind, to: PowerState): TaskWorker<Kind> {
  return {
    type,
    locks: () => [],
    begin({ task, vm }) {
      task.log.push(`Requesting HA ${to === 'running' ? 'start' : 'stop'} for VM ${vm.vmid}`);
      return 0;
    },
    finish({ cluster, vm }) {
      vm.ha = to === 'running' ? 'started' : 'stopped';
      if (vm.power !== to) cluster.schedulePower(vm, { at: Date.now() + cluster.timing.startMs, to });
      cluster.changed();
    },
  };
}

export const haStartWorker = requesting('hastart', 'running');
export const haStopWorker = requesting('hastop', 'stopped');
