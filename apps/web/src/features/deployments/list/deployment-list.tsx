'use client';
// The dashboard's body: filters, the page of deployments that they select, and what to do when there is none.
import { SearchX, Server } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button, ButtonLink } from '@/components/button.tsx';
import { EmptyState } from '@/components/empty-state.tsx';
import { Pager } from '@/components/pager.tsx';
import { QueryFailure } from '@/components/query-failure.tsx';
import { RefetchBar } from '@/components/refetch-bar.tsx';
import { useMe } from '@/features/account/queries.ts';
import { pageLinks } from '@/features/paging/cursor-trail.ts';
import { useUrlFilters } from '@/features/paging/url-filters.ts';
import { useDeploymentPage } from '../queries.ts';
import { StatusAnnouncer } from '../status-announcer.tsx';
import { DeploymentFilters } from './deployment-filters.tsx';
import { DeploymentTable } from './deployment-table.tsx';
import { hasFilters, listInput } from './list-search.ts';
import { ListSkeleton } from './list-skeleton.tsx';

export function DeploymentList() {
  const t = useTranslations('list');
  const filters = useUrlFilters();
  const me = useMe();
  const page = useDeploymentPage(listInput(filters.params));
  const untouched = !hasFilters(filters.params) && filters.params.size === 0;
  const nothingYet = page.data?.items.length === 0 && untouched;
  return (
    <>
      {nothingYet ? null : <DeploymentFilters filters={filters} />}
      <QueryFailure query={page} />
      {page.isPending ? <ListSkeleton label={t('loading')} /> : null}
      {page.data === undefined ? null : (
        <>
          <RefetchBar active={page.isPlaceholderData} />
          {page.data.items.length > 0 ? (
            <DeploymentTable
              deployments={page.data.items}
              showOwner={me.rights.sees !== 'own'}
              outdated={page.isPlaceholderData}
            />
          ) : (
            <Nothing untouched={untouched} mayCreate={me.rights.creates !== 'nothing'} clear={filters.clear} />
          )}
          <StatusAnnouncer deployments={page.data.items} />
          <Pager {...pageLinks(filters.pathname, filters.params, page.data.nextCursor)} />
        </>
      )}
    </>
  );
}

interface NothingProps {
  readonly untouched: boolean;
  readonly mayCreate: boolean;
  readonly clear: () => void;
}

function Nothing({ untouched, mayCreate, clear }: NothingProps) {
  const t = useTranslations('list');
  if (!untouched) {
    return (
      <EmptyState icon={SearchX} title={t('noResultsTitle')} action={<Button onClick={clear}>{t('clear')}</Button>}>
        {t('noResults')}
      </EmptyState>
    );
  }
  if (!mayCreate) {
    return (
      <EmptyState icon={Server} title={t('emptyTitle')}>
        {t('emptyLooking')}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={Server}
      title={t('emptyTitle')}
      action={
        <ButtonLink href="/templates" variant="primary">
          {t('create')}
        </ButtonLink>
      }
    >
      {t('empty')}
    </EmptyState>
  );
}
