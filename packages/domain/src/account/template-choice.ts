// Which templates come first where somebody chooses: what they have starred, then what their own VMs were made from.
import type { StarTemplate, TemplateChoice } from '@portal/types';
import { personActions, personEvent } from '../audit/person-events.ts';
import { Change } from '../change.ts';
import { notFound } from '../errors.ts';
import type { TemplateReader } from '../ports/readers.ts';
import type { StarredTemplates } from '../ports/starred-templates.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import type { PersonContext } from '../principal.ts';
import { asOneself } from './oneself.ts';

export interface TemplateChoicePorts {
  readonly starredTemplates: StarredTemplates;
  readonly templates: TemplateReader;
  readonly unitOfWork: UnitOfWork;
}

const mostLastUsed = 3;

export const createTemplateChoiceService = ({ starredTemplates, templates, unitOfWork }: TemplateChoicePorts) => {
  const choiceOf = async (userId: string): Promise<TemplateChoice> => {
    const [starred, lastUsed] = await Promise.all([
      starredTemplates.ofPerson(userId),
      templates.lastUsedBy(userId, mostLastUsed),
    ]);
    return { starred: [...starred], lastUsed: [...lastUsed] };
  };

  return {
    read: (actor: PersonContext): Promise<TemplateChoice> => choiceOf(asOneself(actor, 'me.templates').userId),

    async star(actor: PersonContext, { id: templateId, starred }: StarTemplate): Promise<TemplateChoice> {
      const { userId } = asOneself(actor, 'me.starTemplate');
      const offer = await templates.byId(templateId);
      if (offer === null) throw notFound('template');
      const { name } = offer.current;
      await unitOfWork.run(actor, async (tx) => {
        await tx.lock({ kind: 'quota', userId });
        if ((await tx.starredTemplates.ofPerson(userId)).includes(templateId) === starred) return;
        const action = starred ? personActions.templateStarred : personActions.templateUnstarred;
        const events = [personEvent(action, userId, { templateId, name })] as const;
        await tx.commit(Change.of({ writes: [{ kind: 'template.star', userId, templateId, starred }], events }));
      });
      return choiceOf(userId);
    },
  };
};
