/**
 * Reading and replacing a VM's configuration: what `GET config` shows (pending values included), the digest, what
 * becomes of pending values when the VM goes off or on, and the few options that the simulator itself understands.
 */
import { createHash } from 'node:crypto';
import { parsePropertyString } from '../config/property-string.ts';
import type { Vm, VmConfig } from './cluster-state.ts';

export function isTemplate(vm: Vm): boolean {
  return Number(vm.config.template ?? 0) === 1;
}

export function lockOf(vm: Vm): string | null {
  return vm.config.lock === undefined ? null : String(vm.config.lock);
}

export function nameOf(vm: Vm): string {
  return String(shownConfig(vm).name ?? `VM ${vm.vmid}`);
}

export function agentEnabled(vm: Vm): boolean {
  const values = parsePropertyString(String(vm.config.agent ?? '0'), 'enabled');
  return /^(?:1|on|yes|true)$/i.test(values.get('enabled') ?? '0');
}

/** The configuration with its pending values, as `GET config` without `current` gives it. */
export function shownConfig(vm: Vm): VmConfig {
  const nothingPending = Object.keys(vm.pending).length === 0 && vm.pendingDelete.length === 0;
  return nothingPending ? vm.config : withoutKeys({ ...vm.config, ...vm.pending }, vm.pendingDelete);
}

export function withoutKeys(config: VmConfig, keys: readonly string[]): VmConfig {
  return Object.fromEntries(Object.entries(config).filter(([key]) => !keys.includes(key)));
}

export function applyPending(vm: Vm): void {
  vm.config = shownConfig(vm);
  vm.pending = {};
  vm.pendingDelete = [];
}

/** 40 hexadecimal digits that change with the file, whatever the order of its keys. */
export function digestOf(vm: Vm): string {
  const lines = (config: VmConfig) => Object.entries(config).map(([key, value]) => `${key}: ${value}`);
  const snapshots = vm.snapshots.flatMap((one) => [`[${one.name}]`, String(one.state), ...lines(one.config).sort()]);
  const pending = ['[PENDING]', ...lines(vm.pending).sort(), ...vm.pendingDelete];
  const text = [...lines(vm.config).sort(), ...pending, ...snapshots].join('\n');
  return createHash('sha1').update(text).digest('hex');
}

export const cloudInitKeyPattern =
  /^(?:ciuser|cipassword|citype|ciupgrade|cicustom|sshkeys|nameserver|searchdomain|ipconfig\d+)$/;

/** What the cloud-init drive is generated from. */
export function cloudInitOptions(vm: Vm): VmConfig {
  const shown = shownConfig(vm);
  const options = Object.entries(shown).filter(([key]) => key === 'name' || cloudInitKeyPattern.test(key));
  return Object.fromEntries(options);
}

/** Masks what PVE never gives back. */
export function maskSecrets(config: VmConfig): VmConfig {
  return config.cipassword === undefined ? config : { ...config, cipassword: '**********' };
}
