/**
 * Clone, full and linked. The new configuration appears with `lock: clone` when the work begins, the disks come with
 * its end, and the pool is written as the very last step: until then rights that come from the pool do not reach the
 * clone. A failed or aborted clone removes what it made; one that is killed leaves it, locked and in no pool.
 */
import { randomUUID } from 'node:crypto';
import type { Cluster } from '../cluster/cluster.ts';
import { type GuestSystem, type JobOf, newVm, type Vm, type VmConfig } from '../cluster/cluster-state.ts';
import { isTemplate, withoutKeys } from '../cluster/vm-configuration.ts';
import { driveKeyPattern, printDrive } from '../config/drive.ts';
import { generateMac } from '../config/generated-mac.ts';
import {
  copyCommand,
  type DriveCopy,
  driveCopies,
  logCopied,
  logCopies,
  requireFreeNames,
  requireRoom,
} from './clone-drives.ts';
import { requireSnapshot } from './snapshot-workers.ts';
import { TaskError, type TaskWorker, type Work } from './task-worker.ts';
import type { LockRequest } from './vm-locks.ts';
import { readOnlyConfigText, requireUnlocked, requireVm } from './worker-guards.ts';

/** Neither the source nor the new id is waited for any longer. */
const patienceMs = 1_000;

export function configExistsText(vmid: number): string {
  return `unable to create VM ${vmid}: config file already exists`;
}

/** What is cloned: the VM as it stands, or as it stood. */
function sourceState(source: Vm, job: JobOf<'clone'>): { config: VmConfig; guest: GuestSystem } {
  if (job.snapshot === null) return { config: source.config, guest: source.guest };
  return requireSnapshot(source, job.snapshot);
}

/** Everything is inherited, the time of creation included, but what must be unique and what was the source's alone. */
function inheritedConfig(config: VmConfig, job: JobOf<'clone'>): VmConfig {
  const entries = Object.entries(withoutKeys(config, ['lock', 'template', 'parent']))
    .filter(([key]) => !driveKeyPattern.test(key) && !/^unused\d+$/.test(key))
    .map(([key, value]): [string, string | number] => {
      if (/^net\d+$/.test(key))
        return [key, String(value).replace(/=[0-9A-F]{2}(?::[0-9A-F]{2}){5}/i, `=${generateMac()}`)];
      if (key === 'smbios1') return [key, String(value).replace(/uuid=[^,]*/, `uuid=${randomUUID()}`)];
      return [key, key === 'vmgenid' ? randomUUID() : value];
    });
  const description = job.description === null || job.description === '' ? {} : { description: job.description };
  return { ...Object.fromEntries(entries), name: job.name, ...description, lock: 'clone' };
}

function emptyClone(source: Vm, job: JobOf<'clone'>): Vm {
  const { config, guest } = sourceState(source, job);
  return newVm({
    vmid: job.newId,
    node: source.node,
    config: inheritedConfig(config, job),
    guest: { ...guest, firstBoot: guest.profile !== 'plain' && (guest.firstBoot || isTemplate(source)) },
  });
}

function sourceLock(job: JobOf<'clone'>, cluster: Cluster): LockRequest {
  const running = cluster.vm(job.vmid)?.power === 'running';
  const waitMs = Math.min(patienceMs, cluster.timing.lockWaitMs);
  return { vmid: job.vmid, mode: running ? 'exclusive' : 'shared', waitMs };
}

function copiedBytes(copies: readonly DriveCopy[]): number {
  return copies.find((copy) => !copy.source.cdrom)?.source.sizeBytes ?? 0;
}

function finishClone({ job, cluster, task, vm: source }: Work<'clone'>): void {
  const vm = requireVm(cluster, task, job.newId);
  const copies = driveCopies(cluster, job, sourceState(source, job).config);
  requireFreeNames(cluster, copies);
  requireRoom(cluster, task, copies);
  if (job.full) logCopied(task, copiedBytes(copies), 1);
  vm.config = {
    ...withoutKeys(vm.config, ['lock']),
    ...Object.fromEntries(copies.map(({ clone }) => [clone.key, printDrive(clone)])),
  };
  if (job.target !== null && job.target !== vm.node) cluster.moveVm(vm, job.target);
  cluster.setPool(vm, job.pool);
}

export const cloneWorker: TaskWorker<'clone'> = {
  type: 'qmclone',
  locks: (job, cluster) => [
    sourceLock(job, cluster),
    { vmid: job.newId, mode: 'exclusive', waitMs: Math.min(patienceMs, cluster.timing.lockWaitMs) },
  ],
  begin({ job, cluster, task, vm: source }) {
    requireUnlocked(source);
    const { config } = sourceState(source, job);
    if (cluster.hasVm(job.newId)) throw new TaskError(configExistsText(job.newId));
    if (cluster.clonesNameTheirTarget) task.log.push(`creating a clone of VM ${job.vmid} with ID ${job.newId}`);
    logCopies(task, driveCopies(cluster, job, config), cluster.clonesNameTheirTarget);
    cluster.addVm(emptyClone(source, job));
    return job.full ? cluster.timing.cloneFullMs : cluster.timing.cloneLinkedMs;
  },
  tell({ job, cluster, task }) {
    const source = cluster.vm(job.vmid);
    if (!job.full || source === undefined) return;
    const share = 1 - (task.dueAt - Date.now()) / cluster.timing.cloneFullMs;
    logCopied(task, copiedBytes(driveCopies(cluster, job, sourceState(source, job).config)), Math.min(0.9, share));
  },
  finish(work) {
    const { job, cluster, task } = work;
    // The configuration stays behind with its lock: it cannot be removed without quorum either.
    if (!cluster.quorate) {
      throw new TaskError(`clone failed: ${readOnlyConfigText(task.node, job.newId, task.pid)}`);
    }
    try {
      finishClone(work);
    } catch (error) {
      if (!(error instanceof TaskError)) throw error;
      cluster.removeVm(job.newId);
      throw new TaskError(`clone failed: ${error.message}`);
    }
  },
  rollback(job, cluster) {
    cluster.removeVm(job.newId);
  },
  abortText(job, cluster) {
    const source = cluster.vm(job.vmid);
    const copies = source === undefined ? [] : driveCopies(cluster, job, source.config);
    const disk = copies.find((copy) => !copy.source.cdrom);
    if (!job.full || disk === undefined) return 'clone failed: interrupted by signal';
    return `clone failed: copy failed: command '${copyCommand(disk)}' failed: interrupted by signal`;
  },
};
