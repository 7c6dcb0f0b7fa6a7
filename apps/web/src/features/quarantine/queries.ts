'use client';
// What the administration asks and does about quarantined VMs. What the cluster shows is no event of the live feed, so it
// is asked for again now and then.
import type { Deployment, ListQuarantine, QuarantineAction } from '@portal/types';
import { keepPreviousData, useMutation } from '@tanstack/react-query';
import { api } from '@/trpc/api.ts';
import { refetchMs } from '@/trpc/refetch-ms.ts';

export const useQuarantine = (input: ListQuarantine) =>
  api.quarantine.list.useQuery(input, { placeholderData: keepPreviousData, refetchInterval: refetchMs });

export const useSettle = (action: QuarantineAction, onSettled: (deployment: Deployment) => void) => {
  const utils = api.useUtils();
  return useMutation({
    mutationFn: (input: { readonly id: string; readonly reason: string }) =>
      utils.client.quarantine[action].mutate(input),
    onSuccess: (deployment) => {
      void utils.invalidate();
      onSettled(deployment);
    },
  });
};
