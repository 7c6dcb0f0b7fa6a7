/** The checks that several workers make, with the texts that PVE's workers die with. */
import type { Cluster } from '../cluster/cluster.ts';
import type { Task, Vm } from '../cluster/cluster-state.ts';
import { digestOf, lockOf } from '../cluster/vm-configuration.ts';
import { TaskError } from './task-worker.ts';

export function missingConfigText(node: string, vmid: number): string {
  return `Configuration file 'nodes/${node}/qemu-server/${vmid}.conf' does not exist`;
}

/** The worker runs on the node of its task; a VM that has moved away is not there. */
export function requireVm(cluster: Cluster, task: Pick<Task, 'node'>, vmid: number): Vm {
  const vm = cluster.vm(vmid);
  if (vm === undefined || vm.node !== task.node) throw new TaskError(missingConfigText(task.node, vmid));
  return vm;
}

/** How PVE says it where it looks for the process of a VM instead of its configuration. */
export function unfoundConfigText(node: string, vmid: number): string {
  return `unable to find configuration file for VM ${vmid} on node '${node}'`;
}

/** As `requireVm`, in the words of a worker that asks whether the VM runs. */
export function requireVmProcess(cluster: Cluster, task: Pick<Task, 'node'>, vmid: number): Vm {
  const vm = cluster.vm(vmid);
  if (vm === undefined || vm.node !== task.node) throw new TaskError(unfoundConfigText(task.node, vmid));
  return vm;
}

export function requireUnlocked(vm: Vm): void {
  const lock = lockOf(vm);
  if (lock !== null) throw new TaskError(`VM is locked (${lock})`);
}

export const changedConfigText = 'checksum mismatch (file change by other user?)';

/** Null: the caller did not say which configuration it had read. */
export function requireUnchanged(vm: Vm, digest: string | null): void {
  if (digest !== null && digest !== digestOf(vm)) throw new TaskError(changedConfigText);
}

export function readOnlyConfigText(node: string, vmid: number, pid: number): string {
  return `unable to open file '/etc/pve/nodes/${node}/qemu-server/${vmid}.conf.tmp.${pid}' - Permission denied`;
}

/** Without quorum the cluster's file system is read-only: what a worker did before stays done. */
export function requireWritableConfig(cluster: Cluster, task: Task, vmid: number): void {
  if (!cluster.quorate) throw new TaskError(readOnlyConfigText(task.node, vmid, task.pid));
}

export function requireNo(complaint: string | null): void {
  if (complaint !== null) throw new TaskError(complaint);
}
