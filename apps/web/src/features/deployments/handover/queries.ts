'use client';
// What is offered to whoever looks, and to whom a VM is offered. That its time is over is no event of the live feed: both are asked again then.
import { useTranslations } from 'next-intl';
import { api } from '@/trpc/api.ts';
import { failureOf } from '@/trpc/failure.ts';
import { refetchMs } from '@/trpc/refetch-ms.ts';

/** Of what is not there, never. */
const untilOver = (endsAt: string | undefined): number | false =>
  endsAt !== undefined && Math.max(Date.parse(endsAt) - Date.now(), refetchMs);

export const useHandovers = () =>
  api.handovers.list.useQuery(undefined, {
    refetchInterval: ({ state }) => untilOver(state.data?.items[0]?.endsAt),
  });

export const useHandover = (id: string) =>
  api.handovers.ofDeployment.useQuery({ id }, { refetchInterval: ({ state }) => untilOver(state.data?.open?.endsAt) });

/** What is said of a request that was refused, or that nobody answered; null without one. */
export const useRefusalText = (error: unknown): string | null => {
  const t = useTranslations('errors');
  return error === null ? null : (failureOf(error).detail ?? t('unanswered'));
};
