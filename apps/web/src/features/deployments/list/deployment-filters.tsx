'use client';
// Search and filters of the dashboard, and its order. Their values live in the address.
import { deploymentSorts, newestFirst } from '@portal/types';
import { useTranslations } from 'next-intl';
import { Button } from '@/components/button.tsx';
import { useMe } from '@/features/account/queries.ts';
import { FilterSelect } from '@/features/paging/filter-select.tsx';
import { SearchField } from '@/features/paging/search-field.tsx';
import type { UrlFilters } from '@/features/paging/url-filters.ts';
import { useTemplates } from '@/features/templates/queries.ts';
import { expiryChoices, hasFilters, isStatusGroup, statusChoices } from './list-search.ts';
import { OwnerFilter } from './owner-filter.tsx';

const longestSearch = 100;
const hoursPerDay = 24;

export function DeploymentFilters({ filters }: { readonly filters: UrlFilters }) {
  const t = useTranslations('filters');
  const status = useTranslations('status');
  const sorts = useTranslations('sorts');
  const templates = useTemplates();
  const findsVmids = useMe().rights.administration !== 'none';
  const { params, set, clear } = filters;
  const tag = params.get('tag');
  return (
    <search className="mb-4 grid grid-cols-2 items-center gap-2 md:flex md:flex-wrap">
      <div className="col-span-2 md:w-64">
        <SearchField
          label={t('search')}
          placeholder={sorts(findsVmids ? 'searchWithVmid' : 'search')}
          value={params.get('q') ?? ''}
          maxLength={longestSearch}
          onSearch={(q) => set({ q })}
        />
      </div>
      <FilterSelect filters={filters} name="status" label={t('status')} any={t('anyStatus')} className="md:w-40">
        {statusChoices.map((choice) => (
          <option key={choice} value={choice}>
            {isStatusGroup(choice) ? t(choice) : status(choice)}
          </option>
        ))}
      </FilterSelect>
      <FilterSelect filters={filters} name="template" label={t('template')} any={t('anyTemplate')} className="md:w-44">
        {templates.map((template) => (
          <option key={template.id} value={template.slug}>
            {template.name}
          </option>
        ))}
      </FilterSelect>
      <OwnerFilter filters={filters} />
      <FilterSelect
        filters={filters}
        name="expiresWithinHours"
        label={t('lease')}
        any={t('anyLease')}
        className="md:w-40"
      >
        {expiryChoices.map((hours) => (
          <option key={hours} value={hours}>
            {t('endsWithin', { days: hours / hoursPerDay })}
          </option>
        ))}
      </FilterSelect>
      <FilterSelect filters={filters} name="sort" label={sorts('label')} any={sorts(newestFirst)} className="md:w-44">
        {deploymentSorts
          .filter((sort) => sort !== newestFirst)
          .map((sort) => (
            <option key={sort} value={sort}>
              {sorts(sort)}
            </option>
          ))}
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
