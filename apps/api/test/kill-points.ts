// A worker that dies at a chosen moment, in process: the n-th call to the cluster or to the database is where it ends,
// either before the call or after it, with its answer lost. Everything it did until then stays done.
import type { Hypervisor, Hypervisors, UnitOfWork } from '@portal/domain';

/** Not a fault of anything: the process is gone. */
export class KilledError extends Error {
  constructor(point: string) {
    super(`killed ${point}`);
    this.name = 'KilledError';
  }
}

/** Each call is two moments: before it, and after it. */
export const createKillSwitch = (killAt: number | null) => {
  let passed = 0;
  let killedAt: string | null = null;
  const moment = (point: string): void => {
    // Dead is dead: what the process would have done afterwards must not happen either.
    if (killedAt !== null) throw new KilledError(killedAt);
    if (passed === killAt) {
      killedAt = point;
      throw new KilledError(point);
    }
    passed += 1;
  };
  const guarded = async <Result>(name: string, call: () => Promise<Result>): Promise<Result> => {
    moment(`before ${name}`);
    const result = await call();
    moment(`after ${name}`);
    return result;
  };
  return {
    guarded,
    /** Moments passed so far; with no `killAt`, the number that a whole run has. */
    get passed() {
      return passed;
    },
    get killedAt() {
      return killedAt;
    },
  };
};

type Guarded = ReturnType<typeof createKillSwitch>['guarded'];

/** Reads of the cluster change nothing: only what is sent to it, and what is awaited of it, are moments. */
const killableHypervisor = (hypervisor: Hypervisor, guarded: Guarded): Hypervisor => ({
  version: (signal) => hypervisor.version(signal),
  permissions: (signal) => hypervisor.permissions(signal),
  nodeTime: (node, signal) => hypervisor.nodeTime(node, signal),
  clusterStatus: (signal) => hypervisor.clusterStatus(signal),
  observe: (signal) => hypervisor.observe(signal),
  nextId: (signal) => hypervisor.nextId(signal),
  isVmidFree: (vmid, signal) => hypervisor.isVmidFree(vmid, signal),
  guestStatus: (ref, signal) => hypervisor.guestStatus(ref, signal),
  guestConfig: (ref, signal, view) => hypervisor.guestConfig(ref, signal, view),
  guestInterfaces: (ref, signal) => guarded('guestInterfaces', () => hypervisor.guestInterfaces(ref, signal)),
  guestFigures: (ref, timeframe, signal) => hypervisor.guestFigures(ref, timeframe, signal),
  clone: (request, signal) => guarded('clone', () => hypervisor.clone(request, signal)),
  configure: (ref, request, signal) => guarded('configure', () => hypervisor.configure(ref, request, signal)),
  resize: (ref, disk, size, signal) => guarded('resize', () => hypervisor.resize(ref, disk, size, signal)),
  setGuestPassword: (ref, login, signal) =>
    guarded('setGuestPassword', () => hypervisor.setGuestPassword(ref, login, signal)),
  start: (ref, signal) => guarded('start', () => hypervisor.start(ref, signal)),
  stop: (ref, signal) => guarded('stop', () => hypervisor.stop(ref, signal)),
  shutdown: (ref, seconds, signal) => guarded('shutdown', () => hypervisor.shutdown(ref, seconds, signal)),
  reboot: (ref, seconds, signal) => guarded('reboot', () => hypervisor.reboot(ref, seconds, signal)),
  reset: (ref, signal) => guarded('reset', () => hypervisor.reset(ref, signal)),
  suspend: (ref, signal) => guarded('suspend', () => hypervisor.suspend(ref, signal)),
  resume: (ref, signal) => guarded('resume', () => hypervisor.resume(ref, signal)),
  snapshots: (ref, signal) => hypervisor.snapshots(ref, signal),
  createSnapshot: (ref, name, description, signal) =>
    guarded('createSnapshot', () => hypervisor.createSnapshot(ref, name, description, signal)),
  rollbackSnapshot: (ref, name, start, signal) =>
    guarded('rollbackSnapshot', () => hypervisor.rollbackSnapshot(ref, name, start, signal)),
  deleteSnapshot: (ref, name, force, signal) =>
    guarded('deleteSnapshot', () => hypervisor.deleteSnapshot(ref, name, force, signal)),
  writeOwnershipTag: (ref, tag, signal) =>
    guarded('writeOwnershipTag', () => hypervisor.writeOwnershipTag(ref, tag, signal)),
  guestHostName: (ref, signal) => guarded('guestHostName', () => hypervisor.guestHostName(ref, signal)),
  leftDisks: (ref, on, signal) => hypervisor.leftDisks(ref, on, signal),
  destroy: (ref, signal) => guarded('destroy', () => hypervisor.destroy(ref, signal)),
  task: (upid, signal) => hypervisor.task(upid, signal),
  taskLog: (upid, limit, signal) => hypervisor.taskLog(upid, limit, signal),
  taskLogAfter: (upid, page, signal) => hypervisor.taskLogAfter(upid, page, signal),
  tasks: (filter, signal) => hypervisor.tasks(filter, signal),
});

export const killableHypervisors = (hypervisors: Hypervisors, guarded: Guarded): Hypervisors => ({
  of: (clusterId) => killableHypervisor(hypervisors.of(clusterId), guarded),
});

export const killableUnitOfWork = (unitOfWork: UnitOfWork, guarded: Guarded): UnitOfWork => ({
  ...unitOfWork,
  run: (actor, work) => guarded('commit', () => unitOfWork.run(actor, work)),
});
