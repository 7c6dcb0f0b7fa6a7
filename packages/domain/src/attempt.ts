// What is asked of the administration is done if whoever asks may; and what is refused is on record like what is done.
import type { ActionName } from '@portal/types';
import { DomainError } from './errors.ts';
import type { UnitOfWork } from './ports/unit-of-work.ts';
import { type PersonContext, requirePermission } from './principal.ts';
import { nothingYet, refusalOnRecord } from './put-on-record.ts';
import type { AuditEvent, JsonObject } from './records.ts';

interface OnRecord {
  readonly refused: (detail: JsonObject) => AuditEvent;
  /** What it was about, where its row does not say; `nothingYet` where that would have been made by it. */
  readonly about?: Parameters<typeof refusalOnRecord>[3];
}

/** What is refused is on record like what is done. */
export const recordingRefusals = async <Result>(
  unitOfWork: UnitOfWork,
  actor: PersonContext,
  { refused, about }: OnRecord,
  work: () => Promise<Result>,
): Promise<Result> => {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DomainError) || error.code === 'unavailable') throw error;
    await refusalOnRecord(unitOfWork, actor, refused({ reason: error.reason }), about);
    throw error;
  }
};

export interface Attempt {
  readonly action: ActionName;
  readonly refused: (detail: JsonObject) => AuditEvent;
  /** Whether its subject is made by it. */
  readonly isNew?: boolean;
}

export const createAttempt =
  ({ unitOfWork }: { readonly unitOfWork: UnitOfWork }) =>
  <Result>(
    actor: PersonContext,
    { action, refused, isNew = false }: Attempt,
    work: () => Promise<Result>,
  ): Promise<Result> =>
    recordingRefusals(unitOfWork, actor, { refused, about: isNew ? nothingYet : undefined }, async () => {
      requirePermission(actor, action);
      return work();
    });
