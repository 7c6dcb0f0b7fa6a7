// What changed nothing and must be on record all the same: a refusal, a failure, a look at something. Each is a transaction of its own, since
// what is refused is rolled back.
import { Change } from './change.ts';
import type { Turn } from './once-per-minute.ts';
import type { UnitOfWork } from './ports/unit-of-work.ts';
import type { ActorContext } from './principal.ts';
import type { AuditEvent } from './records.ts';

export interface Recorded {
  readonly actor: ActorContext;
  readonly event: AuditEvent;
}

export const putOnRecord = (
  unitOfWork: Pick<UnitOfWork, 'run'>,
  actor: ActorContext,
  event: AuditEvent,
): Promise<void> => unitOfWork.run(actor, (tx) => tx.commit(Change.record(event)));

/** With how many were left out before it; nothing where it is not its turn. */
export const putOnRecordInTurn = async <Its extends Turn>(
  unitOfWork: Pick<UnitOfWork, 'run'>,
  turn: Its | null,
  recorded: (turn: Its) => Promise<Recorded> | Recorded,
): Promise<void> => {
  if (turn === null) return;
  const { leftOut } = turn;
  try {
    const { actor, event } = await recorded(turn);
    const detail = { ...event.detail, ...(leftOut > 0 && { leftOut }) };
    await putOnRecord(unitOfWork, actor, { ...event, detail });
  } catch (error) {
    turn.missed();
    throw error;
  }
};

/** Whose acts they are, however they came: the same for all sessions of a person. */
const idOf = ({ principal }: ActorContext): string => {
  switch (principal.kind) {
    case 'user':
      return principal.userId;
    case 'token':
      return principal.tokenId;
    case 'system':
      return principal.job;
  }
};

const kindOf = ({ action, detail: { reason } }: AuditEvent): string =>
  `${action} ${reason !== null && typeof reason === 'object' && 'code' in reason ? reason.code : reason}`;

/** What is not there before it is allowed: all that is refused of a kind is about the same. */
export const nothingYet = 'new';

/**
 * Of one kind by one actor on one subject it is on record once a minute, with how many were left out since the last one: nobody fills the
 * log by asking on. A repeat with other fields is of the same kind.
 */
export const refusalOnRecord = (
  unitOfWork: UnitOfWork,
  actor: ActorContext,
  event: AuditEvent,
  about: string = event.subject.id,
): Promise<void> =>
  putOnRecordInTurn(unitOfWork, unitOfWork.refusals(`${idOf(actor)} ${kindOf(event)} ${about}`), () => ({
    actor,
    event,
  }));

/** A refusal once a minute, whatever else came of it each time. */
export const onRecord = (unitOfWork: UnitOfWork, actor: ActorContext, event: AuditEvent): Promise<void> =>
  (event.outcome === 'refused' ? refusalOnRecord : putOnRecord)(unitOfWork, actor, event);
