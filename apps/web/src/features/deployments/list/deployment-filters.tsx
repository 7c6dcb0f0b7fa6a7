'use client';
// Search and filters of the dashboard. Their values live in the address.
import { useTranslations } from 'next-intl';
import { Button } from '@/components/button.tsx';
import { Select } from '@/components/inputs.tsx';
import { useMe } from '@/features/account/queries.ts';
import { SearchField } from '@/features/paging/search-field.tsx';
import type { UrlFilters } from '@/features/paging/url-filters.ts';
import { useTemplates } from '@/features/templates/queries.ts';
import { hasFilters, statusChoices } from './list-search.ts';

const longestSearch = 100;

export function DeploymentFilters({ filters }: { readonly filters: UrlFilters }) {
  const t = useTranslations('filters');
  const status = useTranslations('status');
  const templates = useTemplates();
  const { role } = useMe().principal;
  const { params, set, clear } = filters;
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
      <Select
        aria-label={t('status')}
        value={params.get('status') ?? ''}
        onChange={(event) => set({ status: event.target.value })}
        className="md:w-44"
      >
        <option value="">{t('anyStatus')}</option>
        {statusChoices.map((choice) => (
          <option key={choice} value={choice}>
            {choice === 'moving' ? t('moving') : status(choice)}
          </option>
        ))}
      </Select>
      <Select
        aria-label={t('template')}
        value={params.get('template') ?? ''}
        onChange={(event) => set({ template: event.target.value })}
        className="md:w-52"
      >
        <option value="">{t('anyTemplate')}</option>
        {templates.map((template) => (
          <option key={template.id} value={template.slug}>
            {template.name}
          </option>
        ))}
      </Select>
      {role === 'support' ? null : (
        <Select
          aria-label={t('owner')}
          value={params.get('owner') ?? ''}
          onChange={(event) => set({ owner: event.target.value })}
          className="md:w-40"
        >
          <option value="">{t('anyOwner')}</option>
          <option value="me">{t('mine')}</option>
        </Select>
      )}
      {hasFilters(params) ? (
        <Button variant="quiet" onClick={clear}>
          {t('clear')}
        </Button>
      ) : null}
    </search>
  );
}
