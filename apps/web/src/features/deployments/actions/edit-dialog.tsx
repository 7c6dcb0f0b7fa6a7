'use client';
// What people say of a VM that is there.
import { useTranslations } from 'next-intl';
import { FormDialog } from '@/components/form-dialog.tsx';
import { partOnUse } from '@/components/on-use.ts';
import type { ActionDialogProps } from './action-dialog.tsx';

const form = partOnUse(() => import('./edit-form.tsx'));

export function EditDialog({ deployment, ...dialog }: ActionDialogProps) {
  const t = useTranslations('edit');
  return (
    <FormDialog {...{ form, ...dialog }} title={t('title', { name: deployment.name })} description={t('description')}>
      {({ EditForm }) => <EditForm deployment={deployment} close={dialog.close} />}
    </FormDialog>
  );
}
