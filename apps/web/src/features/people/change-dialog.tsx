'use client';
// Another name, role or team for a person. The form is loaded when it is first asked for.
import { useTranslations } from 'next-intl';
import { Dialog } from '@/components/dialog.tsx';
import { partOnUse, usePartOnUse } from '@/components/on-use.ts';
import type { PersonDialogProps } from './person-actions.tsx';

const form = partOnUse(() => import('./change-form.tsx'));

export function ChangeDialog({ person, open, close }: PersonDialogProps) {
  const t = useTranslations('people.change');
  const part = usePartOnUse(form, open, close);
  return (
    <Dialog
      open={open && part !== null}
      onOpenChange={(next) => next || close()}
      title={t('title', { name: person.name })}
      description={t('description')}
    >
      {part === null ? null : <part.ChangeForm person={person} close={close} />}
    </Dialog>
  );
}
