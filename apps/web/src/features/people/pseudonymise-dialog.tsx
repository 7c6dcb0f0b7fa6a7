'use client';
// Asks once more before it is forgotten for good who somebody was.
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { Dialog } from '@/components/dialog.tsx';
import { useToasts } from '@/components/toaster.tsx';
import { AnswerButtons } from '@/features/forms/answer-buttons.tsx';
import type { PersonDialogProps } from './person-actions.tsx';
import { usePeopleSenders } from './queries.ts';

export function PseudonymiseDialog({ person: { id, name }, open, close }: PersonDialogProps) {
  const t = useTranslations('people.pseudonymise');
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
      <AnswerButtons sending={run} keep={t('keep')} close={close} submit={t('submit')} onSubmit={() => run.mutate()} />
    </Dialog>
  );
}
