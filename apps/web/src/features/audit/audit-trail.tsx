'use client';
// The audit page's body: filters, and the page of rows that they select.
import { SearchX } from 'lucide-react';
import { useTimeZone, useTranslations } from 'next-intl';
import { Button } from '@/components/button.tsx';
import { EmptyState } from '@/components/empty-state.tsx';
import { Pager } from '@/components/pager.tsx';
import { QueryFailure } from '@/components/query-failure.tsx';
import { RefetchBar } from '@/components/refetch-bar.tsx';
import { Skeleton } from '@/components/skeleton.tsx';
import { pageLinks } from '@/features/paging/cursor-trail.ts';
import { useUrlFilters } from '@/features/paging/url-filters.ts';
import { AuditEntries } from './audit-entries.tsx';
import { AuditExport } from './audit-export.tsx';
import { AuditFacets } from './audit-facets.tsx';
import { AuditFilters } from './audit-filters.tsx';
import { auditInput } from './audit-search.ts';
import { useAuditPage } from './queries.ts';

export function AuditTrail() {
  const t = useTranslations();
  const filters = useUrlFilters();
  const filter = auditInput(filters.params, useTimeZone() ?? 'UTC');
  const page = useAuditPage(filter);
  return (
    <>
      <AuditFilters filters={filters} filter={filter} />
      <AuditFacets filters={filters} filter={filter} />
      <AuditExport filter={filter} />
      <QueryFailure query={page} />
      {page.isPending ? <Skeleton className="h-96 w-full" /> : null}
      {page.data === undefined ? null : (
        <>
          <RefetchBar active={page.isPlaceholderData} />
          {page.data.items.length === 0 ? (
            <EmptyState
              icon={SearchX}
              title={t('audit.noResultsTitle')}
              action={<Button onClick={filters.clear}>{t('audit.clear')}</Button>}
            >
              {t('audit.noResults')}
            </EmptyState>
          ) : (
            <div aria-busy={page.isPlaceholderData} className="rounded-lg border border-line bg-surface p-2">
              <AuditEntries entries={page.data.items} areStepsFolded={filter.steps === false} />
            </div>
          )}
          <Pager {...pageLinks(filters.pathname, filters.params, page.data.nextCursor)} />
        </>
      )}
    </>
  );
}
