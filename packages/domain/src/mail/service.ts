// How the portal sends mail, for its administration: by which server, and whether a message arrives.
import type { AuditOutcome, MailSettings, Reason, ResentMail, TestMail } from '@portal/types';
import { createAttempt } from '../attempt.ts';
import { personActions, personEvent } from '../audit/person-events.ts';
import { Change } from '../change.ts';
import { DomainError } from '../errors.ts';
import { job } from '../jobs.ts';
import type { MailQueue } from '../ports/messages.ts';
import type { Mailer, Words } from '../ports/system.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import { type PersonContext, requirePermission } from '../principal.ts';
import { mailOnItsWay } from '../problem/mail-problems.ts';
import { type NamedPortal, productName } from '../product-name.ts';
import { onRecord } from '../put-on-record.ts';
import type { JsonObject } from '../records.ts';

export interface MailPorts extends NamedPortal {
  readonly unitOfWork: UnitOfWork;
  /** Absent where no server is set up. */
  readonly mailer?: Mailer | null;
  readonly mailQueue: MailQueue;
  readonly words: Words;
}

export const createMailService = ({
  unitOfWork,
  mailer = null,
  mailQueue,
  words,
  portalName = productName,
}: MailPorts) => {
  const attempt = createAttempt({ unitOfWork });

  return {
    async settings(actor: PersonContext): Promise<MailSettings> {
      requirePermission(actor, 'mail.settings');
      const undelivered = await mailQueue.givenUp();
      return { server: mailer?.server ?? null, from: mailer?.from ?? null, undelivered };
    },

    /** To whoever asks. */
    async test(actor: PersonContext): Promise<TestMail> {
      const { userId: id, email: to } = actor.principal;
      const record = (outcome: 'succeeded' | 'refused' | 'failed', detail = {}): Promise<void> =>
        onRecord(unitOfWork, actor, personEvent(personActions.testMailSent, id, detail, outcome));
      try {
        requirePermission(actor, 'mail.test');
        if (mailer === null) throw new DomainError('conflict', { code: 'mail_not_set_up', params: {} });
        const say = words(actor.reader);
        const testMessage: Reason = { code: 'test_message', params: { portal: portalName } };
        const answer = await mailer.send({ to, subject: say(testMessage, 'titles'), text: `${say(testMessage)}\n` });
        await record('succeeded', { server: mailer.server });
        return { id, to, answer };
      } catch (error) {
        if (error instanceof DomainError)
          await record(error.code === 'unavailable' ? 'failed' : 'refused', { reason: error.reason });
        throw error;
      }
    },

    /** What was given up, once more. */
    resend(actor: PersonContext): Promise<ResentMail> {
      const { userId: id } = actor.principal;
      const eventOf = (detail: JsonObject, outcome: AuditOutcome) =>
        personEvent(personActions.mailResent, id, detail, outcome);
      const refused = (detail: JsonObject) => eventOf(detail, 'refused');
      return attempt(actor, { action: 'mail.resend', refused }, async () => {
        const resent = await mailQueue.givenUp();
        const change = Change.of({
          writes: [{ kind: 'mail.retry' }, mailOnItsWay()],
          events: [eventOf({ resent }, 'succeeded')],
          jobs: [job('messages.mail', {})],
        });
        await unitOfWork.run(actor, (tx) => tx.commit(change));
        return { id, resent };
      });
    },
  };
};
