'use client';
// How much the filters select, and of what: each count is a filter to press.
import type { ListAudit } from '@portal/types';
import { useTranslations } from 'next-intl';
import { Button } from '@/components/button.tsx';
import type { UrlFilters } from '@/features/paging/url-filters.ts';
import { actionGroups } from './known-actions.ts';
import { useAuditFacets } from './queries.ts';

interface AuditFacetsProps {
  readonly filters: UrlFilters;
  readonly filter: ListAudit;
}

export function AuditFacets({ filters, filter }: AuditFacetsProps) {
  const t = useTranslations('auditFacets');
  const outcomeWords = useTranslations('outcome');
  const groupWords = useTranslations('auditFilters.groups');
  const { data } = useAuditFacets(filter);
  if (data === undefined) return <p className="mb-4 text-ink-muted">{t('counting')}</p>;
  const { total, outcomes, groups, actors } = data;
  const groupName = (value: string): string => {
    const known = actionGroups.find(({ subject }) => `${subject}.` === value);
    return known === undefined ? value : groupWords(known.subject);
  };
  return (
    <section aria-label={t('label')} className="mb-4 flex flex-col gap-1 text-[0.8125rem]">
      <p className="text-ink-muted" aria-live="polite">
        {t(total.more ? 'totalOrMore' : 'total', { count: total.count })}
        {[outcomes, groups, actors].some(({ more }) => more) ? ` ${t('newest')}` : null}
      </p>
      <Facet name="outcome" label={t('outcome')} facet={outcomes} filters={filters} words={outcomeWords} />
      <Facet name="action" label={t('kind')} facet={groups} filters={filters} words={groupName} />
      <Facet name="actor" label={t('actor')} facet={actors} filters={filters} words={(name) => name} />
    </section>
  );
}

interface FacetProps<Value extends string> {
  readonly name: 'outcome' | 'action' | 'actor';
  readonly label: string;
  readonly facet: { readonly values: readonly { readonly value: Value; readonly count: number }[] };
  readonly filters: UrlFilters;
  readonly words: (value: Value) => string;
}

/** One value alone is no choice, unless it was chosen. */
function Facet<Value extends string>({ name, label, facet, filters, words }: FacetProps<Value>) {
  const t = useTranslations('auditFacets');
  const chosen = filters.params.get(name);
  if (facet.values.length < 2 && chosen === null) return null;
  return (
    <fieldset aria-label={label} className="flex min-w-0 flex-wrap items-center gap-1">
      <span className="text-ink-muted">{label}</span>
      {facet.values.map(({ value, count }) => (
        <Button
          key={value}
          variant={value === chosen ? 'secondary' : 'quiet'}
          size="sm"
          aria-pressed={value === chosen}
          onClick={() => filters.set({ [name]: value === chosen ? null : value })}
        >
          {t('value', { name: words(value), count })}
        </Button>
      ))}
    </fieldset>
  );
}
