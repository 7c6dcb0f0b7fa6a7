/**
 * Applies a change of configuration to a VM: normalises values as PVE stores them, gives new network cards an address
 * and new drives a volume, and decides between at once and pending. The caller has checked types, rights and locks.
 */
import type { Cluster } from '../cluster/cluster.ts';
import type { ConfigValue, Vm, VmConfig } from '../cluster/cluster-state.ts';
import { withoutKeys } from '../cluster/vm-configuration.ts';
import { splitList } from '../http/parameter-formats.ts';
import { configOption } from './config-options.ts';
import { cloudInitVolume, diskVolume, driveKeyPattern, drivesOf, parseDrive } from './drive.ts';
import { generateMac } from './generated-mac.ts';
import { cardOf } from './option-formats.ts';

export interface ConfigChange {
  readonly set: VmConfig;
  readonly delete: readonly string[];
  readonly revert: readonly string[];
}

function withMac(value: string): string {
  const { model = 'virtio', macaddr = generateMac(), ...rest } = Object.fromEntries(cardOf(value));
  const tail = Object.entries(rest).map(([key, item]) => `${key}=${item}`);
  return [`${model}=${macaddr.toUpperCase()}`, ...tail].join(',');
}

function normaliseTags(value: string): string {
  return [...new Set(splitList(value).map((tag) => tag.toLowerCase()))].sort().join(';');
}

function nextDiskIndex(vm: Vm): number {
  const used = drivesOf(vm.config).map((drive) => Number(/-disk-(\d+)/.exec(drive.volume)?.[1] ?? -1));
  return Math.max(-1, ...used) + 1;
}

/** `storage:20` allocates 20 GiB, `storage:cloudinit` a cloud-init drive; anything else is taken as it is. */
function allocateDrive(cluster: Cluster, vm: Vm, key: string, value: string): string {
  const drive = parseDrive(key, value);
  const request = /^([^:]+):(cloudinit|\d+(?:\.\d+)?)$/.exec(drive.volume);
  if (request === null) return value;
  const [, storage = '', what = ''] = request;
  const naming = { storage, storageType: cluster.storage(storage)?.type ?? 'dir', vmid: vm.vmid };
  if (what === 'cloudinit') return `${cloudInitVolume(naming)},media=cdrom,size=4M`;
  return [diskVolume(naming, nextDiskIndex(vm)), `size=${what}G`].join(',');
}

function storedValue(cluster: Cluster, vm: Vm, key: string, value: ConfigValue): ConfigValue {
  if (key === 'tags') return normaliseTags(String(value));
  if (/^net\d+$/.test(key)) return withMac(String(value));
  return driveKeyPattern.test(key) ? allocateDrive(cluster, vm, key, String(value)) : value;
}

/** PVE asks where either of the two is set, and takes the other from what is there. */
export function balloonComplaint(vm: Vm, change: ConfigChange): string | null {
  const { memory: asked, balloon: floor } = change.set;
  if (asked === undefined && floor === undefined) return null;
  const memory = /\d+/.exec(String(asked ?? vm.pending.memory ?? vm.config.memory ?? '512'))?.[0];
  const balloon = Number(floor ?? (vm.pending.balloon || vm.config.balloon) ?? 0);
  if (balloon <= Number(memory)) return null;
  return 'balloon value too large (must be smaller than assigned memory)';
}

/** What a boot order names must be there once the change is made. */
export function bootComplaint(vm: Vm, change: ConfigChange): string | null {
  const order = /^order=(.*)$/.exec(String(change.set.boot ?? ''))?.[1]?.split(';') ?? [];
  const there = { ...vm.config, ...vm.pending, ...change.set };
  const absent = order.find(
    (device) => device !== '' && (there[device] === undefined || change.delete.includes(device)),
  );
  return absent === undefined ? null : `invalid bootorder: device '${absent}' does not exist'`;
}

/** A VM has one drive of cloud-init. */
export function cloudInitComplaint(vm: Vm, change: ConfigChange): string | null {
  const added = Object.entries(change.set).find(([, value]) => /^[^:]+:cloudinit(?:,|$)/.test(String(value)))?.[0];
  const attached = drivesOf({ ...vm.config, ...vm.pending }).find((drive) => drive.cloudInit && drive.key !== added);
  if (added === undefined || attached === undefined) return null;
  return `${added} - cloud-init drive is already attached at '${attached.key}'`;
}

/** A disk that is taken out of the configuration stays as `unusedN`. */
function detachedDisks(config: VmConfig, deleted: readonly string[]): VmConfig {
  const detached = drivesOf(config).filter((drive) => deleted.includes(drive.key) && !drive.cdrom);
  const taken = Object.keys(config).filter((key) => /^unused\d+$/.test(key)).length;
  return Object.fromEntries(detached.map((drive, index) => [`unused${taken + index}`, drive.volume]));
}

function isLive(key: string): boolean {
  return configOption(key)?.live ?? false;
}

export function applyConfigChange(cluster: Cluster, vm: Vm, change: ConfigChange): void {
  const atOnce = (key: string) => vm.power === 'stopped' || isLive(key);
  const entries = Object.entries(change.set).map(([key, value]): [string, ConfigValue] => [
    key,
    storedValue(cluster, vm, key, value),
  ]);
  const set = entries.filter(([key]) => atOnce(key));
  const later = entries.filter(([key, value]) => !atOnce(key) && vm.config[key] !== value);
  const touched = [...entries.map(([key]) => key), ...change.revert, ...change.delete];
  const deletedNow = change.delete.filter(atOnce);
  const deletedLater = change.delete.filter((key) => !atOnce(key) && vm.config[key] !== undefined);
  vm.config = {
    ...withoutKeys(vm.config, deletedNow),
    ...detachedDisks(vm.config, deletedNow),
    ...Object.fromEntries(set),
  };
  vm.pending = { ...withoutKeys(vm.pending, touched), ...Object.fromEntries(later) };
  vm.pendingDelete = [...vm.pendingDelete.filter((key) => !touched.includes(key)), ...deletedLater];
  cluster.changed();
}
