'use client';
// What is asked and done about one's messages. The live feed says when one has come.
import type { ChooseMails, ListMessages, ReadMessages } from '@portal/types';
import { keepPreviousData, useMutation } from '@tanstack/react-query';
import { api } from '@/trpc/api.ts';

export const useMessages = (input: ListMessages) =>
  api.me.messages.useQuery(input, { placeholderData: keepPreviousData });

export const useReading = (onError?: (error: unknown) => void) => {
  const utils = api.useUtils();
  return useMutation({
    mutationFn: (input: ReadMessages) => utils.client.me.readMessages.mutate(input),
    onSuccess: ({ unread }) => {
      utils.me.get.setData(undefined, (me) => me && { ...me, unreadMessages: unread });
      void utils.me.messages.invalidate();
    },
    ...(onError !== undefined && { onError }),
  });
};

export const useMailChoice = () => api.me.mailChoice.useQuery();

export const useChoosingMails = (onError: (error: unknown) => void) => {
  const utils = api.useUtils();
  return useMutation({
    // In the order of the clicks.
    scope: { id: 'mail-choice' },
    mutationFn: (chosen: ChooseMails) => utils.client.me.chooseMails.mutate(chosen),
    onSuccess: (choice) => utils.me.mailChoice.setData(undefined, choice),
    onError,
  });
};
