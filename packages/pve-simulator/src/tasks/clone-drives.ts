/** What a clone does with each drive of its source: copy it, link to it, or take it over as it is. */
import type { Cluster } from '../cluster/cluster.ts';
import type { JobOf, Task, VmConfig } from '../cluster/cluster-state.ts';
import { cloudInitBytes, takenNames, takenText } from '../cluster/volumes.ts';
import { cloudInitVolume, type Drive, diskVolume, drivesOf, linkedVolume } from '../config/drive.ts';
import { requireSpace } from './storage-space.ts';
import { TaskError } from './task-worker.ts';

export interface DriveCopy {
  readonly source: Drive;
  readonly clone: Drive;
  readonly how: 'full' | 'linked' | 'same';
}

function clonedDrive(cluster: Cluster, job: JobOf<'clone'>, drive: Drive, index: number): DriveCopy {
  if (drive.cdrom && !drive.cloudInit) return { source: drive, clone: drive, how: 'same' };
  const storage = job.storage ?? drive.storage ?? '';
  const naming = { storage, storageType: cluster.storage(storage)?.type ?? 'dir', vmid: job.newId };
  if (drive.cloudInit) {
    const clone = { ...drive, storage, volume: cloudInitVolume(naming), sizeBytes: cloudInitBytes };
    return { source: drive, clone, how: 'full' };
  }
  const volume = job.full ? diskVolume(naming, index) : linkedVolume(drive.volume, naming, index);
  return { source: drive, clone: { ...drive, storage, volume }, how: job.full ? 'full' : 'linked' };
}

/** A disk gets the first number that no volume of its VM's id has yet on the storage. */
export function driveCopies(cluster: Cluster, job: JobOf<'clone'>, config: VmConfig): DriveCopy[] {
  let index = 0;
  return drivesOf(config).map((drive) => {
    const taken = takenNames(cluster, job.storage ?? drive.storage ?? '', job.newId);
    while ([...taken].some((name) => name.replace(/\.\w+$/, '') === `vm-${job.newId}-disk-${index}`)) index += 1;
    const copy = clonedDrive(cluster, job, drive, index);
    if (copy.how !== 'same' && !drive.cloudInit) index += 1;
    return copy;
  });
}

/** The drive of cloud-init has one name, and a volume that was left behind may have it. */
export function requireFreeNames(cluster: Cluster, copies: readonly DriveCopy[]): void {
  const taken = copies.find(({ how, clone }) => how !== 'same' && cluster.looseVolumes.has(clone.volume));
  if (taken === undefined) return;
  const { storage, volume } = taken.clone;
  throw new TaskError(takenText(cluster, storage ?? '', volume));
}

export function logCopies(task: Task, copies: readonly DriveCopy[], namesTarget: boolean): void {
  for (const { source, clone, how } of copies) {
    if (how === 'same') continue;
    task.log.push(`create ${how} clone of drive ${source.key} (${source.volume})`);
    if (how === 'full' && clone.volume.endsWith('.qcow2')) task.log.push(formatted(clone));
    if (how === 'full' && namesTarget) task.log.push(`allocated target volume '${clone.volume}'`);
    if (how === 'full' && !source.cloudInit) task.log.push(transferred(0, source.sizeBytes ?? 0));
  }
}

const tenths = 10;
/** The first line of a copy says nothing but that it begins. */
const progressLine = /^transferred (?!0\.0 B)/;

/** A line for each tenth that was copied since the last one. */
export function logCopied(task: Task, totalBytes: number, share: number): void {
  const told = task.log.filter((line) => progressLine.test(line)).length;
  for (let tenth = told + 1; tenth <= share * tenths; tenth += 1) {
    task.log.push(transferred((totalBytes * tenth) / tenths, totalBytes));
  }
}

function formatted(clone: Drive): string {
  const options = 'cluster_size=65536 extended_l2=off preallocation=off compression_type=zlib';
  return `Formatting '${imagePath(clone.volume)}', fmt=qcow2 ${options} size=${clone.sizeBytes ?? 0} lazy_refcounts=off refcount_bits=16`;
}

function transferred(doneBytes: number, totalBytes: number): string {
  const gib = (bytes: number) => (bytes === 0 ? '0.0 B' : `${(bytes / 1024 ** 3).toFixed(1)} GiB`);
  const percent = totalBytes === 0 ? 100 : (doneBytes / totalBytes) * 100;
  return `transferred ${gib(doneBytes)} of ${gib(totalBytes)} (${percent.toFixed(2)}%)`;
}

/** Where a volume lies: files have a path on their host, everything else is named by its storage. */
function imagePath(volume: string): string {
  const [storage = '', name = ''] = volume.split(':');
  if (!name.endsWith('.qcow2')) return `rbd:${volume.replace(':', '/')}`;
  return `${storage === 'local' ? '/var/lib/vz' : `/mnt/pve/${storage}`}/images/${ownFile(name)}`;
}

/** A linked volume is named after its base, and lies in its own folder. */
function ownFile(name: string): string {
  return name.split('/').slice(-2).join('/');
}

/** The program that fills the first disk of a full clone. */
export function copyCommand({ source, clone }: DriveCopy): string {
  const from = imagePath(source.volume);
  const format = from.endsWith('.qcow2') ? 'qcow2' : 'raw';
  return `/usr/bin/qemu-img convert -p -n -f ${format} -O ${format} ${from} zeroinit:${imagePath(clone.volume)}`;
}

/** Throws where a storage has no room for what the clone would write. */
export function requireRoom(cluster: Cluster, task: Task, copies: readonly DriveCopy[]): void {
  for (const copy of copies) {
    if (copy.how === 'same' || copy.source.cloudInit) continue;
    requireSpace(cluster, { task, drive: copy.clone, copyCommand: copy.how === 'full' ? copyCommand(copy) : null });
  }
}
