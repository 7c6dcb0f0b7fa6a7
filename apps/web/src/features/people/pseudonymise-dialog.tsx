'use client';
// Asks once more before it is forgotten for good who somebody was.
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { Button } from '@/components/button.tsx';
import { Dialog } from '@/components/dialog.tsx';
import { Refusal } from '@/components/notice.tsx';
import { useToasts } from '@/components/toaster.tsx';
import { failureOf } from '@/trpc/failure.ts';
import type { PersonDialogProps } from './person-actions.tsx';
import { usePeopleSenders } from './queries.ts';

export function PseudonymiseDialog({ person: { id, name }, open, close }: PersonDialogProps) {
  const t = useTranslations('people.pseudonymise');
  const errors = useTranslations('errors');
  const toasts = useToasts();
  const { pseudonymise } = usePeopleSenders();
  const run = useMutation({
    mutationFn: () => pseudonymise(id),
    onSuccess: (person) => {
      close();
      toasts.accepted(t('done', { name: person.name }));
    },
  });
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => next || close()}
      title={t('title', { name })}
      description={t('description')}
    >
      <div className="flex flex-col gap-4">
        <Refusal>{run.error === null ? null : (failureOf(run.error).detail ?? errors('unanswered'))}</Refusal>
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={close}>{t('keep')}</Button>
          <Button variant="danger" pending={run.isPending} onClick={() => run.mutate()}>
            {t('submit')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
