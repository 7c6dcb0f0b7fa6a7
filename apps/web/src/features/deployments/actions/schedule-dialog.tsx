'use client';
// When a VM is to start and stop by itself.
import { useTranslations } from 'next-intl';
import { FormDialog } from '@/components/form-dialog.tsx';
import { partOnUse } from '@/components/on-use.ts';
import type { ActionDialogProps } from './action-dialog.tsx';

const form = partOnUse(() => import('./schedule-form.tsx'));

export function ScheduleDialog({ deployment, ...dialog }: ActionDialogProps) {
  const t = useTranslations('schedule');
  return (
    <FormDialog
      {...{ form, ...dialog }}
      title={t('dialogTitle', { name: deployment.name })}
      description={t('description')}
    >
      {({ ScheduleForm }) => <ScheduleForm deployment={deployment} open={dialog.open} close={dialog.close} />}
    </FormDialog>
  );
}
