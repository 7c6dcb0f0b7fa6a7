// Ending leases on time: the exact wake-up of one deployment, and the sweep over all whose dates have passed.
import {
  Change,
  type Deployment,
  deploymentEvent,
  engineActions,
  type JobRequest,
  job,
  leaseMove,
  nextDeployment,
  nextWakeUp,
  systemActor,
  type Write,
} from '@portal/domain';
import type { Reason } from '@portal/types';
import type { EnginePorts } from '../engine-ports.ts';
import { isLeaseBlocked } from '../problems.ts';

const leaseActor = systemActor('lease.due');
/** When an operation is under way at the end of a lease. */
const askAgainMs = 30_000;

const reasons = {
  stop: { code: 'lease_ended', params: {} },
  delete: { code: 'grace_ended', params: {} },
} as const satisfies Record<string, Reason>;

const wakeUp = (deployment: Deployment, at: Date): JobRequest => job('lease.due', { deploymentId: deployment.id }, at);

/** Moving statuses are carried out by a run; `expired` is reached at once. */
const followUps = (next: Deployment, now: Date): JobRequest[] => {
  const at = nextWakeUp(next, now);
  return [
    ...(next.status === 'expired' ? [] : [job('deployment.run', { deploymentId: next.id })]),
    ...(at === null ? [] : [wakeUp(next, at)]),
  ];
};

/** Throws StaleVersionError when a person acts at the same moment; the job's next attempt looks again. */
export const leaseDue = async (ports: EnginePorts, deploymentId: string): Promise<void> => {
  const deployment = await ports.reader.deployment(deploymentId);
  if (deployment === null) return;
  const now = ports.clock.now();
  const blocked = now >= deployment.deleteAt && (await isLeaseBlocked(ports, deployment));
  const move = leaseMove(deployment, now, { blocked });
  if (move.kind === 'later') return ports.jobs.enqueue([wakeUp(deployment, new Date(now.getTime() + askAgainMs))]);
  if (move.kind === 'none') {
    const at = nextWakeUp(deployment, now);
    return at === null ? undefined : ports.jobs.enqueue([wakeUp(deployment, at)]);
  }
  const next = nextDeployment(deployment, { status: move.to, statusReason: reasons[move.demand] }, now);
  const update: Write = { kind: 'deployment.update', row: next, read: deployment };
  const action = move.demand === 'stop' ? engineActions.leaseEnded : engineActions.graceEnded;
  const events = [deploymentEvent(action, deployment, { from: deployment.status, to: move.to })] as const;
  const change = Change.of({ writes: [update], events, jobs: followUps(next, now) });
  await ports.unitOfWork.run(leaseActor, (tx) => tx.commit(change));
};
