// What is asked for that somebody's role, or their token, does not include: it is refused, and on record once a minute of each kind, with how
// often. Services put on record by themselves what would have changed something, so that of built-in roles the reading ones stand here.
import type { Reason } from '@portal/types';
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
  person.kind === 'token' && (code === 'scope_missing' || code === 'not_for_tokens');

const eventOf = (person: Person, reason: Reason, detail: JsonObject): AuditEvent =>
  isForToken(person, reason)
    ? tokenEvent(tokenActions.refusedScope, person.tokenId, detail, 'refused')
    : personEvent(personActions.refusedByRole, person.userId, detail, 'refused');

interface Ports {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
}

export const createLeftOutService = ({ unitOfWork, clock }: Ports) => {
  const mayRecord = oncePerMinute(clock);

  const record = async (actor: PersonContext, procedure: string, reason: Reason): Promise<void> => {
    const { principal } = actor;
    const before = mayRecord(`${credentialOf(principal)} ${procedure}`);
    if (before === null) return;
    const detail = { asked: procedure, reason, ...(before > 0 && { leftOut: before }) };
    await putOnRecord(unitOfWork, actor, eventOf(principal, reason, detail));
  };

  return {
    record,

    /** Answers what it is refused with. */
    async refuse(actor: PersonContext, procedure: string, reason: Reason): Promise<DomainError> {
      await record(actor, procedure, reason);
      return new DomainError('forbidden', reason);
    },
  };
};
