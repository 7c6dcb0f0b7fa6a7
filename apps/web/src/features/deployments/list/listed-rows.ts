'use client';
// The rows of the list, as far as they are loaded, and more of them as one comes near their end.
import type { Deployment } from '@portal/types';
import { useMemo, useRef } from 'react';
import { useCreations } from '../queries.ts';
import { listInput, showsCreations } from './list-search.ts';
import { type LoadedPage, useDeploymentPages } from './page-queries.ts';

/** So many before the last one the next page is asked for. */
const rowsAhead = 30;

const noPages: readonly LoadedPage[] = [];

/** Each once: what changes its place may be in two pages until both are asked again. One's own that are being made stand above all others. */
const rowsOf = (pages: readonly LoadedPage[], creations: readonly Deployment[]) => {
  const pageOf = new Map(creations.map(({ id }) => [id, 0]));
  const rows = [...creations];
  for (const [at, { items }] of pages.entries()) {
    for (const deployment of items) {
      if (pageOf.has(deployment.id)) continue;
      pageOf.set(deployment.id, at);
      rows.push(deployment);
    }
  }
  return { rows, pageOf };
};

export const useListedRows = (params: URLSearchParams) => {
  const input = listInput(params);
  const inView = useRef({ first: 0, last: 0 });
  const query = useDeploymentPages(input, (at) => at >= inView.current.first && at <= inView.current.last);
  const creations = useCreations(showsCreations(params));
  const pages = query.data?.pages ?? noPages;
  const { rows, pageOf } = useMemo(() => rowsOf(pages, creations), [pages, creations]);
  const pageAt = (row: number): number => pageOf.get(rows[row]?.id ?? '') ?? 0;
  return {
    input,
    query,
    rows,
    /** No page is to come, and none may be behind. */
    isWhole: !query.hasNextPage && !pages.some(({ isBehind }) => isBehind),
    /** Told of the rows that are in view. */
    look: (first: number, last: number): void => {
      inView.current = { first: pageAt(first), last: pageAt(last) };
      if (query.isFetching || query.isError) return;
      if (pages.slice(inView.current.first, inView.current.last + 1).some(({ isBehind }) => isBehind)) {
        void query.refetch();
      } else if (query.hasNextPage && last >= rows.length - rowsAhead) {
        void query.fetchNextPage();
      }
    },
  };
};
