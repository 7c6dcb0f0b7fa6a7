'use client';
// The dashboard's body: filters, the deployments that they select, and what to do when there is none.
import { CircleCheck, SearchX, Server } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import { Button, ButtonLink } from '@/components/button.tsx';
import { EmptyState } from '@/components/empty-state.tsx';
import { useKeptChoice } from '@/components/kept-choice.ts';
import { partOnUse, useLoadOnFirstSign, usePartOnUse } from '@/components/on-use.ts';
import { QueryFailure } from '@/components/query-failure.tsx';
import { RefetchBar } from '@/components/refetch-bar.tsx';
import { useMe } from '@/features/account/queries.ts';
import { useUrlFilters } from '@/features/paging/url-filters.ts';
import { actionDialog } from '../actions/use-actions.tsx';
import { StatusAnnouncer } from '../status-announcer.tsx';
import type { AskedOfMany } from './bulk-dialog.tsx';
import { columnsCookie, shownColumns } from './columns.ts';
import { DeploymentFilters } from './deployment-filters.tsx';
import { DeploymentTable } from './deployment-table.tsx';
import { ListEnd } from './list-end.tsx';
import { hasFilters, selectionOf, sortOf } from './list-search.ts';
import { ListSkeleton } from './list-skeleton.tsx';
import { ListToolbar } from './list-toolbar.tsx';
import { useListTotal } from './list-total.tsx';
import { useListedRows } from './listed-rows.ts';
import { useSelection } from './selection.ts';
import { ViewLinks } from './view-links.tsx';

const bulkDialog = partOnUse(() => import('./bulk-dialog.tsx'));

interface DeploymentListProps {
  /** The columns that this browser has chosen, as the request says. */
  readonly columns: string | undefined;
}

export function DeploymentList({ columns }: DeploymentListProps) {
  const t = useTranslations('list');
  const filters = useUrlFilters();
  const me = useMe();
  const { input, query, rows, isWhole, look } = useListedRows(filters.params);
  const outdated = query.isPlaceholderData;
  const selected = selectionOf(filters.params);
  const total = useListTotal({
    of: selected,
    rows: rows.length,
    isWhole: query.data === undefined || outdated ? undefined : isWhole,
  });
  const selection = useSelection(rows, JSON.stringify(input));
  const toolbar = useRef<HTMLDivElement>(null);
  const [asked, setAsked] = useState<AskedOfMany | null>(null);
  useLoadOnFirstSign(actionDialog, bulkDialog);
  const bulk = usePartOnUse(bulkDialog, asked !== null, () => setAsked(null));
  const shown = shownColumns(me, useKeptChoice(columnsCookie, columns));
  const untouched = !hasFilters(filters.params) && filters.params.size === 0;
  const isEmpty = query.data !== undefined && rows.length === 0;
  return (
    <>
      {isEmpty && untouched ? null : (
        <>
          <ViewLinks filters={filters} />
          <DeploymentFilters filters={filters} />
        </>
      )}
      <QueryFailure query={{ ...query, isError: query.isError && !query.isFetchNextPageError }} />
      {query.isPending ? <ListSkeleton label={t('loading')} /> : null}
      {query.data === undefined ? null : (
        <>
          <RefetchBar active={outdated} />
          {isEmpty ? (
            <Nothing
              {...{ untouched, clear: filters.clear }}
              needsNothing={selected.needs === 'me' && Object.keys(selected).length === 1}
              mayCreate={me.rights.creates !== 'nothing'}
            />
          ) : (
            <>
              <ListToolbar
                place={toolbar}
                {...{ selection, shown, total }}
                ask={(action) => setAsked({ action, vms: selection.chosen })}
              />
              <DeploymentTable
                {...{ rows, look, shown, selection, outdated }}
                count={total?.more === false ? total.count : undefined}
                sort={sortOf(filters.params)}
                onSort={(sort) => filters.set({ sort })}
              />
              <ListEnd query={query} />
            </>
          )}
          <StatusAnnouncer deployments={rows} />
        </>
      )}
      {asked === null || bulk === null ? null : (
        <bulk.BulkDialog
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

interface NothingProps {
  readonly untouched: boolean;
  /** It was asked what waits for somebody, and nothing besides. */
  readonly needsNothing: boolean;
  readonly mayCreate: boolean;
  readonly clear: () => void;
}

function Nothing({ untouched, needsNothing, mayCreate, clear }: NothingProps) {
  const t = useTranslations('list');
  if (needsNothing) {
    return (
      <EmptyState icon={CircleCheck} title={t('needsNothingTitle')}>
        {t('needsNothing')}
      </EmptyState>
    );
  }
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
