// Views of the list that a person has named, for themselves alone.
import type { SavedViewList, SaveView } from '@portal/types';
import { personActions, personEvent } from '../audit/person-events.ts';
import { Change } from '../change.ts';
import { DomainError, notFound } from '../errors.ts';
import type { SavedViewReader } from '../ports/saved-views.ts';
import type { Ids } from '../ports/system.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import type { PersonContext } from '../principal.ts';
import { asOneself } from './oneself.ts';

export interface SavedViewPorts {
  readonly savedViews: SavedViewReader;
  readonly unitOfWork: UnitOfWork;
  readonly ids: Ids;
}

const most = 20;

export const createSavedViewService = ({ savedViews, unitOfWork, ids }: SavedViewPorts) => {
  const listOf = async (userId: string): Promise<SavedViewList> => ({
    items: [...(await savedViews.ofPerson(userId))],
  });

  return {
    list: (actor: PersonContext): Promise<SavedViewList> => listOf(asOneself(actor, 'me.views').userId),

    /** One of that name is replaced. */
    async save(actor: PersonContext, { name, filters }: SaveView): Promise<SavedViewList> {
      const { userId } = asOneself(actor, 'me.saveView');
      await unitOfWork.run(actor, async (tx) => {
        await tx.lock({ kind: 'quota', userId });
        const known = await tx.savedViews.ofPerson(userId);
        const before = known.find((view) => view.name === name);
        if (before === undefined && known.length >= most) {
          throw new DomainError('conflict', { code: 'list_too_long', params: { max: most } });
        }
        const events = [personEvent(personActions.viewSaved, userId, { name })] as const;
        const row = { id: ids.next(), userId, name, filters };
        await tx.commit(
          Change.of({
            writes: [
              ...(before === undefined ? [] : [{ kind: 'savedView.remove', id: before.id, userId } as const]),
              { kind: 'savedView.insert', row },
            ],
            events,
          }),
        );
      });
      return listOf(userId);
    },

    async forget(actor: PersonContext, id: string): Promise<SavedViewList> {
      const { userId } = asOneself(actor, 'me.forgetView');
      const known = (await savedViews.ofPerson(userId)).find((view) => view.id === id);
      if (known === undefined) throw notFound('view');
      const events = [personEvent(personActions.viewForgotten, userId, { name: known.name })] as const;
      const change = Change.of({ writes: [{ kind: 'savedView.remove', id, userId }], events });
      await unitOfWork.run(actor, (tx) => tx.commit(change));
      return listOf(userId);
    },
  };
};
