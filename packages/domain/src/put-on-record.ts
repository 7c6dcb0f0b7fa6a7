// What changed nothing and must be on record all the same: a refusal, a failure, a look at something.
import { Change } from './change.ts';
import type { UnitOfWork } from './ports/unit-of-work.ts';
import type { ActorContext } from './principal.ts';
import type { AuditEvent } from './records.ts';

/** In a transaction of its own, since the refused one is rolled back. */
export const putOnRecord = (unitOfWork: UnitOfWork, actor: ActorContext, event: AuditEvent): Promise<void> =>
  unitOfWork.run(actor, (tx) => tx.commit(Change.record(event)));
