'use client';
// What is asked and done about requests for more than a limit.
import type { ListLimitRequests } from '@portal/types';
import { keepPreviousData } from '@tanstack/react-query';
import { api } from '@/trpc/api.ts';

/** Those that wait are seen by more people than are told of them. */
const waitingEveryMs = 30_000;

export const useRequests = (input: ListLimitRequests) =>
  api.requests.list.useQuery(input, {
    placeholderData: keepPreviousData,
    refetchInterval: input.open === true ? waitingEveryMs : false,
  });

/** The lists are asked for again, also where it was refused: somebody may have been faster. */
export const useRequestSenders = () => {
  const utils = api.useUtils();
  const { create, withdraw, approve, reject } = utils.client.requests;
  const done =
    <Input, Answer>(send: (input: Input) => Promise<Answer>) =>
    async (input: Input): Promise<Answer> => {
      try {
        return await send(input);
      } finally {
        void utils.requests.invalidate();
        void utils.limits.invalidate();
        void utils.audit.invalidate();
      }
    };
  return {
    create: done(create.mutate),
    withdraw: done(withdraw.mutate),
    approve: done(approve.mutate),
    reject: done(reject.mutate),
  };
};
