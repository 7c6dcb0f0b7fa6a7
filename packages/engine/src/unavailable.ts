// What a run does when its cluster is not to be had now: one that is known not to answer is not asked at all, and one that
// holds too many of this worker's runs gets no more of them. Either way the run gives its place in the worker back at once
// and comes again, so that one cluster in trouble holds up nobody on another.
import { deploymentEvent, engineActions, job, stillWaiting, waitingForCluster } from '@portal/domain';
import { type Reason, sameReason } from '@portal/types';
import { commit } from './commits.ts';
import type { EnginePorts } from './engine-ports.ts';
import { createSlots } from './slots.ts';
import type { Op } from './workflow.ts';

const unreachableAgainMs = 10_000;
const fullAgainMs = 1_000;

const reschedule = (ports: EnginePorts, deploymentId: string, afterMs: number) =>
  job('deployment.run', { deploymentId }, new Date(ports.clock.now().getTime() + afterMs));

/** Why the cluster is not to be asked now, for those who wait for it; null when it is. */
const whyUnavailable = async (ports: EnginePorts, clusterId: string): Promise<Reason | null> => {
  const unusable = ports.hypervisors.whyUnusable?.(clusterId) ?? null;
  if (unusable !== null) return unusable;
  const lastObservation = await ports.lastObservations.read(clusterId);
  return lastObservation === null ? null : waitingForCluster(lastObservation);
};

/** True when the cluster is known not to answer: the deployment says so, and the run comes again later. */
export const waitsForCluster = async ({ ports, cluster, deployment, active: step }: Op): Promise<boolean> => {
  // Never placed, and nothing of it under way: its deletion, or its rebuild, has nothing to ask of the cluster.
  if (deployment.vmid === null && step === null) return false;
  const reason = await whyUnavailable(ports, cluster.id);
  if (reason === null) return false;
  const again = reschedule(ports, deployment.id, unreachableAgainMs);
  if (sameReason(deployment.statusReason, reason)) {
    await ports.jobs.enqueue([stillWaiting(again)]);
    return true;
  }
  await commit(ports, deployment, {
    patch: { statusReason: reason },
    events: [deploymentEvent(engineActions.waiting, deployment, { step: step?.name ?? null, reason })],
    jobs: [again],
  });
  return true;
};

interface Run<Outcome> {
  readonly clusterId: string;
  readonly deploymentId: string;
  readonly work: () => Promise<Outcome>;
}

/** Runs the work, unless this process has as many runs of its cluster in hand as it may: then it is asked for again a little later. */
export const createClusterSlots = (ports: EnginePorts) => {
  const slots = createSlots(ports.runsPerCluster ?? Number.POSITIVE_INFINITY);
  return async <Outcome>({ clusterId, deploymentId, work }: Run<Outcome>): Promise<Outcome | null> => {
    const outcome = await slots(clusterId, work);
    if (outcome === null) await ports.jobs.enqueue([stillWaiting(reschedule(ports, deploymentId, fullAgainMs))]);
    return outcome;
  };
};
