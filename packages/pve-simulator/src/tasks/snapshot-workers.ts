/**
 * Snapshots: create, roll back, delete. Each takes the lock file for its first step alone and then marks the
 * configuration (`lock: snapshot`, `rollback`, `snapshot-delete`), so others hear at once that the VM is locked. One that
 * is cut short leaves its mark and its `snapstate` behind, and blocks the VM until root unlocks it. As
 * PVE/AbstractConfig.pm of pve-guest-common has it.
 */
import { randomUUID } from 'node:crypto';
import type { Cluster } from '../cluster/cluster.ts';
import type { Snapshot, Task, Vm, VmConfig } from '../cluster/cluster-state.ts';
import { powerOff } from '../cluster/guest-power.ts';
import { isTemplate, lockOf, withoutKeys } from '../cluster/vm-configuration.ts';
import { drivesOf } from '../config/drive.ts';
import { TaskError, type TaskWorker } from './task-worker.ts';
import { requireUnlocked, requireWritableConfig } from './worker-guards.ts';

const notPartOfASnapshot = (config: VmConfig): string[] => [
  ...['lock', 'description'],
  ...Object.keys(config).filter((key) => /^unused\d+$/.test(key)),
];

export function missingSnapshotText(name: string): string {
  return `snapshot '${name}' does not exist`;
}

export function requireSnapshot(vm: Vm, name: string): Snapshot {
  const found = vm.snapshots.find((snapshot) => snapshot.name === name);
  if (found === undefined) throw new TaskError(missingSnapshotText(name));
  return found;
}

/** Volumes that neither the configuration nor a snapshot names any more stay as `unusedN`. */
function withUnused(config: VmConfig, dropped: readonly string[], snapshots: readonly Snapshot[]): VmConfig {
  const named = [config, ...snapshots.map((snapshot) => snapshot.config)].flatMap((one) => [
    ...drivesOf(one).map((drive) => drive.volume),
    ...Object.entries(one).flatMap(([key, value]) => (/^unused\d+$/.test(key) ? [String(value)] : [])),
  ]);
  const free = [...Array(256).keys()].map((index) => `unused${index}`).filter((key) => config[key] === undefined);
  const orphans = dropped.filter((volume) => !named.includes(volume));
  return { ...config, ...Object.fromEntries(orphans.map((volume, index) => [free[index] ?? 'unused0', volume])) };
}

function diskVolumes(config: VmConfig): string[] {
  return drivesOf(config).flatMap((drive) => (drive.cdrom ? [] : [drive.volume]));
}

function setLock(cluster: Cluster, vm: Vm, lock: string | null): void {
  vm.config = lock === null ? withoutKeys(vm.config, ['lock']) : { ...vm.config, lock };
  cluster.changed();
}

function logDisks(task: Task, vm: Vm): void {
  for (const drive of drivesOf(vm.config)) {
    if (!drive.cdrom) task.log.push(`snapshotting 'drive-${drive.key}' (${drive.volume})`);
  }
}

export const snapshotWorker: TaskWorker<'snapshot'> = {
  type: 'qmsnapshot',
  lockedForFirstStep: true,
  begin({ job, cluster, task, vm }) {
    if (isTemplate(vm)) throw new TaskError("you can't take a snapshot if it's a template");
    requireUnlocked(vm);
    if (vm.snapshots.some(({ name }) => name === job.name)) {
      throw new TaskError(`snapshot name '${job.name}' already used`);
    }
    requireWritableConfig(cluster, task, vm.vmid);
    const parent = vm.config.parent === undefined ? null : String(vm.config.parent);
    vm.snapshots.push({
      name: job.name,
      time: cluster.secondsAt(vm.node),
      description: job.description,
      parent,
      state: 'prepare',
      config: withoutKeys(vm.config, notPartOfASnapshot(vm.config)),
      guest: vm.guest,
    });
    setLock(cluster, vm, 'snapshot');
    logDisks(task, vm);
    return cluster.timing.snapshotMs;
  },
  finish({ job, cluster, task, vm }) {
    if (lockOf(vm) !== 'snapshot') throw new TaskError('missing snapshot lock');
    const snapshot = requireSnapshot(vm, job.name);
    if (snapshot.state !== 'prepare') throw new TaskError('wrong snapshot state');
    requireWritableConfig(cluster, task, vm.vmid);
    snapshot.state = null;
    vm.config = { ...withoutKeys(vm.config, ['lock']), parent: job.name };
    cluster.changed();
  },
  /** A snapshot that fails is cleaned up; one that is aborted is not. */
  rollback(job, cluster) {
    const vm = cluster.vm(job.vmid);
    if (vm === undefined) return;
    vm.snapshots = vm.snapshots.filter(({ name }) => name !== job.name);
    setLock(cluster, vm, null);
  },
};

