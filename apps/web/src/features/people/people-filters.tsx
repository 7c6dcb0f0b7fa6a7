'use client';
// Filters of the list of people. Their values live in the address.
import { personKinds, personStates, roles } from '@portal/types';
import { useTranslations } from 'next-intl';
import { Button } from '@/components/button.tsx';
import { FilterSelect } from '@/features/paging/filter-select.tsx';
import { SearchField } from '@/features/paging/search-field.tsx';
import type { UrlFilters } from '@/features/paging/url-filters.ts';
import { hasPeopleFilters, longestPeopleSearch } from './people-search.ts';
import { useTeams } from './queries.ts';

export function PeopleFilters({ filters }: { readonly filters: UrlFilters }) {
  const t = useTranslations('people');
  const roleWords = useTranslations('userMenu.roles');
  const teams = useTeams();
  const { params, set, clear } = filters;
  return (
    <search className="mb-4 grid grid-cols-2 items-center gap-2 md:flex md:flex-wrap">
      <div className="col-span-2 md:w-64">
        <SearchField
          label={t('search')}
          placeholder={t('searchPlaceholder')}
          value={params.get('q') ?? ''}
          maxLength={longestPeopleSearch}
          onSearch={(q) => set({ q })}
        />
      </div>
      <FilterSelect filters={filters} name="kind" label={t('kind')} any={t('anyKind')} className="md:w-44">
        {personKinds.map((kind) => (
          <option key={kind} value={kind}>
            {t(`kindsOf.${kind}`)}
          </option>
        ))}
      </FilterSelect>
      <FilterSelect filters={filters} name="role" label={t('columns.role')} any={t('anyRole')} className="md:w-44">
        {roles.map((role) => (
          <option key={role} value={role}>
            {roleWords(role)}
          </option>
        ))}
      </FilterSelect>
      <FilterSelect filters={filters} name="state" label={t('columns.state')} any={t('anyState')} className="md:w-40">
        {personStates.map((state) => (
          <option key={state} value={state}>
            {t(`states.${state}`)}
          </option>
        ))}
      </FilterSelect>
      <FilterSelect filters={filters} name="team" label={t('columns.team')} any={t('anyTeam')} className="md:w-44">
        {teams.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </FilterSelect>
      {hasPeopleFilters(params) ? (
        <Button variant="quiet" onClick={clear}>
          {t('clear')}
        </Button>
      ) : null}
    </search>
  );
}
