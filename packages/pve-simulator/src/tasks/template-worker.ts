/** Conversion to a template: its disks become base volumes, and from then on it is cloned, never started. */
import type { Cluster } from '../cluster/cluster.ts';
import type { Vm } from '../cluster/cluster-state.ts';
import { isTemplate } from '../cluster/vm-configuration.ts';
import { drivesOf, printDrive } from '../config/drive.ts';
import type { TaskWorker } from './task-worker.ts';
import { requireNo, requireUnlocked, requireWritableConfig } from './worker-guards.ts';

/** What stands in the way beside a lock; PVE asks before the task and again in it. */
export function templateComplaint(vm: Vm, disk: string | null): string | null {
  if (vm.snapshots.length > 0) return 'unable to create template, because VM contains snapshots';
  if (isTemplate(vm) && disk === null) return "you can't convert a template to a template";
  return vm.power === 'running' ? "you can't convert a VM to template if VM is running" : null;
}

export function convertToTemplate(cluster: Cluster, vm: Vm, disk: string | null): void {
  const converted = drivesOf(vm.config)
    .filter((drive) => !drive.cdrom && (disk === null || drive.key === disk))
    .map((drive): [string, string] => {
      const volume = drive.volume.replace(/(^|[:/])vm-(\d+-disk-\d+)/, '$1base-$2');
      return [drive.key, printDrive({ ...drive, volume })];
    });
  vm.config = { ...vm.config, ...Object.fromEntries(converted), template: 1 };
  vm.guest = { ...vm.guest, firstBoot: vm.guest.profile !== 'plain' };
  cluster.changed();
}

export const templateWorker: TaskWorker<'template'> = {
  type: 'qmtemplate',
  begin({ job, cluster, task, vm }) {
    requireUnlocked(vm);
    requireNo(templateComplaint(vm, job.disk));
    requireWritableConfig(cluster, task, vm.vmid);
    return cluster.timing.configMs;
  },
  finish({ job, cluster, vm }) {
    convertToTemplate(cluster, vm, job.disk);
  },
};
