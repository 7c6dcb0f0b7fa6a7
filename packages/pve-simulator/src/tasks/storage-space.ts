/**
 * What a storage without space does to whoever wants some. Copying to files or to Ceph fails in the copying program,
 * whose complaint stands in the log while the task says no more than its exit code; ZFS and LVM refuse to allocate and
 * say why in the exit status.
 */
import type { Cluster } from '../cluster/cluster.ts';
import type { Task } from '../cluster/cluster-state.ts';
import { volumeName } from '../cluster/volumes.ts';
import type { Drive } from '../config/drive.ts';
import { TaskError } from './task-worker.ts';

function allocationComplaint(drive: Drive, type: string): string | null {
  const name = volumeName(drive.volume);
  if (type === 'zfspool') return `zfs error: cannot create 'rpool/data/${name}': out of space`;
  if (type !== 'lvmthin') return null;
  return `lvcreate 'pve/${name}' error:   Cannot create new thin volume, free space in thin pool pve/data reached threshold.`;
}

export interface Allocation {
  readonly task: Task;
  /** The volume that is wanted. */
  readonly drive: Drive;
  /** Of the program that fills the new volume, where one does. */
  readonly copyCommand: string | null;
}

/** Throws as PVE would where the storage of the drive is full; a linked clone costs nothing on files and on Ceph. */
export function requireSpace(cluster: Cluster, { task, drive, copyCommand }: Allocation): void {
  const storage = drive.storage ?? '';
  if (!cluster.fullStorages.has(storage)) return;
  const refused = allocationComplaint(drive, cluster.storage(storage)?.type ?? 'dir');
  if (refused !== null) throw new TaskError(refused);
  if (copyCommand === null) return;
  task.log.push('qemu-img: error while writing at byte 1049624576: No space left on device');
  throw new TaskError(`copy failed: command '${copyCommand}' failed: exit code 1`);
}
