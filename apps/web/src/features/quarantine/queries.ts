'use client';
// What the administration asks and does about quarantined VMs. What the cluster shows is no event of the live feed, so it
// is asked for again now and then.
import type { ListQuarantine, QuarantineAction, SettleQuarantine } from '@portal/types';
import { keepPreviousData } from '@tanstack/react-query';
import { api } from '@/trpc/api.ts';
import { refetchMs } from '@/trpc/refetch-ms.ts';

export const useQuarantine = (input: ListQuarantine) =>
  api.quarantine.list.useQuery(input, { placeholderData: keepPreviousData, refetchInterval: refetchMs });

/** Of an administrator's word everything may be different afterwards. */
export const useSettle = () => {
  const utils = api.useUtils();
  return async (action: QuarantineAction, input: SettleQuarantine): Promise<void> => {
    await utils.client.quarantine[action].mutate(input);
    void utils.invalidate();
  };
};
