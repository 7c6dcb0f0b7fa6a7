// Ending leases on time: the exact wake-up of one deployment, and the sweep over all whose dates have passed.
import {
  deploymentEvent,
  engineActions,
  type JobRequest,
  job,
  leaseMove,
  nextWakeUp,
  statusOf,
  systemActor,
} from '@portal/domain';
import { commit } from '../commits.ts';
import type { EnginePorts } from '../engine-ports.ts';
import { isLeaseBlocked } from '../problems.ts';

const actor = systemActor('lease.due');
/** When an operation is under way at the end of a lease. */
const askAgainMs = 30_000;

const ends = { stop: engineActions.leaseEnded, delete: engineActions.graceEnded } as const;

/** Throws StaleVersionError when a person acts at the same moment; the job's next attempt looks again. */
export const leaseDue = async (ports: EnginePorts, deploymentId: string): Promise<void> => {
  const deployment = await ports.reader.deployment(deploymentId);
  if (deployment === null) return;
  const now = ports.clock.now();
  const wakeUp = (at: Date | null): JobRequest[] => (at === null ? [] : [job('lease.due', { deploymentId }, at)]);
  const blocked = now >= deployment.deleteAt && (await isLeaseBlocked(ports, deployment));
  const move = leaseMove(deployment, now, { blocked });
  if (move.kind === 'later') return ports.jobs.enqueue(wakeUp(new Date(now.getTime() + askAgainMs)));
  if (move.kind === 'none') return ports.jobs.enqueue(wakeUp(nextWakeUp(deployment, now)));
  const { patch, demand } = move;
  const [from, to] = [statusOf(deployment), statusOf({ ...deployment, ...patch })];
  await commit(ports, deployment, {
    actor,
    patch,
    events: [deploymentEvent(ends[demand], deployment, { from, to })],
    // What is begun is carried out by a run.
    jobs: [
      ...(patch.operation == null ? [] : [job('deployment.run', { deploymentId })]),
      ...wakeUp(nextWakeUp(deployment, now)),
    ],
  });
};
