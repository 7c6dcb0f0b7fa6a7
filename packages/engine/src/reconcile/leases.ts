// Warning of the end of a lease, asking for one that has none, and ending it, on time: the exact wake-up of one deployment, and the sweep over all that a downtime missed.
import {
  type Deployment,
  deploymentEvent,
  dueReview,
  dueWarning,
  engineActions,
  hasNoGuest,
  type JobRequest,
  job,
  type Lease,
  type LeaseMove,
  leaseDemand,
  leaseInForce,
  leaseMove,
  nextReviewAt,
  nextWakeUp,
  nextWarningAt,
  postponed,
  reviewAskedAt,
  statusOf,
  systemActor,
  type WarningHours,
} from '@portal/domain';
import { type Commit, changeOn, commit } from '../commits.ts';
import type { EnginePorts } from '../engine-ports.ts';
import { isLeaseBlocked } from '../problems.ts';
import { mayBeDeleted } from './unattended-deletions.ts';

const actor = systemActor('lease.due');
/** When an operation is under way at that moment. */
export const askAgainMs = 30_000;

const ends = { stop: engineActions.leaseEnded, delete: engineActions.graceEnded } as const;
const endsInBin = { stop: engineActions.powerChangedOutside, delete: engineActions.restoreEnded } as const;
const endOf = ({ restoreUntil }: Deployment, demand: keyof typeof ends) =>
  (restoreUntil === null ? ends : endsInBin)[demand];

/** Which date deletes what has ended, where one does. */
const deletionAhead = ({ deleteAt }: Pick<Lease, 'deleteAt'>, now: Date) =>
  deleteAt === null || deleteAt <= now ? {} : { end: 'delete', at: deleteAt.toISOString() };

/** What the end of the lease, or of the grace, does to the deployment. Its owner is told of it, and so of what comes next. */
const ended = (
  deployment: Deployment,
  { patch, demand }: Extract<LeaseMove, { kind: 'move' }>,
  { now, jobs }: { readonly now: Date; readonly jobs: readonly JobRequest[] },
): Omit<Commit, 'actor'> => {
  const [from, to] = [statusOf(deployment), statusOf({ ...deployment, ...patch })];
  const run = patch.operation == null ? [] : [job('deployment.run', { deploymentId: deployment.id })];
  return {
    // What is in the bin hears of its lease once it is restored.
    patch: { ...patch, ...(deployment.restoreUntil === null && { leaseNoticeAt: now }) },
    events: [
      deploymentEvent(endOf(deployment, demand), deployment, {
        from,
        to,
        ...deletionAhead(leaseInForce(deployment), now),
      }),
    ],
    // What is begun is carried out by a run.
    jobs: [...run, ...jobs],
  };
};

/** What is to be told of it now: a warning, or that it is asked for. */
const noticesOf = (deployment: Deployment, now: Date, warningHours: WarningHours): Commit['events'] | null => {
  const warning = dueWarning(deployment, now, warningHours);
  if (warning !== null) {
    const { end, hours, at } = warning;
    return [deploymentEvent(engineActions.leaseWarned, deployment, { end, hours, at: at.toISOString() })];
  }
  const review = dueReview(deployment, now);
  if (review === null) return null;
  const { teamId } = deployment;
  const unanswered = deploymentEvent(engineActions.reviewUnanswered, deployment, { teamId });
  return [deploymentEvent(engineActions.reviewDue, deployment), ...(review === 'unanswered' ? [unanswered] : [])];
};

/**
 * What puts off the deletion that is due, where none of those outside of the portal who were to be told of it took any of that; null where it is not to
 * be. With the last time the leads are told, a day before it.
 */
const putOff = async (
  { reader }: Pick<EnginePorts, 'reader'>,
  deployment: Deployment,
  now: Date,
): Promise<Omit<Commit, 'actor'> | null> => {
  const { id, ownerId, teamId, deleteAt, kind, restoreUntil } = deployment;
  if (hasNoGuest(deployment)) return null;
  const later = postponed(deployment, now);
  if (later === null || deleteAt === null || kind !== 'person' || restoreUntil !== null) return null;
  if (!(await reader.isUnheard({ id, ownerId, deleteAt }))) return null;
  const detail = { end: 'delete', at: later.deleteAt.toISOString(), teamId };
  const isLast = postponed(later, now) === null;
  return {
    patch: { ...later, leaseNoticeAt: now },
    events: [
      deploymentEvent(engineActions.deletionPostponed, deployment, detail),
      ...(isLast ? [deploymentEvent(engineActions.deletionUnheard, deployment, detail)] : []),
    ],
    // One without a grace is to be stopped meanwhile.
    jobs: [job('lease.due', { deploymentId: id }, now)],
  };
};

/** Throws StaleVersionError when a person or another worker acts at the same moment; the job's next attempt looks again. */
export const leaseDue = async (ports: EnginePorts, deploymentId: string): Promise<void> => {
  const deployment = await ports.reader.deployment(deploymentId);
  if (deployment === null) return;
  const now = ports.clock.now();
  const lease = leaseInForce(deployment);
  const wakeUps = [
    nextWakeUp(lease, now),
    nextWarningAt(deployment, now, ports.leaseWarningHours),
    nextReviewAt(deployment, now),
  ];
  const jobsAt = (moments: readonly (Date | null)[]): JobRequest[] => {
    const times = moments.flatMap((at) => at?.getTime() ?? []);
    return times.length === 0 ? [] : [job('lease.due', { deploymentId }, new Date(Math.min(...times)))];
  };
  const blocked = leaseDemand(lease, now) === 'delete' && (await isLeaseBlocked(ports, deployment));
  const move = leaseMove(deployment, now, { blocked });
  if (move.kind === 'move') {
    const later = move.demand === 'delete' ? await putOff(ports, deployment, now) : null;
    if (later !== null) {
      await commit(ports, deployment, { actor, ...later });
      return;
    }
    await ports.unitOfWork.run(actor, async (tx) => {
      const isHeld = move.demand === 'delete' && !(await mayBeDeleted(ports, tx, deployment));
      const end = isHeld ? leaseMove(deployment, now, { blocked: true }) : move;
      if (end.kind === 'move')
        await tx.commit(changeOn(ports, deployment, ended(deployment, end, { now, jobs: jobsAt(wakeUps) })));
    });
    return;
  }
  const jobs = jobsAt(move.kind === 'later' ? [new Date(now.getTime() + askAgainMs)] : wakeUps);
  const events = noticesOf(deployment, now, ports.leaseWarningHours);
  if (events === null) return ports.jobs.enqueue(jobs);
  const patch = { leaseNoticeAt: now, reviewAt: reviewAskedAt(deployment, now) };
  await commit(ports, deployment, { actor, patch, events, jobs });
};
