'use client';
// Everything in quarantine, newest first, one section each.
import type { QuarantineItem } from '@portal/types';
import { ShieldCheck } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type RefObject, useRef } from 'react';
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
  const t = useTranslations('quarantine');
  const heading = useRef<HTMLHeadingElement>(null);
  const { pathname, params } = useUrlFilters();
  const page = useQuarantine(quarantineInput(params));
  return (
    <>
      <h2 ref={heading} tabIndex={-1} className="sr-only">
        {t('items')}
      </h2>
      <QueryFailure query={page} />
      {page.isPending ? <Skeleton className="h-96 w-full" /> : null}
      {page.data === undefined ? null : (
        <>
          <Items items={page.data.items} heading={heading} />
          <Pager {...pageLinks(pathname, params, page.data.nextCursor)} />
        </>
      )}
    </>
  );
}

interface ItemsProps {
  readonly items: readonly QuarantineItem[];
  /** Has the focus once one of them is settled, and gone. */
  readonly heading: RefObject<HTMLElement | null>;
}

function Items({ items, heading }: ItemsProps) {
  const t = useTranslations('quarantine');
  if (items.length === 0) {
    return (
      <EmptyState icon={ShieldCheck} title={t('emptyTitle')}>
        {t('empty')}
      </EmptyState>
    );
  }
  return (
    <div className="flex flex-col gap-4">
      {items.map((item) => (
        <QuarantineCard key={item.id} item={item} heading={heading} />
      ))}
    </div>
  );
}
