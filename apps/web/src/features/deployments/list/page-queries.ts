'use client';
// The list as one that goes on, page after page. When something changes, those pages are asked again that are in view; of the others it is
// noted that they may be behind, and they are asked again once somebody comes to them. However many are loaded, a change costs the same.
import type { DeploymentPage, ListDeployments } from '@portal/types';
import { type InfiniteData, keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getQueryKey } from '@trpc/react-query';
import { api } from '@/trpc/api.ts';
import { structuralSharing, whileQueued } from '../queries.ts';

/** The first one is rendered by the server, and is as long as its input says. */
const laterPageSize = 100;

export interface LoadedPage extends DeploymentPage {
  readonly isBehind?: boolean;
}

/** Which page it is, and after what it begins; null for the first. */
type Place = { readonly at: number; readonly cursor: string } | null;

export type LoadedPages = InfiniteData<LoadedPage, Place>;

export const useDeploymentPages = (filter: ListDeployments, isInView: (at: number) => boolean) => {
  const { client } = api.useUtils();
  const queryKey = getQueryKey(api.deployments.list, filter, 'infinite');
  return useInfiniteQuery({
    queryKey,
    queryFn: async ({ client: cache, pageParam, signal }): Promise<LoadedPage> => {
      const at = pageParam?.at ?? 0;
      const known = cache.getQueryData<LoadedPages>(queryKey)?.pages[at];
      if (known !== undefined && !isInView(at)) return { ...known, isBehind: true };
      const page = pageParam === null ? filter : { ...filter, cursor: pageParam.cursor, limit: laterPageSize };
      return client.deployments.list.query(page, { signal });
    },
    initialPageParam: null as Place,
    getNextPageParam: ({ nextCursor }, pages): Place =>
      nextCursor === null ? null : { at: pages.length, cursor: nextCursor },
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => whileQueued(state.data?.pages.flatMap(({ items }) => items) ?? []),
    structuralSharing,
  });
};
