// What a schedule does once its hour has come: the ordinary start or stop, within the limits that hold for whoever asks. Only the latest edge
// counts: one that was missed is not made up once the next has come. Each is done, or left out for a reason, in the commit that says when
// the next one is due, so none is done twice.
import { actionNames, type Reason, type ReasonParams, type ScheduledPower, sameReason } from '@portal/types';
import { deploymentEvent, engineActions } from '../audit/events.ts';
import { Change } from '../change.ts';
import { StaleVersionError } from '../errors.ts';
import { type HeldRole, isInRole } from '../held-role.ts';
import { job } from '../jobs.ts';
import { limitsPassed } from '../limits/holding.ts';
import type { Transaction } from '../ports/unit-of-work.ts';
import { mayHoldVms } from '../principal.ts';
import type { Deployment, JsonObject } from '../records.ts';
import { latestEdge, nextEdge } from '../schedule/edges.ts';
import { acceptedChange, begun, moved } from './act.ts';
import { accepts, refusalReason } from './machine.ts';

/** `later`: what is being done with the VM comes to its end first, and so does its lease. */
export type ScheduleMove = { readonly kind: 'none' | 'later' } | DueMove;

interface DueMove {
  readonly kind: 'due';
  readonly power: ScheduledPower;
  /** What is on record of why. */
  readonly cause: JsonObject;
  readonly next: { readonly nextPower: ScheduledPower; readonly nextPowerAt: Date };
}

export const scheduleMove = (deployment: Deployment, now: Date): ScheduleMove => {
  const { rest, operation, schedule, nextPowerAt, expiresAt, leaseEnded } = deployment;
  if (schedule === null || nextPowerAt === null || nextPowerAt > now || rest === 'deleted') return { kind: 'none' };
  const { power, at } = latestEdge(schedule, now);
  const endsNow = !leaseEnded && expiresAt !== null && expiresAt <= now;
  if (operation !== null || (power === 'start' && endsNow)) return { kind: 'later' };
  const next = nextEdge(schedule, now);
  return {
    kind: 'due',
    power,
    cause: { schedule: { ...schedule }, dueAt: at.toISOString() },
    next: { nextPower: next.power, nextPowerAt: next.at },
  };
};

const jobsOf = ({ id: deploymentId }: Deployment, { next }: DueMove) => [
  job('schedule.due', { deploymentId }, next.nextPowerAt),
];

const begins = (current: Deployment, move: DueMove, now: Date): Change => {
  const { power, cause, next } = move;
  const begin = begun({ ...current, ...next }, power, { now });
  const notes = { input: cause };
  return acceptedChange(current, {
    action: power,
    next: begin.next,
    detail: begin.fromTo,
    notes,
    jobs: jobsOf(current, move),
  });
};

/** `said`: its owner has to hear of it, and the page says so until it is started. */
const leavesOut = (
  current: Deployment,
  move: DueMove,
  { reason, said = null, now }: { readonly reason: Reason; readonly said?: Reason | null; readonly now: Date },
): Change => {
  const shown = said === null ? { updatedAt: current.updatedAt } : { statusReason: said, failureCode: null };
  const detail = { ...move.cause, power: move.power, reason };
  return Change.of({
    writes: [{ kind: 'deployment.update', row: { ...moved(current, move.next, now), ...shown }, read: current }],
    events: [
      said !== null
        ? deploymentEvent(engineActions.scheduleRefused, current, detail, 'failed')
        : deploymentEvent(engineActions.scheduleSkipped, current, detail),
    ],
    jobs: jobsOf(current, move),
  });
};

/** Null while its owner is disabled. What is stopped frees what it held, whoever may do what. */
const ownerMayStart = (owner: HeldRole | null): boolean =>
  owner !== null && mayHoldVms(owner.role) && isInRole(owner, actionNames.start);

const refusedFor = (params: ReasonParams<'schedule_refused'>): Reason => ({ code: 'schedule_refused', params });

/** What somebody holds is for them alone: the page says no figures. Told once, until it is started. */
const refuses = (
  current: Deployment,
  move: DueMove,
  { refused, now }: { readonly refused: ReasonParams<'schedule_refused'>; readonly now: Date },
): Change => {
  const said = refusedFor({ ...refused, figures: [] });
  const isSaid = sameReason(current.statusReason, said);
  return leavesOut(current, move, { reason: refusedFor(refused), said: isSaid ? null : said, now });
};

const changeBy = async (tx: Transaction, current: Deployment, move: DueMove, now: Date): Promise<Change> => {
  const { power } = move;
  if (!accepts(power, current)) {
    return leavesOut(current, move, { reason: refusalReason(power, current), now });
  }
  if (power === 'start' && !ownerMayStart(await tx.enabledPerson(current.ownerId))) {
    return refuses(current, move, { refused: { why: 'owner', figures: [] }, now });
  }
  const change = begins(current, move, now);
  const passed = (await limitsPassed(tx, { before: current, change, now }))?.reason;
  if (passed === undefined) return change;
  const figures = passed.code === 'over_limit' ? passed.params.figures : [];
  return refuses(current, move, { refused: { why: 'limit', figures }, now });
};

/** What is due of this VM, in one transaction. Throws StaleVersionError where somebody acts at the same moment. */
export const powerBySchedule = async (
  tx: Transaction,
  { id, ownerId }: Pick<Deployment, 'id' | 'ownerId'>,
  now: Date,
): Promise<ScheduleMove['kind']> => {
  // Of two workers, one waits here, and finds that it is done.
  await tx.lock({ kind: 'quota', userId: ownerId });
  const current = await tx.deployment(id);
  if (current === null) return 'none';
  if (current.ownerId !== ownerId) throw new StaleVersionError();
  const move = scheduleMove(current, now);
  if (move.kind === 'due') await tx.commit(await changeBy(tx, current, move, now));
  return move.kind;
};
