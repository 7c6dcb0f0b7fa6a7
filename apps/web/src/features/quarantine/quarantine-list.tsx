'use client';
// Everything in quarantine, newest first, one section each.
import { ShieldCheck } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { EmptyState } from '@/components/empty-state.tsx';
import { Pager } from '@/components/pager.tsx';
import { QueryFailure } from '@/components/query-failure.tsx';
import { Skeleton } from '@/components/skeleton.tsx';
import { pageLinks } from '@/features/paging/cursor-trail.ts';
import { useUrlFilters } from '@/features/paging/url-filters.ts';
import { QuarantineCard } from './quarantine-card.tsx';
import { quarantineInput } from './quarantine-search.ts';
import { useQuarantine } from './queries.ts';

export function QuarantineList() {
  const t = useTranslations();
  const { pathname, params } = useUrlFilters();
  const page = useQuarantine(quarantineInput(params));
  if (page.data === undefined) {
    return page.isError ? <QueryFailure query={page} /> : <Skeleton className="h-96 w-full" />;
  }
  const { items, nextCursor } = page.data;
  return (
    <>
      <QueryFailure query={page} />
      {items.length === 0 ? (
        <EmptyState icon={ShieldCheck} title={t('quarantine.emptyTitle')}>
          {t('quarantine.empty')}
        </EmptyState>
      ) : (
        <div className="flex flex-col gap-4">
          {items.map((item) => (
            <QuarantineCard key={item.id} item={item} />
          ))}
        </div>
      )}
      <Pager {...pageLinks(pathname, params, nextCursor)} />
    </>
  );
}
