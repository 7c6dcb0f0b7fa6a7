// What changed nothing and must be on record all the same: a refusal, a failure, a look at something. Each is a transaction of its own, since
// what is refused is rolled back.
import { Change } from './change.ts';
import type { UnitOfWork } from './ports/unit-of-work.ts';
import type { ActorContext } from './principal.ts';
import type { AuditEvent } from './records.ts';

export const putOnRecord = (unitOfWork: UnitOfWork, actor: ActorContext, event: AuditEvent): Promise<void> =>
  unitOfWork.run(actor, (tx) => tx.commit(Change.record(event)));

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
export const refusalOnRecord = async (
  unitOfWork: UnitOfWork,
  actor: ActorContext,
  event: AuditEvent,
  about: string = event.subject.id,
): Promise<void> => {
  const leftOut = unitOfWork.refusals(`${idOf(actor)} ${kindOf(event)} ${about}`);
  if (leftOut === null) return;
  await putOnRecord(unitOfWork, actor, leftOut === 0 ? event : { ...event, detail: { ...event.detail, leftOut } });
};
