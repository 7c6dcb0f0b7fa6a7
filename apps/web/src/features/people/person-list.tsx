'use client';
// Everybody by name: a table, whose rows become cards on a narrow screen.
import type { AdministeredPerson, PersonState } from '@portal/types';
import { clsx } from 'clsx';
import { Users } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Badge } from '@/components/badge.tsx';
import { DateTime } from '@/components/date-time.tsx';
import { EmptyState } from '@/components/empty-state.tsx';
import { Pager } from '@/components/pager.tsx';
import { QueryFailure } from '@/components/query-failure.tsx';
import { Skeleton } from '@/components/skeleton.tsx';
import { headClass } from '@/components/table.ts';
import type { Tone } from '@/components/tone.ts';
import { useMe } from '@/features/account/queries.ts';
import { pageLinks } from '@/features/paging/cursor-trail.ts';
import { useUrlFilters } from '@/features/paging/url-filters.ts';
import { PeopleFilters } from './people-filters.tsx';
import { peopleInput } from './people-search.ts';
import { PersonActions } from './person-actions.tsx';
import { usePeople } from './queries.ts';
import { useRoleWords } from './role-words.ts';

export function PersonList() {
  const t = useTranslations('people');
  const filters = useUrlFilters();
  const { pathname, params } = filters;
  const page = usePeople(peopleInput(params));
  return (
    <>
      <PeopleFilters filters={filters} />
      <QueryFailure query={page} />
      {page.isPending ? <Skeleton className="h-96 w-full" /> : null}
      {page.data === undefined ? null : page.data.items.length > 0 ? (
        <PersonTable people={page.data.items} outdated={page.isPlaceholderData} />
      ) : (
        <EmptyState icon={Users} title={t('emptyTitle')}>
          {t('empty')}
        </EmptyState>
      )}
      {page.data === undefined ? null : <Pager {...pageLinks(pathname, params, page.data.nextCursor)} />}
    </>
  );
}

const columns = ['name', 'role', 'team', 'state', 'lastSignIn'] as const;
interface PersonTableProps {
  readonly people: readonly AdministeredPerson[];
  readonly outdated: boolean;
}

function PersonTable({ people, outdated }: PersonTableProps) {
  const t = useTranslations('people');
  const { rights } = useMe();
  const acts = rights.administration === 'act';
  return (
    <table
      aria-busy={outdated}
      className="w-full border-separate border-spacing-0 max-lg:block lg:rounded-lg lg:border lg:border-line lg:bg-surface"
    >
      <caption className="sr-only">{t('caption')}</caption>
      <thead className="max-lg:sr-only">
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col" className={headClass}>
              {t(`columns.${column}`)}
            </th>
          ))}
          {acts ? (
            <th scope="col" className={headClass}>
              <span className="sr-only">{t('columns.actions')}</span>
            </th>
          ) : null}
        </tr>
      </thead>
      <tbody className="max-lg:grid max-lg:gap-3 md:max-lg:grid-cols-2">
        {people.map((person) => (
          <Row key={person.id} person={person} acts={acts} />
        ))}
      </tbody>
    </table>
  );
}

const tones: Readonly<Record<PersonState, Tone>> = { invited: 'busy', active: 'good', disabled: 'neutral' };

const cell = 'lg:border-t lg:border-line lg:px-3 lg:py-2.5 lg:align-top';
/** On a card, a line of its own with the column's name before it. */
const cardLine = 'max-lg:col-span-2 max-lg:flex max-lg:flex-wrap max-lg:gap-x-2';

function Row({ person, acts }: { readonly person: AdministeredPerson; readonly acts: boolean }) {
  const t = useTranslations('people');
  const roleOf = useRoleWords();
  const label = (text: string) => <span className="w-24 text-ink-muted lg:hidden">{text}</span>;
  return (
    <tr className="max-lg:grid max-lg:grid-cols-[minmax(0,1fr)_auto] max-lg:gap-y-1 max-lg:rounded-lg max-lg:border max-lg:border-line max-lg:bg-surface max-lg:p-4">
      <td className={cell}>
        <span className="font-medium wrap-anywhere">{person.name}</span>
        <div className="text-[0.8125rem] wrap-anywhere text-ink-muted">
          {person.kind === 'service' ? t('kinds.service') : person.email}
        </div>
      </td>
      <td className={clsx(cell, cardLine)}>
        {label(t('columns.role'))}
        <span className="wrap-anywhere">{roleOf(person)}</span>
      </td>
      <td className={clsx(cell, cardLine)}>
        {label(t('columns.team'))}
        <span className="wrap-anywhere">{person.team?.name ?? t('noTeam')}</span>
      </td>
      <td className={clsx(cell, cardLine)}>
        {label(t('columns.state'))}
        <div className="min-w-0">
          <Badge tone={tones[person.state]}>{t(`states.${person.state}`)}</Badge>
          {person.disabledReason === null ? null : (
            <p className="mt-1 text-[0.8125rem] wrap-anywhere text-ink-muted">{person.disabledReason}</p>
          )}
        </div>
      </td>
      <td className={clsx(cell, cardLine)}>
        {label(t('columns.lastSignIn'))}
        <div>
          {person.kind === 'service' ? (
            t('tokensAlone')
          ) : person.lastSignInAt === null ? (
            t('never')
          ) : (
            <DateTime value={person.lastSignInAt} />
          )}
          {person.hasSingleSignOn ? <p className="text-[0.8125rem] text-ink-muted">{t('singleSignOn')}</p> : null}
        </div>
      </td>
      {acts ? (
        <td className={clsx(cell, 'max-lg:col-start-2 max-lg:row-start-1 lg:text-right')}>
          <PersonActions person={person} />
        </td>
      ) : null}
    </tr>
  );
}
