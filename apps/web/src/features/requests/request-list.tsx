'use client';
// Requests for more than a limit: those that wait, those that were decided, and one's own.
import { HandHelping } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useRef } from 'react';
import { EmptyState } from '@/components/empty-state.tsx';
import { Pager } from '@/components/pager.tsx';
import { QueryFailure } from '@/components/query-failure.tsx';
import { Skeleton } from '@/components/skeleton.tsx';
import { TabLinks } from '@/components/tab-links.tsx';
import { useMe } from '@/features/account/queries.ts';
import { pageLinks } from '@/features/paging/cursor-trail.ts';
import { useUrlFilters } from '@/features/paging/url-filters.ts';
import { useRequests } from './queries.ts';
import { RequestItem } from './request-item.tsx';
import { type RequestTab, requestsInput, requestTabs, seesOthers, shownTab, tabHref } from './requests-search.ts';

export function RequestList() {
  const t = useTranslations('requests');
  const { rights } = useMe();
  const { pathname, params } = useUrlFilters();
  const tab = shownTab(rights, params);
  const page = useRequests(requestsInput(rights, params));
  const place = useRef<HTMLDivElement>(null);
  return (
    <>
      {seesOthers(rights) ? <Tabs shown={tab} /> : null}
      <QueryFailure query={page} />
      <div ref={place} tabIndex={-1}>
        {page.isPending ? <Skeleton className="h-96 w-full" /> : null}
        {page.data?.items.length === 0 ? (
          <EmptyState icon={HandHelping} title={t('emptyTitle')}>
            {t(`empty.${tab}`)}
          </EmptyState>
        ) : null}
        {page.data === undefined || page.data.items.length === 0 ? null : (
          <ul aria-label={t('title')} className="flex max-w-3xl flex-col gap-3">
            {page.data.items.map((request) => (
              <RequestItem key={request.id} request={request} place={place} />
            ))}
          </ul>
        )}
      </div>
      {page.data === undefined ? null : <Pager {...pageLinks(pathname, params, page.data.nextCursor)} />}
    </>
  );
}

function Tabs({ shown }: { readonly shown: RequestTab }) {
  const t = useTranslations('requests.tabs');
  const tabs = requestTabs.map((tab) => ({ key: tab, href: tabHref(tab), text: t(tab), current: tab === shown }));
  return <TabLinks label={t('label')} tabs={tabs} />;
}
