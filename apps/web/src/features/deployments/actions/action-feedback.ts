'use client';
// Says what became of an action: accepted, refused in the server's words, or that nobody knows.
import type { Deployment, DeploymentAction } from '@portal/types';
import { useTranslations } from 'next-intl';
import { useToasts } from '@/components/toaster.tsx';
import { failureOf } from '@/trpc/failure.ts';

export const useActionFeedback = (action: DeploymentAction, name: string) => {
  const t = useTranslations();
  const toasts = useToasts();
  return {
    onSuccess: (deployment: Deployment) => toasts.accepted(t(`actions.accepted.${action}`, { name: deployment.name })),
    onError: (error: unknown) => {
      const { detail } = failureOf(error);
      if (detail === null) toasts.refused(t('actions.unanswered.title', { name }), t('actions.unanswered.next'));
      else toasts.refused(t(`actions.refused.${action}`, { name }), detail);
    },
  };
};
