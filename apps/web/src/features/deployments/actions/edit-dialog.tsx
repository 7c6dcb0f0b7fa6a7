'use client';
// What people say of a VM that is there. The form is loaded when it is first asked for.
import { useTranslations } from 'next-intl';
import { Dialog } from '@/components/dialog.tsx';
import { partOnUse, usePartOnUse } from '@/components/on-use.ts';
import type { ActionDialogProps } from './action-dialog.tsx';

const form = partOnUse(() => import('./edit-form.tsx'));

export function EditDialog({ deployment, open, close, finalFocus }: ActionDialogProps) {
  const t = useTranslations('edit');
  const part = usePartOnUse(form, open, close);
  return (
    <Dialog
      open={open && part !== null}
      onOpenChange={(next) => next || close()}
      finalFocus={finalFocus}
      title={t('title', { name: deployment.name })}
      description={t('description')}
    >
      {part === null ? null : <part.EditForm deployment={deployment} close={close} />}
    </Dialog>
  );
}
