/**
 * Start, stop and shutdown. Starting checks in the worker what a caller would like to hear at once (already running,
 * a template, locked); stopping what is stopped succeeds; a shutdown that is given up leaves a guest that may still go
 * down later.
 */
import type { Cluster } from '../cluster/cluster.ts';
import type { Task, Vm } from '../cluster/cluster-state.ts';
import { powerOff, powerOn } from '../cluster/guest-power.ts';
import { isTemplate } from '../cluster/vm-configuration.ts';
import { drivesOf } from '../config/drive.ts';
import { cardOf } from '../config/option-formats.ts';
import { parsePropertyString } from '../config/property-string.ts';
import { logWarning, TaskError, type TaskWorker } from './task-worker.ts';
import { requireUnlocked, requireVmProcess } from './worker-guards.ts';

function bridgesOf(config: Readonly<Record<string, string | number>>): string[] {
  return Object.entries(config)
    .filter(([key]) => /^net\d+$/.test(key))
    .flatMap(([, value]) => cardOf(String(value)).get('bridge') ?? []);
}

/** PVE 9 warns at each start of a VM whose secure boot rests on the certificates of 2011. */
function warnOfCertificates(cluster: Cluster, task: Task, vm: Vm): void {
  const values = parsePropertyString(String(vm.config.efidisk0 ?? ''), 'file');
  if (cluster.majorVersion < 9 || values.get('pre-enrolled-keys') !== '1' || values.get('ms-cert') === '2023k') return;
  const text = "EFI disk without 'ms-cert=2023k' option, suggesting that not all UEFI 2023";
  logWarning(task, `${text}\ncertificates from Microsoft are enrolled yet.`);
}

export const startWorker: TaskWorker<'start'> = {
  type: 'qmstart',
  begin({ cluster, task, vm }) {
    if (isTemplate(vm)) throw new TaskError("you can't start a vm if it's a template");
    requireUnlocked(vm);
    if (vm.power === 'running') throw new TaskError(`VM ${vm.vmid} already running`);
    const missing = vm.missingVolumes[0];
    if (missing !== undefined) throw new TaskError(`volume '${missing}' does not exist`);
    if (drivesOf(vm.config).some((drive) => drive.cloudInit)) task.log.push('generating cloud-init ISO');
    const absent = bridgesOf(vm.config).find((bridge) => !cluster.hasBridge(bridge, vm.node));
    if (absent !== undefined) {
      task.log.push(`bridge '${absent}' does not exist`);
      throw new TaskError('start failed: QEMU exited with code 1');
    }
    return cluster.timing.startMs;
  },
  finish({ cluster, task, vm }) {
    warnOfCertificates(cluster, task, vm);
    powerOn(cluster, vm);
  },
};

export const stopWorker: TaskWorker<'stop'> = {
  type: 'qmstop',
  begin({ job, cluster, task }) {
    const vm = requireVmProcess(cluster, task, job.vmid);
    if (vm.power === 'stopped') return 0;
    requireUnlocked(vm);
    return cluster.timing.stopMs;
  },
  finish({ job, cluster, task }) {
    powerOff(cluster, requireVmProcess(cluster, task, job.vmid));
  },
};

export const shutdownWorker: TaskWorker<'shutdown'> = {
  type: 'qmshutdown',
  begin({ job, cluster, task }) {
    const vm = requireVmProcess(cluster, task, job.vmid);
    if (vm.power === 'stopped') return 0;
    requireUnlocked(vm);
    return Math.min(cluster.timing.shutdownMs, job.timeoutMs);
  },
  finish({ job, cluster, task }) {
    const vm = requireVmProcess(cluster, task, job.vmid);
    const lateMs = cluster.timing.shutdownMs - job.timeoutMs;
    if (vm.power === 'running' && lateMs > 0 && !job.forceStop) {
      cluster.schedulePower(vm, { at: Date.now() + lateMs, to: 'stopped' });
      throw new TaskError('VM quit/powerdown failed - got timeout');
    }
    powerOff(cluster, vm);
  },
};
