'use client';
// Below the last row that is loaded: that more are on their way, or why they did not come.
import { useTranslations } from 'next-intl';
import { QueryFailure } from '@/components/query-failure.tsx';
import type { useDeploymentPages } from './page-queries.ts';

export function ListEnd({ query }: { readonly query: ReturnType<typeof useDeploymentPages> }) {
  const t = useTranslations('list');
  return (
    <div className="min-h-8 pt-2">
      <p role="status" className="text-center text-[0.8125rem] text-ink-muted">
        {query.isFetchingNextPage ? t('loadingMore') : null}
      </p>
      <QueryFailure query={{ ...query, isError: query.isFetchNextPageError, refetch: () => query.fetchNextPage() }} />
    </div>
  );
}
