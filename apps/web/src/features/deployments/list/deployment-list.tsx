'use client';
// The dashboard's body: filters, the page of deployments that they select, and what to do when there is none.
import type { Deployment } from '@portal/types';
import { SearchX, Server } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import { Button, ButtonLink } from '@/components/button.tsx';
import { EmptyState } from '@/components/empty-state.tsx';
import { useKeptChoice } from '@/components/kept-choice.ts';
import { Pager } from '@/components/pager.tsx';
import { QueryFailure } from '@/components/query-failure.tsx';
import { RefetchBar } from '@/components/refetch-bar.tsx';
import { useMe } from '@/features/account/queries.ts';
import { pageLinks } from '@/features/paging/cursor-trail.ts';
import { useUrlFilters } from '@/features/paging/url-filters.ts';
import { useCreations, useDeploymentPage } from '../queries.ts';
import { StatusAnnouncer } from '../status-announcer.tsx';
import { type AskedOfMany, BulkDialog } from './bulk-dialog.tsx';
import { columnsCookie, shownColumns } from './columns.ts';
import { DeploymentFilters } from './deployment-filters.tsx';
import { DeploymentTable } from './deployment-table.tsx';
import { hasFilters, listInput, selectionOf, showsCreations, sortOf } from './list-search.ts';
import { ListSkeleton } from './list-skeleton.tsx';
import { ListToolbar } from './list-toolbar.tsx';
import { useSelection } from './selection.ts';
import { ViewLinks } from './view-links.tsx';

interface DeploymentListProps {
  /** The columns that this browser has chosen, as the request says. */
  readonly columns: string | undefined;
}

export function DeploymentList({ columns }: DeploymentListProps) {
  const t = useTranslations('list');
  const filters = useUrlFilters();
  const me = useMe();
  const input = listInput(filters.params);
  const page = useDeploymentPage(input);
  const rows = useWithCreations(page.data?.items ?? [], showsCreations(filters.params));
  const selection = useSelection(rows, JSON.stringify(input));
  const toolbar = useRef<HTMLDivElement>(null);
  const [asked, setAsked] = useState<AskedOfMany | null>(null);
  const shown = shownColumns(me, useKeptChoice(columnsCookie, columns));
  const untouched = !hasFilters(filters.params) && filters.params.size === 0;
  const nothingYet = page.data?.items.length === 0 && untouched;
  const links = pageLinks(filters.pathname, filters.params, page.data?.nextCursor ?? null);
  return (
    <>
      {nothingYet ? null : (
        <>
          <ViewLinks filters={filters} />
          <DeploymentFilters filters={filters} />
        </>
      )}
      <QueryFailure query={page} />
      {page.isPending ? <ListSkeleton label={t('loading')} /> : null}
      {page.data === undefined ? null : (
        <>
          <RefetchBar active={page.isPlaceholderData} />
          {page.data.items.length > 0 ? (
            <>
              <ListToolbar
                place={toolbar}
                {...{ selection, shown }}
                ask={(action) => setAsked({ action, vms: selection.chosen })}
                total={{
                  of: selectionOf(filters.params),
                  page: page.isPlaceholderData ? undefined : page.data,
                  isFirst: links.previousHref === null,
                }}
              />
              <DeploymentTable
                deployments={rows}
                {...{ shown, selection }}
                sort={sortOf(filters.params)}
                onSort={(sort) => filters.set({ sort })}
                outdated={page.isPlaceholderData}
              />
            </>
          ) : (
            <Nothing untouched={untouched} mayCreate={me.rights.creates !== 'nothing'} clear={filters.clear} />
          )}
          <StatusAnnouncer deployments={page.data.items} />
          <Pager {...links} />
        </>
      )}
      {asked === null ? null : (
        <BulkDialog
          {...asked}
          fallback={toolbar}
          close={(isDone) => {
            setAsked(null);
            if (isDone) selection.clear();
          }}
        />
      )}
    </>
  );
}

/** The rows of a page, with one's own that are being made above all others. */
const useWithCreations = (items: readonly Deployment[], isWanted: boolean): readonly Deployment[] => {
  const creations = useCreations(isWanted);
  const first = isWanted ? creations : [];
  return [...first, ...items.filter(({ id }) => first.every((creation) => creation.id !== id))];
};

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
