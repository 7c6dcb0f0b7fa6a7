'use client';
// Queries about orphans. What was seen of a cluster is no event of the live feed, so it is asked for again now and then.
import { api } from '@/trpc/api.ts';
import { refetchMs } from '@/trpc/refetch-ms.ts';

export const useOrphans = () => {
  const [orphans, query] = api.orphans.list.useSuspenseQuery(undefined, { refetchInterval: refetchMs });
  return { orphans, query };
};
