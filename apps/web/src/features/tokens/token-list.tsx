'use client';
// API tokens, newest first: one's own, with the way to a new one, or everybody's.
import { clsx } from 'clsx';
import { KeyRound } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { EmptyState } from '@/components/empty-state.tsx';
import Link from '@/components/link';
import { Pager } from '@/components/pager.tsx';
import { QueryFailure } from '@/components/query-failure.tsx';
import { Skeleton } from '@/components/skeleton.tsx';
import { useMe } from '@/features/account/queries.ts';
import { pageLinks, withFilter } from '@/features/paging/cursor-trail.ts';
import { useUrlFilters } from '@/features/paging/url-filters.ts';
import { CreateToken } from './create-token.tsx';
import { useTokens } from './queries.ts';
import type { ScopeCatalog } from './scope-catalog.ts';
import { TokenCard } from './token-card.tsx';
import { allStates, showsAll, stateParameter, tokensInput, type Whose } from './token-search.ts';

interface TokenListProps {
  readonly whose: Whose;
  readonly catalog: ScopeCatalog;
}

export function TokenList({ whose, catalog }: TokenListProps) {
  const t = useTranslations('tokens');
  const { pathname, params } = useUrlFilters();
  const page = useTokens(tokensInput(whose, params));
  const acts = useMe().rights.administration === 'act';
  return (
    <>
      <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
        <States pathname={pathname} params={params} />
        {(whose === 'me' || acts) && page.data !== undefined ? (
          <CreateToken isForService={whose === 'all'} catalog={catalog} maxDays={page.data.maxDays} />
        ) : null}
      </div>
      <QueryFailure query={page} />
      {page.isPending ? <Skeleton className="h-64 w-full" /> : null}
      {page.data === undefined ? null : page.data.items.length === 0 ? (
        <EmptyState icon={KeyRound} title={t('emptyTitle')}>
          {t(`empty.${whose}`)}
        </EmptyState>
      ) : (
        <div className="flex flex-col gap-4">
          {page.data.items.map((token) => (
            <TokenCard key={token.id} token={token} catalog={catalog} showsOwner={whose === 'all'} />
          ))}
        </div>
      )}
      {page.data === undefined ? null : <Pager {...pageLinks(pathname, params, page.data.nextCursor)} />}
    </>
  );
}

function States({ pathname, params }: { readonly pathname: string; readonly params: URLSearchParams }) {
  const t = useTranslations('tokens');
  const all = showsAll(params);
  return (
    <nav aria-label={t('states')}>
      <ul className="flex gap-1">
        {[false, true].map((isAll) => (
          <li key={String(isAll)}>
            <Link
              href={withFilter(pathname, params, { [stateParameter]: isAll ? allStates : null })}
              aria-current={all === isAll ? 'page' : undefined}
              className={clsx(
                'inline-flex min-h-8 items-center rounded-md px-3 font-medium',
                all === isAll ? 'bg-accent-soft text-accent-ink' : 'text-ink-muted hover:bg-sunken hover:text-ink',
              )}
            >
              {t(isAll ? 'all' : 'usable')}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
