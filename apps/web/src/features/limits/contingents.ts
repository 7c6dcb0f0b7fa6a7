'use client';
// What all VMs of a template and on its cluster may hold together. Others take of it too, and none of the live feed of whoever looks, so it is
// asked for again now and then.
import type { LimitReport } from '@portal/types';
import { useLeftOut } from '@/features/account/left-out.ts';
import { api } from '@/trpc/api.ts';
import { refetchMs } from '@/trpc/refetch-ms.ts';

const none: readonly LimitReport[] = [];

/** Empty until they are there. */
export const useContingents = (templateId: string): readonly LimitReport[] => {
  const enabled = useLeftOut()('limits.ofTemplate') === undefined;
  const { data } = api.limits.ofTemplate.useQuery({ id: templateId }, { enabled, refetchInterval: refetchMs });
  return data?.items ?? none;
};
