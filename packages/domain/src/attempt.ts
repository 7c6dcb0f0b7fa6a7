// What is asked of the administration is done if whoever asks may; and what is refused is on record like what is done.
import type { ActionName } from '@portal/types';
import { DomainError } from './errors.ts';
import type { UnitOfWork } from './ports/unit-of-work.ts';
import { type PersonContext, requirePermission } from './principal.ts';
import { putOnRecord } from './put-on-record.ts';
import type { AuditEvent, JsonObject } from './records.ts';

export interface Attempt {
  readonly action: ActionName;
  readonly refused: (detail: JsonObject) => AuditEvent;
}

export const createAttempt =
  ({ unitOfWork }: { readonly unitOfWork: UnitOfWork }) =>
  async <Result>(actor: PersonContext, { action, refused }: Attempt, work: () => Promise<Result>): Promise<Result> => {
    try {
      requirePermission(actor, action);
      return await work();
    } catch (error) {
      if (!(error instanceof DomainError) || error.code === 'unavailable') throw error;
      await putOnRecord(unitOfWork, actor, refused({ reason: error.reason }));
      throw error;
    }
  };