export const rollbackWorker: TaskWorker<'rollback'> = {
  type: 'qmrollback',
  lockedForFirstStep: true,
  begin({ job, cluster, task, vm }) {
    if (isTemplate(vm)) throw new TaskError("you can't rollback if vm is a template");
    const snapshot = requireSnapshot(vm, job.name);
    requireMostRecentOnZfs(cluster, vm, snapshot);
    if (snapshot.state !== null) {
      throw new TaskError(`unable to rollback to incomplete snapshot (snapstate = ${snapshot.state})`);
    }
    requireUnlocked(vm);
    if (vm.power === 'running') powerOff(cluster, vm);
    requireWritableConfig(cluster, task, vm.vmid);
    setLock(cluster, vm, 'rollback');
    return cluster.timing.rollbackMs;
  },
  finish({ job, cluster, task, vm }) {
    const snapshot = requireSnapshot(vm, job.name);
    if (lockOf(vm) !== 'rollback') throw new TaskError('got wrong lock');
    requireWritableConfig(cluster, task, vm.vmid);
    const { description, ...rest } = vm.config;
    const kept = Object.entries(rest).filter(([key]) => /^unused\d+$/.test(key));
    const restored: VmConfig = {
      ...Object.fromEntries(kept),
      ...(description === undefined ? {} : { description }),
      ...snapshot.config,
      parent: job.name,
      ...(snapshot.config.vmgenid === undefined ? {} : { vmgenid: randomUUID() }),
    };
    vm.config = withUnused(restored, diskVolumes(vm.config), vm.snapshots);
    vm.pending = {};
    vm.pendingDelete = [];
    vm.guest = snapshot.guest;
    vm.guestSetup = null;
    cluster.changed();
    // PVE calls its own start from within the worker: a task of its own, that nobody waits for.
    return job.start ? { kind: 'start', vmid: job.vmid } : undefined;
  },
};

/** ZFS goes back to its latest snapshot alone. */
function requireMostRecentOnZfs(cluster: Cluster, vm: Vm, snapshot: Snapshot): void {
  const latest = vm.snapshots.at(-1);
  if (latest === snapshot) return;
  const drive = drivesOf(snapshot.config).find(
    ({ cdrom, storage }) => !cdrom && cluster.storage(storage ?? '')?.type === 'zfspool',
  );
  if (drive === undefined) return;
  throw new TaskError(`can't rollback, '${snapshot.name}' is not most recent snapshot on '${drive.volume}'`);
}

export const deleteSnapshotWorker: TaskWorker<'delsnapshot'> = {
  type: 'qmdelsnapshot',
  lockedForFirstStep: true,
  begin({ job, cluster, task, vm }) {
    const snapshot = requireSnapshot(vm, job.name);
    // Whatever `force` says: it only forgives a disk that cannot be cleaned up.
    requireUnlocked(vm);
    if (isTemplate(vm)) throw new TaskError("you can't delete a snapshot if vm is a template");
    requireWritableConfig(cluster, task, vm.vmid);
    snapshot.state = 'delete';
    setLock(cluster, vm, 'snapshot-delete');
    return cluster.timing.deleteSnapshotMs;
  },
  finish({ job, cluster, task, vm }) {
    const snapshot = requireSnapshot(vm, job.name);
    if (lockOf(vm) !== 'snapshot-delete') throw new TaskError("encountered invalid lock, expected 'snapshot-delete'");
    requireWritableConfig(cluster, task, vm.vmid);
    vm.snapshots = vm.snapshots.filter((other) => other !== snapshot);
    for (const other of vm.snapshots) if (other.parent === job.name) other.parent = snapshot.parent;
    const ownParent = vm.config.parent === job.name ? snapshot.parent : (vm.config.parent ?? null);
    const config = withoutKeys(vm.config, ['lock', 'parent']);
    vm.config = withUnused(
      ownParent === null ? config : { ...config, parent: ownParent },
      diskVolumes(snapshot.config),
      vm.snapshots,
    );
    cluster.changed();
  },
};
