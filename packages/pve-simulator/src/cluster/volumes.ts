/**
 * The volumes on the storages: those that the configuration of a VM names, and those that none names any more because
 * their VM is gone, or because somebody keeps them. Whose a volume is stands in its name, as everywhere in PVE.
 */
import { type Drive, drivesOf, parseDrive } from '../config/drive.ts';
import type { Cluster } from './cluster.ts';
import type { LooseVolume, Vm, VmConfig } from './cluster-state.ts';

export const cloudInitBytes = 4 * 1024 ** 2;

export function sizeOfVolume(drive: Drive): number {
  return drive.sizeBytes ?? (drive.cloudInit ? cloudInitBytes : 0);
}

/** `ceph-vm:vm-310-disk-0` and `local:9000/base-9000-disk-0.qcow2/310/vm-310-disk-0.qcow2` belong to 310. */
export function ownerOf(volume: string): number | null {
  const owner = /(?:vm|base)-(\d+)-[^/]*$/.exec(volume)?.[1];
  return owner === undefined ? null : Number(owner);
}

function namedDrives(config: VmConfig): Drive[] {
  const unused = Object.entries(config).filter(([key]) => /^unused\d+$/.test(key));
  return [...drivesOf(config), ...unused.map(([key, value]) => parseDrive(key, String(value)))].filter(
    (drive) => drive.storage !== null && (!drive.cdrom || drive.cloudInit),
  );
}

/** What a VM names and still has, its unused disks and what is pending included. */
export function drivesOfVm(vm: Vm): Drive[] {
  const seen = new Map([...namedDrives(vm.config), ...namedDrives(vm.pending)].map((drive) => [drive.volume, drive]));
  return [...seen.values()].filter(({ volume }) => !vm.missingVolumes.includes(volume));
}

export function volumeName(volume: string): string {
  return volume.slice(volume.lastIndexOf(volume.includes('/') ? '/' : ':') + 1);
}

/** Names that are taken on a storage for the disks of a VM. */
export function takenNames(cluster: Cluster, storage: string, vmid: number): Set<string> {
  const loose = [...cluster.looseVolumes.values()].filter((volume) => volume.storage === storage);
  return new Set(loose.filter(({ owner }) => owner === vmid).map(({ volid }) => volumeName(volid)));
}

/** What a storage says that is to make a volume under a name that it has already. */
export function takenText(cluster: Cluster, storage: string, volume: string): string {
  const name = volumeName(volume);
  switch (cluster.storage(storage)?.type) {
    case 'rbd':
      return `rbd create '${name}' error: rbd: create error: (17) File exists`;
    case 'zfspool':
      return `zfs error: cannot create 'rpool/data/${name}': dataset already exists`;
    case 'lvmthin':
      return `lvcreate 'pve/${name}' error:   Logical Volume "${name}" already exists in volume group "pve"`;
    default:
      return `disk image '/var/lib/vz/images/${ownerOf(volume)}/${name}' already exists`;
  }
}

/** What a storage says whose volume is in use: of somebody's mapping, a backup, a snapshot that is protected. */
function heldText(cluster: Cluster, storage: string, volume: string): string {
  const name = volumeName(volume);
  switch (cluster.storage(storage)?.type) {
    case 'rbd':
      return `rbd rm '${name}' error: rbd: error: image still has watchers`;
    case 'zfspool':
      return `zfs error: cannot destroy 'rpool/data/${name}': dataset is busy`;
    case 'lvmthin':
      return `lvremove 'pve/${name}' error:   Logical volume pve/${name} in use.`;
    default:
      return `unlink '/var/lib/vz/images/${ownerOf(volume)}/${name}' failed - Operation not permitted`;
  }
}

export interface Volume {
  readonly storage: string;
  readonly volid: string;
  /** The VM whose configuration names it. */
  readonly holder: Vm | null;
}

/** Why a volume cannot be removed; null once it is. */
export function removeVolume(cluster: Cluster, { storage, volid, holder }: Volume): string | null {
  if (cluster.heldVolumes.has(volid)) return heldText(cluster, storage, volid);
  cluster.looseVolumes.delete(volid);
  if (holder !== null) holder.missingVolumes = [...holder.missingVolumes, volid];
  return null;
}

/** The volumes that a VM names and owns. */
export function ownVolumes(vm: Vm): Volume[] {
  return drivesOfVm(vm)
    .filter(({ volume }) => ownerOf(volume) === vm.vmid)
    .map((drive) => ({ storage: drive.storage ?? '', volid: drive.volume, holder: vm }));
}

/** Every volume that bears the id of a VM on the storages that its node reaches, whoever has it. */
export function volumesNamedFor(cluster: Cluster, { vmid, node }: Vm): Volume[] {
  const isShared = (storage: string) => cluster.storage(storage)?.shared === true;
  const loose = [...cluster.looseVolumes.values()]
    .filter((volume) => volume.owner === vmid && (volume.node === null || volume.node === node))
    .map(({ storage, volid }) => ({ storage, volid, holder: null }));
  const named = [...cluster.vms()].flatMap((vm) =>
    drivesOfVm(vm)
      .filter(({ volume, storage }) => ownerOf(volume) === vmid && (vm.node === node || isShared(storage ?? '')))
      .map((drive) => ({ storage: drive.storage ?? '', volid: drive.volume, holder: vm })),
  );
  return [...loose, ...named];
}

/** What becomes of a volume whose configuration goes without it. */
export function looseVolume(cluster: Cluster, vm: Vm, drive: Drive): LooseVolume {
  const storage = drive.storage ?? '';
  const node = cluster.storage(storage)?.shared === true ? null : vm.node;
  return {
    volid: drive.volume,
    storage,
    owner: ownerOf(drive.volume) ?? vm.vmid,
    sizeBytes: sizeOfVolume(drive),
    node,
  };
}
