'use client';
// Another size for a VM that is there, and what of it waits for a restart.
import { useTranslations } from 'next-intl';
import { FormDialog } from '@/components/form-dialog.tsx';
import { partOnUse } from '@/components/on-use.ts';
import type { ActionDialogProps } from './action-dialog.tsx';

const form = partOnUse(() => import('./resize-form.tsx'));

export function ResizeDialog({ deployment, ...dialog }: ActionDialogProps) {
  const t = useTranslations('resize');
  const { open, close } = dialog;
  return (
    <FormDialog
      {...{ form, ...dialog }}
      title={t('title', { name: deployment.name })}
      description={
        <div className="flex flex-col gap-2">
          <p>{t('disk')}</p>
          <p>{t(deployment.status === 'stopped' ? 'whenOff' : 'whenOn')}</p>
        </div>
      }
    >
      {({ ResizeForm }) => <ResizeForm {...{ deployment, open, close }} />}
    </FormDialog>
  );
}
