'use client';
// Queries about orphans. What was seen of a cluster is no event of the live feed, so it is asked for again now and then.
import type { OrphanList } from '@portal/types';
import { api } from '@/trpc/api.ts';
import { refetchMs } from '@/trpc/refetch-ms.ts';

export const useOrphans = (): OrphanList => {
  const [list] = api.orphans.list.useSuspenseQuery(undefined, { refetchInterval: refetchMs });
  return list;
};
