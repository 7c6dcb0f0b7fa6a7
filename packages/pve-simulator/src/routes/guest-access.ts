/**
 * Finds the VM that a call names, on the node that it names (a VM that has moved does not exist there), and does what many
 * calls do with it.
 */
import type { Job, Snapshot, Vm } from '../cluster/cluster-state.ts';
import { lockOf } from '../cluster/vm-configuration.ts';
import { dieError, parameterError } from '../http/api-error.ts';
import type { Answer, Call } from '../http/route.ts';
import { missingSnapshotText } from '../tasks/snapshot-workers.ts';
import { lockTimeoutText } from '../tasks/vm-locks.ts';
import { missingConfigText, readOnlyConfigText } from '../tasks/worker-guards.ts';

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

export function assertNo(complaint: string | null): void {
  if (complaint !== null) throw dieError(complaint);
}

export function requireSnapshot(vm: Vm, name: string): Snapshot {
  const found = vm.snapshots.find((snapshot) => snapshot.name === name);
  if (found === undefined) throw dieError(missingSnapshotText(name));
  return found;
}

/** Answers with the UPID of a task on the node that the call names, whether the VM is there or not. */
export function startTask(call: Call, job: Job): Answer {
  return { data: call.tasks.start({ job, node: call.parameters.text('node'), principal: call.principal }) };
}

/** Changes a configuration with its lock file held, for which a call waits as long as a task does. */
export async function changeLocked(call: Call, check: (vm: Vm) => void, change: (vm: Vm) => void): Promise<Answer> {
  const vmid = call.parameters.integer('vmid');
  const release = await call.locks.acquire({ vmid, mode: 'exclusive', waitMs: call.cluster.timing.lockWaitMs });
  if (release === null) throw dieError(lockTimeoutText(vmid));
  try {
    const vm = requireGuest(call);
    check(vm);
    if (!call.cluster.quorate) throw dieError(readOnlyConfigText(vm.node, vmid, 65));
    change(vm);
  } finally {
    release();
  }
  return { data: null };
}
