'use client';
// For whoever has lost their app: the password alone signs them in again. Asked back, for anybody can say that they are somebody.
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { Dialog } from '@/components/dialog.tsx';
import { useToasts } from '@/components/toaster.tsx';
import { AnswerButtons } from '@/features/forms/answer-buttons.tsx';
import type { PersonDialogProps } from './person-actions.tsx';
import { usePeopleSenders } from './queries.ts';

export function SecondFactorDialog({ person: { id, name }, open, close }: PersonDialogProps) {
  const t = useTranslations('people');
  const toasts = useToasts();
  const { removeSecondFactor } = usePeopleSenders();
  const removing = useMutation({
    mutationFn: () => removeSecondFactor(id),
    onSuccess: () => {
      close();
      toasts.accepted(t('secondFactor.done', { name }));
    },
  });
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => next || close()}
      title={t('secondFactor.title', { name })}
      description={t('secondFactor.description')}
    >
      <AnswerButtons
        sending={removing}
        keep={t('cancel')}
        close={close}
        submit={t('secondFactor.submit')}
        onSubmit={() => removing.mutate()}
      />
    </Dialog>
  );
}
