'use client';
// For whoever has lost their app: the password alone signs them in again. Asked back, for anybody can say that they are somebody.
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { Button } from '@/components/button.tsx';
import { Dialog } from '@/components/dialog.tsx';
import { Refusal } from '@/components/notice.tsx';
import { useToasts } from '@/components/toaster.tsx';
import { failureOf } from '@/trpc/failure.ts';
import type { PersonDialogProps } from './person-actions.tsx';
import { usePeopleSenders } from './queries.ts';

export function SecondFactorDialog({ person: { id, name }, open, close }: PersonDialogProps) {
  const t = useTranslations('people');
  const errors = useTranslations('errors');
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
      <div className="flex flex-col gap-4">
        <Refusal>{removing.error === null ? null : (failureOf(removing.error).detail ?? errors('unanswered'))}</Refusal>
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={close}>{t('cancel')}</Button>
          <Button variant="danger" pending={removing.isPending} onClick={() => removing.mutate()}>
            {t('secondFactor.submit')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
