// Which messages somebody wants by mail as well, and when none; in the language and time zone of the page on which they chose.
import { type ChooseMails, type MailChoice, mailedUnlessChosen, unaddressedLocale } from '@portal/types';
import { asOneself } from '../account/oneself.ts';
import { personActions, personEvent } from '../audit/person-events.ts';
import { Change } from '../change.ts';
import type { Messages } from '../ports/messages.ts';
import type { Mailer } from '../ports/system.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import type { PersonContext } from '../principal.ts';

interface MailChoicePorts {
  readonly messages: Pick<Messages, 'mailChoice'>;
  readonly unitOfWork: UnitOfWork;
  readonly mailer?: Mailer | null;
}

export const createMailChoiceService = ({ messages, unitOfWork, mailer = null }: MailChoicePorts) => {
  const choiceOf = async (userId: string): Promise<MailChoice> => {
    const chosen = await messages.mailChoice(userId);
    return {
      kinds: [...(chosen?.kinds ?? mailedUnlessChosen)],
      quietHours: chosen?.quietHours ?? null,
      isSetUp: mailer !== null,
    };
  };

  return {
    read: async (actor: PersonContext): Promise<MailChoice> => choiceOf(asOneself(actor, 'me.mailChoice').userId),

    async choose(actor: PersonContext, { kinds, quietHours }: ChooseMails): Promise<MailChoice> {
      const { userId } = asOneself(actor, 'me.chooseMails');
      const chosen = { kinds, ...(quietHours !== undefined && { quietHours }) };
      const row = {
        ...{ userId, kinds, quietHours },
        locale: actor.reader?.locale ?? unaddressedLocale,
        timeZone: actor.reader?.timeZone ?? null,
      };
      const events = [personEvent(personActions.mailsChosen, userId, chosen)] as const;
      await unitOfWork.run(actor, (tx) => tx.commit(Change.of({ writes: [{ kind: 'mailChoice.set', row }], events })));
      return choiceOf(userId);
    },
  };
};
