'use client';
// How teams and clusters fare. It changes slowly, and with everything: it is asked for again each minute.
import { api } from '@/trpc/api.ts';

const refetchMs = 60_000;

export const useOverview = () => {
  const [overview, query] = api.overview.read.useSuspenseQuery(undefined, { refetchInterval: refetchMs });
  return { overview, query };
};
