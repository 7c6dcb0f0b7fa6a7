'use client';
// Another size for a VM that is there, and what of it waits for a restart. The form is loaded when it is first asked for.
import { useTranslations } from 'next-intl';
import { Dialog } from '@/components/dialog.tsx';
import { partOnUse, usePartOnUse } from '@/components/on-use.ts';
import type { ActionDialogProps } from './action-dialog.tsx';

const form = partOnUse(() => import('./resize-form.tsx'));

export function ResizeDialog({ deployment, open, close, finalFocus }: ActionDialogProps) {
  const t = useTranslations('resize');
  const part = usePartOnUse(form, open, close);
  const isOff = deployment.status === 'stopped';
  return (
    <Dialog
      open={open && part !== null}
      onOpenChange={(next) => next || close()}
      finalFocus={finalFocus}
      title={t('title', { name: deployment.name })}
      description={
        <div className="flex flex-col gap-2">
          <p>{t('disk')}</p>
          <p>{t(isOff ? 'whenOff' : 'whenOn')}</p>
        </div>
      }
    >
      {part === null ? null : <part.ResizeForm deployment={deployment} open={open} close={close} />}
    </Dialog>
  );
}
