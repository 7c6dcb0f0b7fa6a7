'use client';
// What is done at once, without asking back, and said to be done or not.
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useToasts } from '@/components/toaster.tsx';
import { failureOf } from '@/trpc/failure.ts';

export const useAtOnce = (work: () => Promise<unknown>, words: { readonly done: string; readonly notDone: string }) => {
  const errors = useTranslations('errors');
  const toasts = useToasts();
  return useMutation({
    mutationFn: work,
    onSuccess: () => toasts.accepted(words.done),
    onError: (error) => toasts.refused(words.notDone, failureOf(error).detail ?? errors('unanswered')),
  });
};
