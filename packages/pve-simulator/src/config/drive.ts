/**
 * The drives of a configuration: which keys are drives, what their value says (volume, size, media), and how a storage
 * names its volumes. A linked clone's volume carries its base in its name, which is all that holds the base in place.
 */
import type { VmConfig } from '../cluster/cluster-state.ts';
import { formatDiskSize, parseDiskSize } from './disk-size.ts';
import { parsePropertyString } from './property-string.ts';

export const driveKeyPattern = /^(?:ide[0-3]|sata[0-5]|scsi(?:[12]?\d|30)|virtio(?:\d|1[0-5])|efidisk0|tpmstate0)$/;

export interface Drive {
  readonly key: string;
  /** `storage:name`, or `none`. */
  readonly volume: string;
  readonly storage: string | null;
  readonly sizeBytes: number | null;
  readonly cdrom: boolean;
  readonly cloudInit: boolean;
  /** Everything after the volume but the size, in order. */
  readonly options: readonly (readonly [string, string])[];
}

export function parseDrive(key: string, value: string): Drive {
  const values = parsePropertyString(value, 'file');
  const volume = values.get('file') ?? 'none';
  const colon = volume.indexOf(':');
  const size = values.get('size');
  return {
    key,
    volume,
    storage: colon > 0 ? volume.slice(0, colon) : null,
    sizeBytes: size === undefined ? null : parseDiskSize(size),
    cdrom: values.get('media') === 'cdrom',
    cloudInit: /(?:^|[:/-])(?:vm-\d+-)?cloudinit(?:\.|$)/.test(volume),
    options: [...values].filter(([name]) => name !== 'file' && name !== 'size'),
  };
}

export function printDrive(drive: Drive): string {
  const options = drive.options.map(([name, value]) => `${name}=${value}`);
  const size = drive.sizeBytes === null ? [] : [`size=${formatDiskSize(drive.sizeBytes)}`];
  return [drive.volume, ...options, ...size].join(',');
}

const drivesOfConfig = new WeakMap<VmConfig, readonly Drive[]>();

export function drivesOf(config: VmConfig): readonly Drive[] {
  const known = drivesOfConfig.get(config);
  if (known !== undefined) return known;
  const drives = Object.entries(config)
    .filter(([key]) => driveKeyPattern.test(key))
    .map(([key, value]) => parseDrive(key, String(value)))
    .sort((a, b) => a.key.localeCompare(b.key));
  drivesOfConfig.set(config, drives);
  return drives;
}

/** The size of the disk that the VM boots from: what PVE shows as `maxdisk`. */
export function bootDiskBytes(config: VmConfig): number {
  const order = /order=([^,]+)/.exec(String(config.boot ?? ''))?.[1]?.split(';') ?? [];
  const disks = drivesOf(config).filter((drive) => !drive.cdrom && !/^(?:efidisk|tpmstate)/.test(drive.key));
  const bootDisk = order.map((key) => disks.find((disk) => disk.key === key)).find((disk) => disk !== undefined);
  return (bootDisk ?? disks[0])?.sizeBytes ?? 0;
}

export interface VolumeNaming {
  readonly storage: string;
  readonly storageType: string;
  readonly vmid: number;
}

/** File storages keep a directory a VM and a suffix a format; block storages have flat names. */
export function volumeId(naming: VolumeNaming, name: string): string {
  const file = naming.storageType === 'dir' || naming.storageType === 'nfs';
  return file ? `${naming.storage}:${naming.vmid}/${name}.qcow2` : `${naming.storage}:${name}`;
}

export function diskVolume(naming: VolumeNaming, index: number): string {
  return volumeId(naming, `vm-${naming.vmid}-disk-${index}`);
}

export function baseVolume(naming: VolumeNaming, index: number): string {
  return volumeId(naming, `base-${naming.vmid}-disk-${index}`);
}

export function cloudInitVolume(naming: VolumeNaming): string {
  return volumeId(naming, `vm-${naming.vmid}-cloudinit`);
}

/** `storage:base/clone`: the clone's own name without its storage hangs below the base. */
export function linkedVolume(base: string, naming: VolumeNaming, index: number): string {
  return `${base}/${diskVolume(naming, index).slice(naming.storage.length + 1)}`;
}
