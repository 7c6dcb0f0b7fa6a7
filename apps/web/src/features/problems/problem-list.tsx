'use client';
// Every problem, newest first, the open ones or those that are gone; and the way to what is kept on pages of its own.
import { clsx } from 'clsx';
import { CircleCheck } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { EmptyState } from '@/components/empty-state.tsx';
import Link from '@/components/link';
import { Pager } from '@/components/pager.tsx';
import { QueryFailure } from '@/components/query-failure.tsx';
import { Skeleton } from '@/components/skeleton.tsx';
import { cursorTrail, pageLinks, withFilter } from '@/features/paging/cursor-trail.ts';
import { useUrlFilters } from '@/features/paging/url-filters.ts';
import { Elsewhere } from './elsewhere.tsx';
import { ProblemCard } from './problem-card.tsx';
import { problemsInput, resolvedState, showsResolved, stateParameter } from './problem-search.ts';
import { useElsewhere, useProblems } from './queries.ts';

export function ProblemList() {
  const { pathname, params } = useUrlFilters();
  const page = useProblems(problemsInput(params));
  const resolved = showsResolved(params);
  const showsElsewhere = !resolved && cursorTrail(params).length === 0;
  const elsewhere = useElsewhere();
  const somethingIsElsewhere = showsElsewhere && elsewhere.some(({ count }) => count > 0);
  return (
    <>
      <States pathname={pathname} params={params} />
      <QueryFailure query={page} />
      {page.isPending ? <Skeleton className="h-96 w-full" /> : null}
      <div className="flex flex-col gap-4">
        {showsElsewhere ? <Elsewhere rooms={elsewhere} /> : null}
        {page.data === undefined ? null : page.data.items.length > 0 ? (
          page.data.items.map((item) => <ProblemCard key={item.id} item={item} />)
        ) : somethingIsElsewhere ? null : (
          <NoProblems resolved={resolved} />
        )}
      </div>
      {page.data === undefined ? null : <Pager {...pageLinks(pathname, params, page.data.nextCursor)} />}
    </>
  );
}

function NoProblems({ resolved }: { readonly resolved: boolean }) {
  const t = useTranslations('problems');
  return (
    <EmptyState icon={CircleCheck} title={t(resolved ? 'noneResolvedTitle' : 'emptyTitle')}>
      {t(resolved ? 'noneResolved' : 'empty')}
    </EmptyState>
  );
}

function States({ pathname, params }: { readonly pathname: string; readonly params: URLSearchParams }) {
  const t = useTranslations('problems');
  const resolved = showsResolved(params);
  return (
    <nav aria-label={t('states')} className="mb-4">
      <ul className="flex gap-1">
        {[false, true].map((isResolved) => (
          <li key={String(isResolved)}>
            <Link
              href={withFilter(pathname, params, { [stateParameter]: isResolved ? resolvedState : null })}
              aria-current={resolved === isResolved ? 'page' : undefined}
              className={clsx(
                'inline-flex min-h-8 items-center rounded-md px-3 font-medium',
                resolved === isResolved
                  ? 'bg-accent-soft text-accent-ink'
                  : 'text-ink-muted hover:bg-sunken hover:text-ink',
              )}
            >
              {t(isResolved ? 'resolved' : 'open')}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
