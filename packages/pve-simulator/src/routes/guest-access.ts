/** Finds the VM that a call names, on the node that it names: a VM that has moved does not exist there. */
import type { Vm } from '../cluster/cluster-state.ts';
import { lockOf } from '../cluster/vm-configuration.ts';
import { dieError } from '../http/api-error.ts';
import type { Call } from '../http/route.ts';
import { missingConfigText } from '../tasks/worker-guards.ts';

export function requireGuest(call: Call): Vm {
  const vmid = call.parameters.integer('vmid');
  const node = call.parameters.text('node');
  const vm = call.cluster.vm(vmid);
  if (vm === undefined || vm.node !== node) throw dieError(missingConfigText(node, vmid));
  return vm;
}

export function assertUnlocked(vm: Vm): void {
  const lock = lockOf(vm);
  if (lock !== null) throw dieError(`VM is locked (${lock})`);
}

export function assertQuorum(call: Call): void {
  if (!call.cluster.quorate) throw dieError('cluster not ready - no quorum?');
}
