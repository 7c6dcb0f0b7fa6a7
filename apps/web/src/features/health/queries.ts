'use client';
// Whether everything is well: no event of the live feed tells it, so it is asked for again now and then.
import { api } from '@/trpc/api.ts';
import { refetchMs } from '@/trpc/refetch-ms.ts';

export const useHealth = () => {
  const [health, query] = api.health.read.useSuspenseQuery(undefined, { refetchInterval: refetchMs });
  return { health, query };
};
