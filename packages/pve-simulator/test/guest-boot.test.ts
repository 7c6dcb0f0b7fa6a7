import { expect, test } from 'vitest';
import type { Vm } from '../src/cluster/cluster-state.ts';
import { bootGuest, guestResponds, settleGuest } from '../src/cluster/guest-boot.ts';
import { vmFromSeed } from '../src/seed/vms-from-seed.ts';
import { defaultTiming } from '../src/timing.ts';
import { demoSeed } from './pve-client.ts';

const timing = { ...defaultTiming, agentDelayMs: 100, guestSetupMs: 50, guestRebootMs: 30 };

function windows(profile: 'cloudbase-init' | 'sysprep', more: { cloudInitStorage?: string } = {}): Vm {
  const seed = {
    vmid: 310,
    node: 'pve1',
    name: 'support-client-of-sam',
    guest: { profile, hostName: 'TMPL' },
    ...more,
  };
  const vm = vmFromSeed(seed, demoSeed, timing);
  return { ...vm, power: 'running', guest: { ...vm.guest, firstBoot: true } };
}

/** What the agent answers at a moment after the start. */
function nameAt(vm: Vm, now: number): string | null {
  settleGuest(vm, now);
  return guestResponds(vm, now) ? vm.guest.hostName : null;
}

test('the first boot of a Windows guest is silent, old, silent and new, and only the first', () => {
  const vm = windows('cloudbase-init', { cloudInitStorage: 'ceph-vm' });
  bootGuest(vm, timing, 0);
  expect([50, 100, 149, 150, 179, 180].map((now) => nameAt(vm, now))).toEqual([
    null,
    'TMPL',
    'TMPL',
    null,
    null,
    'support-client-',
  ]);
  bootGuest(vm, timing, 1_000);
  expect([1_050, 1_100, 1_160].map((now) => nameAt(vm, now))).toEqual([null, 'support-client-', 'support-client-']);
});

test('without a drive to find its name on, cloudbase-init changes nothing', () => {
  const vm = windows('cloudbase-init');
  bootGuest(vm, timing, 0);
  expect([100, 160, 200].map((now) => nameAt(vm, now))).toEqual(['TMPL', 'TMPL', 'TMPL']);
});

test('sysprep makes a name up, with a reboot in between', () => {
  const vm = windows('sysprep');
  bootGuest(vm, timing, 0);
  expect([100, 160, 180].map((now) => nameAt(vm, now))).toEqual([
    'TMPL',
    null,
    expect.stringMatching(/^WIN-[0-9A-F]{11}$/),
  ]);
});

test('a paused guest does not answer', () => {
  const vm = windows('sysprep');
  bootGuest(vm, timing, 0);
  vm.paused = true;
  expect(nameAt(vm, 500)).toBeNull();
});
