'use client';
// Queries about clusters. What was seen of them is no event of the live feed, so it is asked for again now and then.
import type { Cluster } from '@portal/types';
import { api } from '@/trpc/api.ts';
import { refetchMs } from '@/trpc/refetch-ms.ts';

export const useClusters = (): readonly Cluster[] => {
  const [list] = api.clusters.list.useSuspenseQuery(undefined, { refetchInterval: refetchMs });
  return list.items;
};
