'use client';
// Says what became of an action: accepted, refused in the server's words, or that nobody knows.
import type { DeploymentAction, OperationAction } from '@portal/types';
import { useTranslations } from 'next-intl';
import { useRef } from 'react';
import { useToasts } from '@/components/toaster.tsx';
import { failureOf } from '@/trpc/failure.ts';

const isUnanswered = (error: unknown): boolean => failureOf(error).detail === null;

type AnyAction = DeploymentAction | OperationAction;

export const useFeedback = (name: string) => {
  const t = useTranslations();
  const toasts = useToasts();
  return (action: AnyAction) => ({
    onSuccess: () => toasts.accepted(t(`actions.accepted.${action}`, { name })),
    onError: (error: unknown) => {
      if (isUnanswered(error)) toasts.refused(t('actions.unanswered.title', { name }), t('actions.unanswered.next'));
      else toasts.refused(t(`actions.refused.${action}`, { name }), failureOf(error).detail ?? undefined);
    },
  });
};

export interface AskingDialog {
  readonly open: boolean;
  readonly close: () => void;
}

/** For a dialog: it closes once there is an answer. Where there was none it stays for another try, and says so itself. */
export const useDialogFeedback = (action: AnyAction, name: string, dialog: AskingDialog) => {
  const { onSuccess, onError } = useFeedback(name)(action);
  const latest = useRef(dialog);
  latest.current = dialog;
  const closeIfOpen = (): void => {
    if (latest.current.open) latest.current.close();
  };
  return {
    onSuccess: () => {
      closeIfOpen();
      onSuccess();
    },
    onError: (error: unknown) => {
      if (latest.current.open && isUnanswered(error)) return;
      closeIfOpen();
      onError(error);
    },
  };
};

/** What the dialog that stayed says of its last try; null when there is nothing to say. */
export const useUnanswered = (error: unknown): string | null => {
  const t = useTranslations('actions.unanswered');
  return error !== null && isUnanswered(error) ? t('next') : null;
};
