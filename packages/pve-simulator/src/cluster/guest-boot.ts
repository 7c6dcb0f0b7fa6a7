/**
 * How a guest comes up, as its agent shows it: silent at first, then answering; and on the first boot of a Windows guest
 * answering with the template's name, silent again for the reboot that takes the new name over, then answering for good.
 * PVE knows nothing of any of this: for it the guest runs all the while.
 */
import { createHash } from 'node:crypto';
import { drivesOf } from '../config/drive.ts';
import type { SimulatorTiming } from '../timing.ts';
import type { Vm } from './cluster-state.ts';
import { nameOf } from './vm-configuration.ts';

/** cloudbase-init cuts names to what NetBIOS takes, unless it is told otherwise. */
const netBiosLimit = 15;

function firstLabel(name: string): string {
  return name.split('.')[0] ?? name;
}

export function hasCloudInitDrive(vm: Vm): boolean {
  return drivesOf(vm.config).some((drive) => drive.cloudInit);
}

/** The name after the first boot, or null where the guest has nothing to find it in. */
function nameToCome(vm: Vm): string | null {
  if (vm.guest.profile === 'sysprep') {
    const letters = createHash('sha1').update(`${vm.vmid}`).digest('hex').toUpperCase();
    return `WIN-${letters.slice(0, netBiosLimit - 'WIN-'.length)}`;
  }
  return hasCloudInitDrive(vm) ? firstLabel(nameOf(vm)).slice(0, netBiosLimit) : null;
}

/** Power comes on, or the reset button was pressed. */
export function bootGuest(vm: Vm, timing: SimulatorTiming, now = Date.now()): void {
  settleGuest(vm, now);
  vm.agentReadyAt = now + timing.agentDelayMs;
  vm.guestSetup = null;
  if (vm.guest.profile === 'plain') {
    if (hasCloudInitDrive(vm)) vm.guest = { ...vm.guest, hostName: firstLabel(nameOf(vm)) };
    return;
  }
  const hostName = nameToCome(vm);
  if (!vm.guest.firstBoot || hostName === null) return;
  const oldNameUntil = vm.agentReadyAt + timing.guestSetupMs;
  vm.guestSetup = { oldNameUntil, silentUntil: oldNameUntil + timing.guestRebootMs, hostName };
}

/** Writes down a first boot that is over. */
export function settleGuest(vm: Vm, now: number): void {
  if (vm.guestSetup === null || now < vm.guestSetup.silentUntil) return;
  vm.guest = { ...vm.guest, hostName: vm.guestSetup.hostName, firstBoot: false };
  vm.guestSetup = null;
}

/** Whether the guest is up and not in the middle of its own reboot. */
export function guestResponds(vm: Vm, now: number): boolean {
  const ready = vm.power === 'running' && !vm.paused && vm.agentReadyAt !== null && vm.agentReadyAt <= now;
  if (!ready || vm.guestSetup === null) return ready;
  return now < vm.guestSetup.oldNameUntil || now >= vm.guestSetup.silentUntil;
}
