/**
 * Clone, full and linked. The new configuration appears with `lock: clone` when the work begins, the disks come with
 * its end, and the pool is written as the very last step: until then rights that come from the pool do not reach the
 * clone. A failed or aborted clone removes what it made.
 */
import type { Cluster } from '../cluster/cluster.ts';
import type { JobOf, Task, Vm, VmConfig } from '../cluster/cluster-state.ts';
import { withoutKeys } from '../cluster/vm-configuration.ts';
import {
  cloudInitVolume,
  type Drive,
  diskVolume,
  driveKeyPattern,
  drivesOf,
  linkedVolume,
  printDrive,
} from '../config/drive.ts';
import { generateMac, generateMachineId } from '../config/generated-values.ts';
import { TaskError, type TaskWorker } from './task-worker.ts';
import type { LockRequest } from './vm-locks.ts';
import { readOnlyConfigText, requireVm } from './worker-guards.ts';

const sourcePatienceMs = 1_000;
const cloudInitBytes = 4 * 1024 ** 2;

export function configExistsText(vmid: number): string {
  return `unable to create VM ${vmid}: config file already exists`;
}

/** Everything is inherited but what must be unique and what belonged to the source alone. */
function inheritedConfig(source: Vm, job: JobOf<'clone'>): VmConfig {
  const entries = Object.entries(withoutKeys(source.config, ['lock', 'template', 'parent']))
    .filter(([key]) => !driveKeyPattern.test(key) && !/^unused\d+$/.test(key))
    .map(([key, value]): [string, string | number] => {
      if (/^net\d+$/.test(key))
        return [key, String(value).replace(/=[0-9A-F]{2}(?::[0-9A-F]{2}){5}/i, `=${generateMac()}`)];
      if (key === 'smbios1') return [key, String(value).replace(/uuid=[^,]*/, `uuid=${generateMachineId()}`)];
      return [key, key === 'vmgenid' ? generateMachineId() : value];
    });
  const description = job.description === null ? {} : { description: job.description };
  return { ...Object.fromEntries(entries), name: job.name, ...description, lock: 'clone' };
}

function clonedDrive(cluster: Cluster, job: JobOf<'clone'>, drive: Drive, index: number): Drive {
  if (drive.cdrom && !drive.cloudInit) return drive;
  const storage = job.storage ?? drive.storage ?? '';
  const naming = { storage, storageType: cluster.storage(storage)?.type ?? 'dir', vmid: job.newId };
  if (drive.cloudInit) return { ...drive, volume: cloudInitVolume(naming), sizeBytes: cloudInitBytes };
  const volume = job.full ? diskVolume(naming, index) : linkedVolume(drive.volume, naming, index);
  return { ...drive, volume };
}

interface DriveCopy {
  readonly source: Drive;
  readonly clone: Drive;
}

function driveCopies(cluster: Cluster, job: JobOf<'clone'>, source: Vm): DriveCopy[] {
  let index = 0;
  return drivesOf(source.config).map((drive) => {
    const clone = clonedDrive(cluster, job, drive, index);
    if (clone !== drive && !drive.cloudInit) index += 1;
    return { source: drive, clone };
  });
}

function logCopies(task: Task, job: JobOf<'clone'>, copies: readonly DriveCopy[]): void {
  for (const { source, clone } of copies) {
    if (clone === source) continue;
    const how = job.full || source.cloudInit ? 'full' : 'linked';
    task.log.push(`create ${how} clone of drive ${source.key} (${source.volume})`);
    if (how === 'full') task.log.push(`allocated target volume '${clone.volume}'`);
    if (how === 'full' && !source.cloudInit) task.log.push(transferred(0, source.sizeBytes ?? 0));
  }
}

