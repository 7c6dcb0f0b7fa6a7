'use client';
// Why a query has nothing newer to show, and a way to ask again; nothing while it has not failed.
import { useTranslations } from 'next-intl';
import { type RefObject, useRef } from 'react';
import { failureOf } from '@/trpc/failure.ts';
import { Button } from './button.tsx';
import { useFocusFallback } from './focus-fallback.ts';
import { Notice } from './notice.tsx';

interface FailingQuery {
  readonly isError: boolean;
  readonly isPending: boolean;
  readonly isFetching: boolean;
  readonly error: unknown;
  readonly errorUpdateCount: number;
  readonly refetch: () => Promise<unknown>;
}

interface QueryFailureProps {
  readonly query: FailingQuery;
}

/** What it failed with, until there is an answer: a query without data forgets its error as soon as it is asked again. */
const useLastError = ({ isError, isPending, error, errorUpdateCount }: FailingQuery): unknown => {
  const last = useRef<unknown>(null);
  const isAskedAgain = isPending && errorUpdateCount > 0;
  if (isError) last.current = error;
  else if (!isAskedAgain) last.current = null;
  return last.current;
};

export function QueryFailure({ query }: QueryFailureProps) {
  const error = useLastError(query);
  const place = useRef<HTMLSpanElement>(null);
  return (
    <>
      <span ref={place} tabIndex={-1} className="sr-only" />
      {error === null ? null : <Failed query={query} error={error} place={place} />}
    </>
  );
}

interface FailedProps extends QueryFailureProps {
  readonly error: unknown;
  /** Where the notice stood: the keyboard goes on from there. */
  readonly place: RefObject<HTMLElement | null>;
}

function Failed({ query, error, place }: FailedProps) {
  const t = useTranslations();
  return (
    <div ref={useFocusFallback<HTMLDivElement>(place)} className="mb-4 last:mb-0">
      <Notice kind="bad" urgent>
        <p>{failureOf(error).detail ?? t('errors.unreachable')}</p>
        <Button size="sm" className="mt-2" pending={query.isFetching} onClick={() => void query.refetch()}>
          {t('common.retry')}
        </Button>
      </Notice>
    </div>
  );
}
