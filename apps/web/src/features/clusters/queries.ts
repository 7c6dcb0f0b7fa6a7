'use client';
// Queries about clusters. What was seen of them is no event of the live feed, so it is asked for again now and then.
import { api } from '@/trpc/api.ts';
import { refetchMs } from '@/trpc/refetch-ms.ts';

export const useClusters = () => {
  const [{ items }, query] = api.clusters.list.useSuspenseQuery(undefined, { refetchInterval: refetchMs });
  return { clusters: items, query };
};
