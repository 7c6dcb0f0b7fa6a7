'use client';
// Whose VMs are listed: for those who see more than their own, each of their people by name.
import { useTranslations } from 'next-intl';
import { useMe } from '@/features/account/queries.ts';
import { useColleagues } from '@/features/colleagues/queries.ts';
import { FilterSelect } from '@/features/paging/filter-select.tsx';
import type { UrlFilters } from '@/features/paging/url-filters.ts';

export function OwnerFilter({ filters }: { readonly filters: UrlFilters }) {
  const t = useTranslations('filters');
  const { principal, rights } = useMe();
  return (
    <FilterSelect filters={filters} name="owner" label={t('owner')} any={t('anyOwner')} className="md:w-36">
      <option value="me">{t('mine')}</option>
      <option value="shared">{t('sharedWithMe')}</option>
      {rights.sees === 'own' || principal.team === null ? null : <option value="team">{t('myTeam')}</option>}
      {rights.sees === 'own' ? null : <People chosen={filters.params.get('owner') ?? ''} />}
    </FilterSelect>
  );
}

const named: readonly string[] = ['', 'me', 'shared', 'team'];

/** Of many the first by name: the others are found by the search, which reads owners’ names too. */
function People({ chosen }: { readonly chosen: string }) {
  const people = useColleagues({ limit: 100 }).data?.items ?? [];
  const isOther = !named.includes(chosen) && people.every(({ id }) => id !== chosen);
  return (
    <>
      {isOther ? <option value={chosen}>{chosen}</option> : null}
      {people.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </>
  );
}
