/** Resize of a disk: absolute or added, never smaller, and a no-op for the size that it already has. */
import type { Vm } from '../cluster/cluster-state.ts';
import { parseDiskSize } from '../config/disk-size.ts';
import { type Drive, drivesOf, printDrive } from '../config/drive.ts';
import { requireSpace } from './storage-space.ts';
import { TaskError, type TaskWorker } from './task-worker.ts';
import { requireUnchanged, requireUnlocked, requireWritableConfig } from './worker-guards.ts';

function diskOf(vm: Vm, key: string): Drive {
  const drive = drivesOf(vm.config).find((candidate) => candidate.key === key);
  if (drive === undefined) throw new TaskError(`disk '${key}' does not exist`);
  if (drive.cdrom) throw new TaskError("you can't resize a cdrom");
  if (vm.missingVolumes.includes(drive.volume)) throw new TaskError(`volume '${drive.volume}' does not exist`);
  return drive;
}

function targetBytes(drive: Drive, size: string): number {
  const current = drive.sizeBytes ?? 0;
  const amount = parseDiskSize(size.replace(/^\+/, '')) ?? 0;
  const target = size.startsWith('+') ? current + amount : amount;
  if (target < current) throw new TaskError('shrinking disks is not supported');
  return target;
}

export const resizeWorker: TaskWorker<'resize'> = {
  type: 'resize',
  begin({ job, cluster, vm }) {
    requireUnchanged(vm, job.digest);
    requireUnlocked(vm);
    const drive = diskOf(vm, job.disk);
    return targetBytes(drive, job.size) === drive.sizeBytes ? 0 : cluster.timing.resizeMs;
  },
  finish({ job, cluster, task, vm }) {
    const drive = diskOf(vm, job.disk);
    const sizeBytes = targetBytes(drive, job.size);
    if (sizeBytes === drive.sizeBytes) return;
    requireSpace(cluster, { task, drive, copyCommand: null });
    const type = cluster.storage(drive.storage ?? '')?.type;
    task.log.push(type === 'rbd' ? 'Resizing image: 100% complete...done.' : 'Image resized.');
    requireWritableConfig(cluster, task, vm.vmid);
    vm.config = { ...vm.config, [drive.key]: printDrive({ ...drive, sizeBytes }) };
    cluster.changed();
  },
};
