// The adapter of a cluster that this process cannot work on: it is not configured here, or its configuration cannot be
// used. Each call is refused with the reason, as if the cluster did not answer, so that what lives on it waits, says
// why, and goes on when the reason is gone.
import { HypervisorError } from '@portal/domain';
import type { Fault } from '@portal/types';
import type { HypervisorWithConsoles } from './cluster-adapters.ts';

export const refusingHypervisor = (reason: Fault): HypervisorWithConsoles => {
  const refuse = (): Promise<never> =>
    Promise.reject(new HypervisorError('unreachable', reason.code, { maybeDone: false, reason }));
  return {
    version: refuse,
    permissions: refuse,
    nodeTime: refuse,
    clusterStatus: refuse,
    observe: refuse,
    nextId: refuse,
    isVmidFree: refuse,
    guestStatus: refuse,
    guestConfig: refuse,
    guestInterfaces: refuse,
    guestHostName: refuse,
    guestFigures: refuse,
    clone: refuse,
    configure: refuse,
    writeOwnershipTag: refuse,
    resize: refuse,
    setGuestPassword: refuse,
    start: refuse,
    stop: refuse,
    shutdown: refuse,
    reboot: refuse,
    reset: refuse,
    suspend: refuse,
    resume: refuse,
    snapshots: refuse,
    createSnapshot: refuse,
    rollbackSnapshot: refuse,
    deleteSnapshot: refuse,
    leftDisks: refuse,
    destroy: refuse,
    task: refuse,
    taskLog: refuse,
    taskLogAfter: refuse,
    tasks: refuse,
    console: refuse,
    terminal: refuse,
  };
};
