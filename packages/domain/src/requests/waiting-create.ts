// A VM that waits for a request for more: looked at when it is asked for, and made in the commit that approves it, by the rules as they are
// then. It is for whoever asked. What refuses it then does not hold up the approval: it is kept with the request, and they are told.
import { createDeploymentSchema, type Reason } from '@portal/types';
import type { ExplainedParts, LimitRequestRow } from '../change.ts';
import { asColleague } from '../colleague/service.ts';
import type { Offered } from '../deployment/creating.ts';
import { asRefusal } from '../deployment/mutations.ts';
import { DomainError, doesNotFit } from '../errors.ts';
import type { DirectoryPerson } from '../ports/directory.ts';
import type { LimitRule } from '../ports/limits.ts';
import type { Transaction } from '../ports/unit-of-work.ts';
import { may, type Person } from '../principal.ts';
import type { JsonObject } from '../records.ts';
import { requestRefused } from './request.ts';

interface Waiting {
  /** Of the VM. */
  readonly id: string;
  readonly offered: Offered;
  /** By whom its audit row tells it. */
  readonly isForColleague: boolean;
  readonly asker: Person;
  readonly row: LimitRequestRow;
  readonly granted: Pick<LimitRule, 'limit' | 'endsAt'>;
}

/** Nothing is written. Throws what refuses it. */
export const creationFor = async (tx: Transaction, waiting: Waiting): Promise<ExplainedParts> => {
  const { id, offered, isForColleague, asker, row, granted } = waiting;
  const permission = may(asker, 'deployments.create');
  if (!permission.allowed) throw new DomainError('forbidden', permission.reason);
  // What loses somebody's name may be no name of a VM any more.
  const { success, data: input } = createDeploymentSchema.safeParse(row.create);
  if (!success) throw new DomainError('conflict', requestRefused('unreadable'));
  if (input.owner !== undefined) {
    throw doesNotFit({ field: 'owner', reason: { code: 'creates_for_oneself', params: {} } });
  }
  const rule = { measure: row.measure, source: 'person', ...granted } as const;
  return offered.lay(tx, { id, owner: asColleague(asker), isForColleague, asker, input, granted: rule });
};

/** Throws it again: what is said of a field of the VM is said of it where that stands under `create`. */
export const refuseUnderCreate = (error: unknown): never => {
  if (!(error instanceof DomainError) || error.details.fields === undefined) throw error;
  const fields = error.details.fields.map((fault) => ({ ...fault, field: `create.${fault.field}` }));
  throw new DomainError(error.code, error.reason, { ...error.details, fields });
};

interface Made {
  readonly outcome: Pick<LimitRequestRow, 'deploymentId' | 'fault'>;
  /** For the record. */
  readonly detail: JsonObject;
  readonly parts: ExplainedParts | null;
}

const notMade = (fault: Reason): Made => ({
  outcome: { deploymentId: null, fault },
  detail: { reason: fault },
  parts: null,
});

const rightsOf = ({ id: userId, name, email, role, customRole, team }: DirectoryPerson): Person => ({
  // In no session: they are not there.
  ...{ kind: 'user', sessionId: '', userId, name, email, role, customRole, team },
});

/** As it comes with what is granted. */
export const madeOf = async (
  tx: Transaction,
  { asker, ...waiting }: Omit<Waiting, 'asker' | 'isForColleague'> & { readonly asker: DirectoryPerson },
): Promise<Made> => {
  try {
    const parts = await creationFor(tx, { ...waiting, asker: rightsOf(asker), isForColleague: true });
    return { outcome: { deploymentId: waiting.id, fault: null }, detail: { deployment: waiting.id }, parts };
  } catch (error) {
    const { reason, details } = asRefusal(error).error;
    return notMade(details.fields?.[0]?.reason ?? reason);
  }
};
