/** Finds the VM that a call names, on the node that it names: a VM that has moved does not exist there. */
import type { Vm } from '../cluster/cluster-state.ts';
import { lockOf } from '../cluster/vm-configuration.ts';
import { dieError, parameterError } from '../http/api-error.ts';
import type { Call } from '../http/route.ts';
import { missingConfigText } from '../tasks/worker-guards.ts';

/** The VM where it is, or null: for calls that leave it to the worker to miss one. */
export function guestHere(call: Call): Vm | null {
  const vm = call.cluster.vm(call.parameters.integer('vmid'));
  return vm === undefined || vm.node !== call.parameters.text('node') ? null : vm;
}

/** Some parameters are for root@pam alone, and no token is root@pam. Given but empty or 0 they do no harm. */
export function assertNoRootOptions(call: Call, names: readonly string[]): void {
  if (call.principal.authId === 'root@pam') return;
  const given = names.find((name) => call.parameters.isSet(name));
  if (given !== undefined) throw parameterError({ [given]: 'Only root may use this option.' });
}

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
