'use client';
// Why a query has nothing newer to show, and a way to ask again; nothing while it has not failed.
import { useTranslations } from 'next-intl';
import { failureOf } from '@/trpc/failure.ts';
import { Button } from './button.tsx';
import { Notice } from './notice.tsx';

interface QueryFailureProps {
  readonly query: {
    readonly isError: boolean;
    readonly isFetching: boolean;
    readonly error: unknown;
    readonly refetch: () => Promise<unknown>;
  };
}

export function QueryFailure({ query }: QueryFailureProps) {
  const t = useTranslations();
  if (!query.isError) return null;
  return (
    <div className="mb-4 last:mb-0">
      <Notice kind="bad" urgent>
        <p>{failureOf(query.error).detail ?? t('errors.unreachable')}</p>
        <Button size="sm" className="mt-2" pending={query.isFetching} onClick={() => void query.refetch()}>
          {t('common.retry')}
        </Button>
      </Notice>
    </div>
  );
}
