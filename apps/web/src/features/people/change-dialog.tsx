'use client';
// Another name, role or team for a person. The form is loaded when it is first asked for.
import { useTranslations } from 'next-intl';
import { FormDialog } from '@/components/form-dialog.tsx';
import { partOnUse } from '@/components/on-use.ts';
import type { PersonDialogProps } from './person-actions.tsx';

const form = partOnUse(() => import('./change-form.tsx'));

export function ChangeDialog({ person, open, close }: PersonDialogProps) {
  const t = useTranslations('people.change');
  return (
    <FormDialog {...{ form, open, close }} title={t('title', { name: person.name })} description={t('description')}>
      {({ ChangeForm }) => <ChangeForm person={person} close={close} />}
    </FormDialog>
  );
}
