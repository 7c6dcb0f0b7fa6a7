// What is granted to a person for a time. From its end on it holds no more; the sweep that finds it then puts that on record.
import { limitActions, limitEvent } from '../audit/limit-events.ts';
import { Change, type LimitRow } from '../change.ts';
import { lockingDirectory } from '../locking-directory.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import type { ActorContext } from '../principal.ts';

/** It is in force no longer, whether that is on record by now or not. */
export const isOver = ({ endsAt, removedAt }: Pick<LimitRow, 'endsAt' | 'removedAt'>, now: Date): boolean =>
  removedAt !== null || (endsAt !== null && endsAt <= now);

/** Of one that was found to be over; nothing where it was prolonged or removed meanwhile. */
export const endGrant = (
  unitOfWork: UnitOfWork,
  actor: ActorContext,
  { id, now }: { readonly id: string; readonly now: Date },
): Promise<void> =>
  lockingDirectory(unitOfWork)(actor, async (tx) => {
    const read = await tx.limit(id);
    if (read === null || !isOver(read, now)) return;
    const row = { ...read, version: read.version + 1, updatedAt: now, removedAt: now };
    const events = [limitEvent(limitActions.ended, read)] as const;
    await tx.commit(Change.of({ writes: [{ kind: 'limit.update', row, read }], events }));
  });
