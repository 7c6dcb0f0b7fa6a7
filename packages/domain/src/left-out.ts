// What is asked for that somebody's own role, or their token, leaves out: it is refused, and on record once a minute of each kind. What a
// role does not let somebody read is not on record, as with the built-in ones: pages ask for it by themselves.
import { actionsByName, type Reason } from '@portal/types';
import { personActions, personEvent } from './audit/person-events.ts';
import { tokenActions, tokenEvent } from './audit/token-events.ts';
import { DomainError } from './errors.ts';
import { oncePerMinute } from './once-per-minute.ts';
import type { Clock } from './ports/system.ts';
import type { UnitOfWork } from './ports/unit-of-work.ts';
import { credentialOf, type Person, type PersonContext, type TokenPrincipal } from './principal.ts';
import { putOnRecord } from './put-on-record.ts';
import type { AuditEvent, JsonObject } from './records.ts';

const isForToken = (person: Person, { code }: Reason): person is TokenPrincipal =>
  person.kind === 'token' && code !== 'not_in_role';

const eventOf = (person: Person, reason: Reason, detail: JsonObject): AuditEvent =>
  isForToken(person, reason)
    ? tokenEvent(tokenActions.refusedScope, person.tokenId, detail, 'refused')
    : personEvent(personActions.refusedByRole, person.userId, detail, 'refused');

const isReading = (procedure: string): boolean => (actionsByName[procedure]?.method ?? 'GET') === 'GET';

interface Ports {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
}

export const createLeftOutService = ({ unitOfWork, clock }: Ports) => {
  const mayRecord = oncePerMinute(clock);
  return {
    /** Answers what it is refused with. */
    async refuse(actor: PersonContext, procedure: string, reason: Reason): Promise<DomainError> {
      const { principal } = actor;
      const isRecorded = isForToken(principal, reason) || !isReading(procedure);
      const before = isRecorded ? mayRecord(`${credentialOf(principal)} ${procedure}`) : null;
      if (before !== null) {
        const detail = { asked: procedure, reason, ...(before > 0 && { leftOut: before }) };
        await putOnRecord(unitOfWork, actor, eventOf(principal, reason, detail));
      }
      return new DomainError('forbidden', reason);
    },
  };
};
