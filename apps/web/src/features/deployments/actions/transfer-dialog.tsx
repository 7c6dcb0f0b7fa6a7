'use client';
// A VM for somebody else: who, and what changes with it.
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { type SubmitEvent, useState } from 'react';
import { Button } from '@/components/button.tsx';
import { Dialog } from '@/components/dialog.tsx';
import { Refusal } from '@/components/notice.tsx';
import { ChooseColleague } from '@/features/colleagues/choose-colleague.tsx';
import { failureOf } from '@/trpc/failure.ts';
import { useSenders } from '../queries.ts';
import type { ActionDialogProps } from './action-dialog.tsx';
import { useFeedback } from './action-feedback.ts';

export function TransferDialog({ deployment, open, close, finalFocus }: ActionDialogProps) {
  const t = useTranslations('transfer');
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => next || close()}
      finalFocus={finalFocus}
      title={t('title', { name: deployment.name })}
      description={t('description', { owner: deployment.owner.name })}
    >
      <TransferForm deployment={deployment} open={open} close={close} />
    </Dialog>
  );
}

function TransferForm({ deployment, close }: ActionDialogProps) {
  const t = useTranslations('transfer');
  const errors = useTranslations('errors');
  const [to, setTo] = useState('');
  const { act } = useSenders();
  const { onSuccess } = useFeedback(deployment.name)('transfer');
  const transfer = useMutation({
    mutationFn: () => act('transfer', { id: deployment.id, to }),
    onSuccess: () => {
      close();
      onSuccess();
    },
  });
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (to !== '' && !transfer.isPending) transfer.mutate();
  };
  const choose = (id: string): void => {
    setTo(id);
    transfer.reset();
  };
  const refusal = transfer.error === null ? null : (failureOf(transfer.error).detail ?? errors('unanswered'));
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <ChooseColleague label={t('to')} nobody={t('choose')} chosen={to} choose={choose} except={deployment.owner.id} />
      <Refusal>{refusal}</Refusal>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={close}>{t('keep')}</Button>
        <Button type="submit" variant="primary" pending={transfer.isPending} disabled={to === ''}>
          {t('submit')}
        </Button>
      </div>
    </form>
  );
}