function transferred(doneBytes: number, totalBytes: number): string {
  const gib = (bytes: number) => (bytes === 0 ? '0.0 B' : `${(bytes / 1024 ** 3).toFixed(1)} GiB`);
  const percent = totalBytes === 0 ? 100 : (doneBytes / totalBytes) * 100;
  return `transferred ${gib(doneBytes)} of ${gib(totalBytes)} (${percent.toFixed(2)}%)`;
}

function emptyClone(source: Vm, job: JobOf<'clone'>): Vm {
  return {
    vmid: job.newId,
    node: source.node,
    pool: null,
    config: inheritedConfig(source, job),
    pending: {},
    pendingDelete: [],
    cloudInitApplied: {},
    power: 'stopped',
    paused: false,
    pid: 0,
    startedAt: null,
    agentReadyAt: null,
    agent: 'ok',
    missingVolumes: [],
    powerEvent: null,
  };
}

function sourceLock(job: JobOf<'clone'>, cluster: Cluster): LockRequest {
  const running = cluster.vm(job.vmid)?.power === 'running';
  const waitMs = Math.min(sourcePatienceMs, cluster.timing.lockWaitMs);
  return { vmid: job.vmid, mode: running ? 'exclusive' : 'shared', waitMs };
}

export const cloneWorker: TaskWorker<'clone'> = {
  type: 'qmclone',
  locks: (job, cluster) => [
    sourceLock(job, cluster),
    { vmid: job.newId, mode: 'exclusive', waitMs: cluster.timing.lockWaitMs },
  ],
  begin(job, cluster, task) {
    const source = requireVm(cluster, task, job.vmid);
    if (cluster.hasVm(job.newId)) throw new TaskError(configExistsText(job.newId));
    task.log.push(`creating a clone of VM ${job.vmid} with ID ${job.newId}`);
    logCopies(task, job, driveCopies(cluster, job, source));
    cluster.addVm(emptyClone(source, job));
    return job.full ? cluster.timing.cloneFullMs : cluster.timing.cloneLinkedMs;
  },
  finish(job, cluster, task) {
    const source = requireVm(cluster, task, job.vmid);
    const vm = requireVm(cluster, task, job.newId);
    const copies = driveCopies(cluster, job, source);
    const disk = copies.find((copy) => !copy.source.cdrom)?.source.sizeBytes ?? 0;
    if (job.full) task.log.push(transferred(disk, disk));
    // The configuration stays behind with its lock: it cannot be removed without quorum either.
    if (!cluster.quorate) {
      throw new TaskError(`clone failed: ${readOnlyConfigText(task.node, job.newId, task.pid)}`);
    }
    vm.config = {
      ...withoutKeys(vm.config, ['lock']),
      ...Object.fromEntries(copies.map(({ clone }) => [clone.key, printDrive(clone)])),
    };
    if (job.target !== null && job.target !== vm.node) cluster.moveVm(vm, job.target);
    cluster.setPool(vm, job.pool);
  },
  rollback(job, cluster) {
    cluster.removeVm(job.newId);
  },
  abortText(job, cluster) {
    const source = cluster.vm(job.vmid);
    const disk = source === undefined ? undefined : drivesOf(source.config).find((drive) => !drive.cdrom);
    if (!job.full || disk === undefined) return 'clone failed: interrupted by signal';
    const from = imagePath(disk.volume);
    const to = imagePath(clonedDrive(cluster, job, disk, 0).volume);
    const format = from.endsWith('.qcow2') ? 'qcow2' : 'raw';
    const command = `/usr/bin/qemu-img convert -p -n -f ${format} -O ${format} ${from} zeroinit:${to}`;
    return `clone failed: copy failed: command '${command}' failed: interrupted by signal`;
  },
};

/** Where a volume lies: files have a path, everything else is named by its storage. */
function imagePath(volume: string): string {
  const name = volume.slice(volume.indexOf(':') + 1);
  return name.endsWith('.qcow2') ? `/var/lib/vz/images/${name}` : `rbd:${volume.replace(':', '/')}`;
}
