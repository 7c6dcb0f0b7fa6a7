'use client';
// Search and filters of the dashboard. Their values live in the address.
import { useTranslations } from 'next-intl';
import { Button } from '@/components/button.tsx';
import { useMe } from '@/features/account/queries.ts';
import { FilterSelect } from '@/features/paging/filter-select.tsx';
import { SearchField } from '@/features/paging/search-field.tsx';
import type { UrlFilters } from '@/features/paging/url-filters.ts';
import { useTemplates } from '@/features/templates/queries.ts';
import { hasFilters, statusChoices } from './list-search.ts';

const longestSearch = 100;

export function DeploymentFilters({ filters }: { readonly filters: UrlFilters }) {
  const t = useTranslations('filters');
  const status = useTranslations('status');
  const templates = useTemplates();
  const { principal, rights } = useMe();
  const { params, set, clear } = filters;
  const tag = params.get('tag');
  return (
    <search className="mb-4 grid grid-cols-2 items-center gap-2 md:flex md:flex-wrap">
      <div className="col-span-2 md:w-72">
        <SearchField
          label={t('search')}
          placeholder={t('searchPlaceholder')}
          value={params.get('q') ?? ''}
          maxLength={longestSearch}
          onSearch={(q) => set({ q })}
        />
      </div>
      <FilterSelect filters={filters} name="status" label={t('status')} any={t('anyStatus')} className="md:w-44">
        {statusChoices.map((choice) => (
          <option key={choice} value={choice}>
            {choice === 'moving' ? t('moving') : status(choice)}
          </option>
        ))}
      </FilterSelect>
      <FilterSelect filters={filters} name="template" label={t('template')} any={t('anyTemplate')} className="md:w-52">
        {templates.map((template) => (
          <option key={template.id} value={template.slug}>
            {template.name}
          </option>
        ))}
      </FilterSelect>
      <FilterSelect filters={filters} name="owner" label={t('owner')} any={t('anyOwner')} className="md:w-40">
        <option value="me">{t('mine')}</option>
        <option value="shared">{t('sharedWithMe')}</option>
        {rights.sees === 'own' || principal.team === null ? null : <option value="team">{t('myTeam')}</option>}
      </FilterSelect>
      {tag === null ? null : <Button onClick={() => set({ tag: null })}>{t('tagged', { tag })}</Button>}
      {hasFilters(params) ? (
        <Button variant="quiet" onClick={clear}>
          {t('clear')}
        </Button>
      ) : null}
    </search>
  );
}
