// What is asked for that somebody's role, or their token, does not include: it is refused, and on record once a minute of each kind, with how
// often. Services put on record by themselves what would have changed something, so that of built-in roles the reading ones stand here.
import type { Reason } from '@portal/types';
import { personActions, personEvent } from './audit/person-events.ts';
import { tokenActions, tokenEvent } from './audit/token-events.ts';
import { DomainError } from './errors.ts';
import type { UnitOfWork } from './ports/unit-of-work.ts';
import type { Person, PersonContext, TokenPrincipal } from './principal.ts';
import { refusalOnRecord } from './put-on-record.ts';
import type { AuditEvent, JsonObject } from './records.ts';

const isForToken = (person: Person, { code }: Reason): person is TokenPrincipal =>
  person.kind === 'token' && (code === 'scope_missing' || code === 'not_for_tokens');

const eventOf = (person: Person, reason: Reason, detail: JsonObject): AuditEvent =>
  isForToken(person, reason)
    ? tokenEvent(tokenActions.refusedScope, person.tokenId, detail, 'refused')
    : personEvent(personActions.refusedByRole, person.userId, detail, 'refused');

export const createLeftOutService = ({ unitOfWork }: { readonly unitOfWork: UnitOfWork }) => {
  const record = (actor: PersonContext, asked: string, reason: Reason): Promise<void> =>
    refusalOnRecord(unitOfWork, actor, eventOf(actor.principal, reason, { asked, reason }), asked);

  return {
    record,

    /** Answers what it is refused with. */
    async refuse(actor: PersonContext, procedure: string, reason: Reason): Promise<DomainError> {
      await record(actor, procedure, reason);
      return new DomainError('forbidden', reason);
    },
  };
};
