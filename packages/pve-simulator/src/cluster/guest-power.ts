/**
 * What happens to a guest when its power changes, and the changes that come without a task of their own: the restart
 * that follows a reboot, and the guest that goes down after its shutdown was given up.
 */
import type { Cluster } from './cluster.ts';
import type { PowerState, Vm } from './cluster-state.ts';
import { bootGuest, hasCloudInitDrive, settleGuest } from './guest-boot.ts';
import { applyPending, cloudInitOptions } from './vm-configuration.ts';

export function powerOn(cluster: Cluster, vm: Vm): void {
  applyPending(vm);
  if (hasCloudInitDrive(vm)) vm.cloudInitApplied = cloudInitOptions(vm);
  vm.power = 'running';
  vm.paused = false;
  vm.pid = cluster.takePid();
  vm.startedAt = Date.now();
  bootGuest(vm, cluster.timing);
  vm.powerEvent = null;
  cluster.changed();
}

export function powerOff(cluster: Cluster, vm: Vm): void {
  settleGuest(vm, Date.now());
  vm.guestSetup = null;
  applyPending(vm);
  vm.power = 'stopped';
  vm.paused = false;
  vm.pid = 0;
  vm.startedAt = null;
  vm.agentReadyAt = null;
  vm.powerEvent = null;
  cluster.changed();
}

export function setPower(cluster: Cluster, vm: Vm, to: PowerState): void {
  if (to === 'running' && vm.power === 'stopped') powerOn(cluster, vm);
  if (to === 'stopped' && vm.power === 'running') powerOff(cluster, vm);
}

/** Carries out `powerEvent`s at their time; they stand in the state, so a restart only has to look for them. */
export class PowerEvents {
  readonly #cluster: Cluster;
  readonly #timers = new Map<number, NodeJS.Timeout>();

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
    cluster.onPowerEvent((vm) => this.#schedule(vm));
  }

  resume(): void {
    for (const vm of this.#cluster.vms()) this.#schedule(vm);
  }

  close(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  #schedule(vm: Vm): void {
    if (vm.powerEvent === null) return;
    clearTimeout(this.#timers.get(vm.vmid));
    const delay = Math.max(0, vm.powerEvent.at - Date.now());
    this.#timers.set(
      vm.vmid,
      setTimeout(() => this.#fire(vm.vmid), delay),
    );
  }

  #fire(vmid: number): void {
    this.#timers.delete(vmid);
    const vm = this.#cluster.vm(vmid);
    const event = vm?.powerEvent ?? null;
    if (vm === undefined || event === null) return;
    vm.powerEvent = null;
    setPower(this.#cluster, vm, event.to);
  }
}
