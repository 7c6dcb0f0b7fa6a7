// Which messages somebody wants by mail as well, and in which language and time zone: those of the page on which they chose.
import {
  type ChooseMails,
  type MailChoice,
  type MessageKind,
  mailedUnlessChosen,
  unaddressedLocale,
} from '@portal/types';
import { asOneself } from '../account/oneself.ts';
import { personActions, personEvent } from '../audit/person-events.ts';
import { Change } from '../change.ts';
import type { Messages } from '../ports/messages.ts';
import type { Mailer } from '../ports/system.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import type { PersonContext } from '../principal.ts';

interface MailChoicePorts {
  readonly messages: Pick<Messages, 'mailedKinds'>;
  readonly unitOfWork: UnitOfWork;
  readonly mailer?: Mailer | null;
}

export const createMailChoiceService = ({ messages, unitOfWork, mailer = null }: MailChoicePorts) => {
  const choiceOf = (kinds: readonly MessageKind[] | null): MailChoice => ({
    kinds: [...(kinds ?? mailedUnlessChosen)],
    isSetUp: mailer !== null,
  });

  return {
    read: async (actor: PersonContext): Promise<MailChoice> =>
      choiceOf(await messages.mailedKinds(asOneself(actor, 'me.mailChoice').userId)),

    async choose(actor: PersonContext, { kinds }: ChooseMails): Promise<MailChoice> {
      const { userId } = asOneself(actor, 'me.chooseMails');
      const row = {
        ...{ userId, kinds },
        locale: actor.reader?.locale ?? unaddressedLocale,
        timeZone: actor.reader?.timeZone ?? null,
      };
      const events = [personEvent(personActions.mailsChosen, userId, { kinds })] as const;
      await unitOfWork.run(actor, (tx) => tx.commit(Change.of({ writes: [{ kind: 'mailChoice.set', row }], events })));
      return choiceOf(kinds);
    },
  };
};
