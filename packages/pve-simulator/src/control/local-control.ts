/** The control in the simulator's own process. */
import type { AccessControl } from '../cluster/access-control.ts';
import type { Broadcast } from '../cluster/broadcast.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Task } from '../cluster/cluster-state.ts';
import { settleGuest } from '../cluster/guest-boot.ts';
import { volumeId } from '../config/drive.ts';
import type { Daemon, NodeDaemons } from '../http/daemon.ts';
import type { Port } from '../http/port.ts';
import type { TaskEngine } from '../tasks/task-engine.ts';
import { matchesJob, type TaskFaults } from '../tasks/task-faults.ts';
import type { VmLocks } from '../tasks/vm-locks.ts';
import { mergeTiming } from '../timing.ts';
import type {
  ControlOf,
  clusterCommands,
  SimulatorControl,
  sessionCommands,
  taskCommands,
  wireCommands,
} from './control-commands.ts';
import type { TaskFilter } from './control-schema.ts';
import { guestControl, requireNode } from './guest-control.ts';
import type { HttpFaults } from './http-faults.ts';
import type { RequestLog } from './request-log.ts';

export interface ControlledParts {
  readonly access: AccessControl;
  readonly cluster: Cluster;
  readonly broadcast: Broadcast;
  readonly locks: VmLocks;
  readonly tasks: TaskEngine;
  readonly taskFaults: TaskFaults;
  readonly httpFaults: HttpFaults;
  readonly requestLog: RequestLog;
  readonly port: Port;
  readonly daemon: Daemon;
  readonly nodeDaemons: NodeDaemons;
}

function wireControl({ httpFaults, taskFaults, tasks, port, daemon }: ControlledParts): ControlOf<typeof wireCommands> {
  return {
    addFault: async (fault) => httpFaults.add(fault),
    async clearFaults() {
      httpFaults.clear();
      taskFaults.clear();
      tasks.releaseHung();
    },
    refuseConnections: async (outage) => port.suspend(outage?.forMs),
    acceptConnections: () => port.resume(),
    setDaemonHung: async (hung) => daemon.setHung(hung),
  };
}

function isMeant(task: Task, filter: TaskFilter): boolean {
  if (filter.type !== undefined && filter.type !== task.type) return false;
  return filter.vmid === undefined || matchesJob(filter.vmid, task.job);
}

function taskControl({ cluster, taskFaults }: ControlledParts): ControlOf<typeof taskCommands> {
  return {
    failTask: async (failure) => taskFaults.fail(failure),
    hangTask: async (match) => taskFaults.hang(match),
    vanishTask: async (match) => taskFaults.vanish(match),
    async forgetTasks(filter = {}) {
      const ended = [...cluster.tasks.values()].filter((task) => task.phase === 'done' && isMeant(task, filter));
      for (const { upid } of ended) cluster.tasks.delete(upid);
      cluster.changed();
    },
  };
}

function toggle(cluster: Cluster, set: Set<string>, [name, member]: readonly [string, boolean]): void {
  if (member) set.add(name);
  else set.delete(name);
  cluster.changed();
}

function clusterControl({ access, cluster, nodeDaemons }: ControlledParts): ControlOf<typeof clusterCommands> {
  const member = (node: string) => requireNode(cluster, node);
  const storageOf = (id: string) => {
    const found = cluster.storage(id);
    if (found === undefined) throw new Error(`the simulated cluster has no storage ${id}`);
    return found;
  };
  return {
    async setQuorum(quorate) {
      cluster.quorate = quorate;
      cluster.changed();
    },
    setNodeOnline: async (node, online) => toggle(cluster, cluster.offlineNodes, [member(node), !online]),
    setNodeHung: async (node, hung) => nodeDaemons.of(member(node)).setHung(hung),
    setNodeMaintenance: async (node, on) => toggle(cluster, cluster.maintenanceNodes, [member(node), on]),
    async removeNode(node) {
      for (const vm of cluster.vmsOfNode(member(node))) cluster.removeVm(vm.vmid);
      toggle(cluster, cluster.removedNodes, [node, true]);
    },
    async setClockSkew(node, skewMs) {
      cluster.clockSkewMs.set(member(node), skewMs);
      cluster.changed();
    },
    withholdPrivilege: async (name, isWithheld) => toggle(cluster, access.withheld, [name, isWithheld]),
    setStorageFull: async (id, full) => toggle(cluster, cluster.fullStorages, [storageOf(id).id, full]),
    async addVolume({ storage, name, sizeGiB, node }) {
      const found = storageOf(storage);
      const place = found.shared ? null : member(node ?? '');
      const owner = Number(/\d+/.exec(name)?.[0]);
      const volid = volumeId({ storage, storageType: found.type, vmid: owner }, name);
      const sizeBytes = Math.round(sizeGiB * 1024 ** 3);
      cluster.looseVolumes.set(volid, { volid, storage, owner, sizeBytes, node: place });
      cluster.changed();
    },
    holdVolume: async (volid, held) => toggle(cluster, cluster.heldVolumes, [volid, held]),
  };
}

function sessionControl({ cluster, broadcast, requestLog }: ControlledParts): ControlOf<typeof sessionCommands> {
  return {
    async setTiming(overrides) {
      cluster.timing = mergeTiming(cluster.timing, overrides);
      broadcast.retime();
    },
    async snapshot() {
      const now = Date.now();
      for (const vm of cluster.vms()) settleGuest(vm, now);
      const nodes = cluster.nodes.map(({ name }) => ({
        name,
        online: cluster.isOnline(name),
        maintenance: cluster.maintenanceNodes.has(name),
      }));
      const tasks = [...cluster.tasks.values()];
      const looseVolumes = [...cluster.looseVolumes.values()];
      return structuredClone({ quorate: cluster.quorate, nodes, vms: [...cluster.vms()], tasks, looseVolumes });
    },
    requests: async () => structuredClone(requestLog.list()),
    clearRequests: async () => requestLog.clear(),
    async stats() {
      const running = [...cluster.tasks.values()].filter((task) => task.phase !== 'done');
      return {
        requestsServed: requestLog.served,
        vms: cluster.vmCount,
        tasksRunning: running.length,
        tasksTotal: cluster.tasks.size,
      };
    },
  };
}

export function localControl(parts: ControlledParts): SimulatorControl {
  return {
    ...wireControl(parts),
    ...taskControl(parts),
    ...guestControl(parts),
    ...clusterControl(parts),
    ...sessionControl(parts),
  };
}
