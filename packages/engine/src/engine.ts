// The engine: everything that happens without a person waiting for it. One function a job, no state between runs but the
// latest look at each cluster.
import { endGrant, endOffer, job, stillWaiting, systemActor } from '@portal/domain';
import type { JobPayload } from '@portal/types';
import type { EnginePorts } from './engine-ports.ts';
import { readFigures } from './figures.ts';
import { createLooks } from './looks.ts';
import { createObservations } from './observations.ts';
import { canary } from './reconcile/canary.ts';
import { sweepCanaries } from './reconcile/canary-nightly.ts';
import { recordCapacity } from './reconcile/capacity-days.ts';
import { leaseDue } from './reconcile/leases.ts';
import { createObserve } from './reconcile/observe.ts';
import { scheduleDue } from './reconcile/schedules.ts';
import { countDeletionsAgain } from './reconcile/unattended-deletions.ts';
import { createRun } from './run.ts';
import { dispatch } from './scheduler/dispatch.ts';
import { readTaskLog } from './task-log.ts';

export interface Engine {
  /** Carries one deployment forward until it rests or waits. */
  run(deploymentId: string, signal: AbortSignal): Promise<void>;
  /** Gives free clone slots to those who wait. Throws while the cluster does not answer. */
  dispatch(clusterId: string, signal: AbortSignal): Promise<void>;
  /** One drift cycle. Throws while the cluster does not answer. */
  observe(clusterId: string, signal: AbortSignal): Promise<void>;
  /** Reads the live figures of one VM, unless that was just done. A cluster that does not answer is no failure: that is told instead. */
  figures(asked: JobPayload<'deployment.figures'>, signal: AbortSignal): Promise<void>;
  /** Reads what the task under way on one VM has written since. */
  taskLog(asked: JobPayload<'deployment.task_log'>, signal: AbortSignal): Promise<void>;
  /** Acts on one lease whose wake-up has come. */
  leaseDue(deploymentId: string): Promise<void>;
  /** Starts or stops one VM whose schedule says so by now. */
  scheduleDue(deploymentId: string): Promise<void>;
  /** Carries one canary of a template forward by one look. */
  canary(canaryRunId: string): Promise<void>;
  /** Finds what a downtime, a crash or a lost job left behind, and wakes it. */
  sweep(): Promise<void>;
}

const sweepSize = 500;
const sweeper = systemActor('maintenance.sweep');

/** What is to be ended because its time is over. One that cannot be ended holds up no other: the next sweep finds it again. */
const endEach = async (
  { log }: EnginePorts,
  of: readonly string[],
  end: (id: string) => Promise<void>,
): Promise<void> => {
  for (const id of of) {
    try {
      await end(id);
    } catch (error) {
      log.error('what is over could not be ended', { id, error });
    }
  }
};

export const createEngine = (ports: EnginePorts): Engine => {
  const observations = createObservations(ports);
  const look = createLooks(ports);
  return {
    run: createRun(ports, observations),
    dispatch: (clusterId, signal) => dispatch(ports, observations, { clusterId, signal }),
    observe: createObserve(ports, observations),
    figures: (asked, signal) =>
      look(
        (at) => job('deployment.figures', asked, at),
        () => readFigures(ports, asked, signal),
      ),
    taskLog: (asked, signal) =>
      look(
        (at) => job('deployment.task_log', asked, at),
        () => readTaskLog(ports, asked, signal),
      ),
    leaseDue: (deploymentId) => leaseDue(ports, deploymentId),
    scheduleDue: (deploymentId) => scheduleDue(ports, deploymentId),
    canary: (canaryRunId) => canary(ports, canaryRunId),
    async sweep() {
      const now = ports.clock.now();
      const [due, scheduled, unclaimed, clusters, overOffers, overGrants] = await Promise.all([
        ports.reader.dueLeases({ now, limit: sweepSize, warningHours: ports.leaseWarningHours }),
        ports.reader.dueSchedules(now, sweepSize),
        ports.reader.unclaimed(sweepSize),
        ports.reader.clusters(),
        ports.reader.overOffers(now, sweepSize),
        ports.reader.overGrants(now, sweepSize),
      ]);
      await ports.jobs.enqueue([
        ...due.map((deploymentId) => job('lease.due', { deploymentId })),
        ...scheduled.map((deploymentId) => job('schedule.due', { deploymentId })),
        ...unclaimed.map((deploymentId) => stillWaiting(job('deployment.run', { deploymentId }))),
        ...clusters.map(({ id: clusterId }) => job('cluster.dispatch', { clusterId })),
        ...clusters.map(({ id: clusterId }) => stillWaiting(job('cluster.observe', { clusterId }))),
      ]);
      await sweepCanaries(ports);
      await recordCapacity(ports, clusters);
      const { unitOfWork } = ports;
      await endEach(ports, overOffers, (deploymentId) => endOffer(unitOfWork, sweeper, { deploymentId, now }));
      await endEach(ports, overGrants, (id) => endGrant(unitOfWork, sweeper, { id, now }));
      await countDeletionsAgain(ports, sweeper);
    },
  };
};
