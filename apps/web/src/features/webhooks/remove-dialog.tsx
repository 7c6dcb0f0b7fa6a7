'use client';
// Asks once more before a webhook is removed: what waits for it is not sent any more.
import type { Webhook } from '@portal/types';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import type { RefObject } from 'react';
import { Dialog } from '@/components/dialog.tsx';
import { useToasts } from '@/components/toaster.tsx';
import { AnswerButtons } from '@/features/forms/answer-buttons.tsx';
import { useWebhookSenders } from './queries.ts';

interface RemoveDialogProps {
  readonly webhook: Webhook;
  /** Has the focus afterwards: the button that asked is gone then. */
  readonly place: RefObject<HTMLElement | null>;
  readonly open: boolean;
  readonly close: () => void;
}

export function RemoveDialog({ webhook: { id, name }, place, open, close }: RemoveDialogProps) {
  const t = useTranslations('webhooks');
  const toasts = useToasts();
  const { remove } = useWebhookSenders();
  const run = useMutation({
    mutationFn: () => remove(id),
    onSuccess: () => {
      close();
      toasts.accepted(t('removed', { name }));
    },
  });
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => next || close()}
      title={t('removeTitle', { name })}
      description={t('removeLoss')}
      finalFocus={() => (run.isSuccess && place.current) || true}
    >
      <AnswerButtons
        sending={run}
        keep={t('cancel')}
        close={close}
        submit={t('remove')}
        onSubmit={() => run.mutate()}
      />
    </Dialog>
  );
}
