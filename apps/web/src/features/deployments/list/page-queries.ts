'use client';
// The list as one that goes on, page after page. When something changes, those pages are asked again that are in view; of the others it is
// noted that they may be behind, and they are asked again once somebody comes to them. However many are loaded, a change costs the same.
import type { Deployment, DeploymentPage, ListDeployments } from '@portal/types';
import { type InfiniteData, keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getQueryKey } from '@trpc/react-query';
import { useRef } from 'react';
import { api } from '@/trpc/api.ts';
import { structuralSharing, whileQueued } from '../queries.ts';

/** The first one is rendered by the server, and is as long as its input says. */
const laterPageSize = 100;

export interface LoadedPage extends DeploymentPage {
  readonly isBehind?: boolean;
}

/** Which page it is, and after what it begins; null for the first. */
type Place = { readonly at: number; readonly cursor: string; readonly before: LoadedPage } | null;

export type LoadedPages = InfiniteData<LoadedPage, Place>;

/** Rows of the page before that new ones have pushed beyond its end: none where it now reaches into this page. */
const pushedOut = (page: LoadedPage, before: LoadedPage, beforeNow: LoadedPage): readonly Deployment[] => {
  const last = beforeNow.items.at(-1)?.id;
  if (page.items.some(({ id }) => id === last)) return [];
  const kept = new Set(beforeNow.items.map(({ id }) => id));
  return before.items.filter(({ id }) => !kept.has(id));
};

/** A loaded page that is not asked again. What was pushed out of the one before stands here until it is: it would be nowhere else. */
const unasked = (page: LoadedPage, { pages, pageParams }: LoadedPages, place: Place, isChange: boolean): LoadedPage => {
  const before = place === null ? undefined : pages[place.at - 1];
  if (place === null || before === undefined || place.cursor === pageParams[place.at]?.cursor) {
    return isChange ? { ...page, isBehind: true } : page;
  }
  return { ...page, items: [...pushedOut(page, before, place.before), ...page.items], isBehind: true };
};

export const useDeploymentPages = (filter: ListDeployments, isInView: (at: number) => boolean) => {
  const { client } = api.useUtils();
  const queryKey = getQueryKey(api.deployments.list, filter, 'infinite');
  const isChange = useRef(false);
  return useInfiniteQuery({
    queryKey,
    queryFn: async ({ client: cache, pageParam, signal }): Promise<LoadedPage> => {
      const at = pageParam?.at ?? 0;
      // As it was when the first page was asked: an answer that is stored meanwhile takes the mark away.
      if (at === 0) isChange.current = cache.getQueryState(queryKey)?.isInvalidated === true;
      const loaded = cache.getQueryData<LoadedPages>(queryKey);
      const known = loaded?.pages[at];
      if (loaded && known && !isInView(at)) return unasked(known, loaded, pageParam, isChange.current);
      const page = pageParam === null ? filter : { ...filter, cursor: pageParam.cursor, limit: laterPageSize };
      return client.deployments.list.query(page, { signal });
    },
    initialPageParam: null as Place,
    getNextPageParam: (before, pages): Place =>
      before.nextCursor === null ? null : { at: pages.length, cursor: before.nextCursor, before },
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => whileQueued(state.data?.pages.flatMap(({ items }) => items) ?? []),
    structuralSharing,
  });
};
