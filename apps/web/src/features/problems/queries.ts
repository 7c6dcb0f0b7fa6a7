'use client';
// What the administration asks and does about problems. That one was seen again is no event of the live feed, so the list
// is asked for again now and then.
import type { ListProblems } from '@portal/types';
import { keepPreviousData, useMutation } from '@tanstack/react-query';
import { useLeftOut } from '@/features/account/left-out.ts';
import { api } from '@/trpc/api.ts';
import { refetchMs } from '@/trpc/refetch-ms.ts';

export const useProblems = (input: ListProblems) =>
  api.problems.list.useQuery(input, { placeholderData: keepPreviousData, refetchInterval: refetchMs });

type Settling = 'acknowledge' | 'resume';

const useSettling = (action: Settling, onSuccess: () => void) => {
  const utils = api.useUtils();
  return {
    mutationFn: (input: { readonly id: string }) => utils.client.problems[action].mutate(input),
    onSuccess: () => {
      void utils.problems.invalidate();
      void utils.me.invalidate();
      onSuccess();
    },
  };
};

export const useResumeDeletions = (onSuccess: () => void) => useMutation(useSettling('resume', onSuccess));

interface Handlers {
  readonly onSuccess: () => void;
  readonly onError: (error: unknown) => void;
}

export const useAcknowledge = ({ onSuccess, onError }: Handlers) =>
  useMutation({ ...useSettling('acknowledge', onSuccess), onError });

/** What is kept on a page of its own, and waits for an administrator all the same. */
export interface ElsewhereRoom {
  readonly room: 'quarantine' | 'orphans';
  readonly count: number;
  /** There are more than were counted. */
  readonly more: boolean;
}

/** Empty of what their role does not let them see. */
export const useElsewhere = (): readonly ElsewhereRoom[] => {
  const leftOut = useLeftOut();
  const asking = (action: 'quarantine.list' | 'orphans.list') => ({
    refetchInterval: refetchMs,
    enabled: leftOut(action) === undefined,
  });
  const quarantine = api.quarantine.list.useQuery({}, asking('quarantine.list')).data;
  const orphans = api.orphans.list.useQuery(undefined, asking('orphans.list')).data;
  return [
    { room: 'quarantine', count: quarantine?.items.length ?? 0, more: quarantine?.nextCursor != null },
    { room: 'orphans', count: orphans?.items.length ?? 0, more: false },
  ];
};
