// How the portal sends mail, for its administration: by which server, and whether a message arrives.
import type { MailSettings, Reason, TestMail } from '@portal/types';
import { personActions, personEvent } from '../audit/person-events.ts';
import { DomainError } from '../errors.ts';
import type { Mailer, Words } from '../ports/system.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import { type PersonContext, requirePermission } from '../principal.ts';
import { type NamedPortal, productName } from '../product-name.ts';
import { onRecord } from '../put-on-record.ts';

export interface MailPorts extends NamedPortal {
  readonly unitOfWork: UnitOfWork;
  /** Absent where no server is set up. */
  readonly mailer?: Mailer | null;
  readonly words: Words;
}

export const createMailService = ({ unitOfWork, mailer = null, words, portalName = productName }: MailPorts) => ({
  async settings(actor: PersonContext): Promise<MailSettings> {
    requirePermission(actor, 'mail.settings');
    return { server: mailer?.server ?? null, from: mailer?.from ?? null };
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
});
