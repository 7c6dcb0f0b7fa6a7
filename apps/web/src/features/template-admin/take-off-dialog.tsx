'use client';
// Taking a template off the offer: everybody will read the reason beside it.
import { type Template, templateReasonSchema } from '@portal/types';
import { useTranslations } from 'next-intl';
import { useRef } from 'react';
import { ReasonDialog } from '@/components/reason-dialog.tsx';
import { useToasts } from '@/components/toaster.tsx';
import { type TakeOff, useTemplateSenders } from './queries.ts';

interface TakeOffDialogProps {
  readonly template: Template;
  /** Null while it is closed. */
  readonly how: TakeOff | null;
  readonly onClose: () => void;
}

export function TakeOffDialog({ template: { id, name }, how, onClose }: TakeOffDialogProps) {
  const t = useTranslations('templateAdmin.reason');
  const toasts = useToasts();
  const { takeOff } = useTemplateSenders();
  // What it said stays on it while it fades out.
  const asked = useRef<TakeOff>('deprecate');
  asked.current = how ?? asked.current;
  const shown = asked.current;
  return (
    <ReasonDialog
      open={how !== null}
      words={{
        title: t(`title.${shown}`, { name }),
        description: t(`description.${shown}`),
        label: t('label'),
        hint: t('hint'),
        required: t('required'),
        cancel: t('cancel'),
        submit: t(`submit.${shown}`),
      }}
      dangerous={shown === 'disable'}
      schema={templateReasonSchema.shape.reason}
      send={(reason) => takeOff(shown, { id, reason })}
      onDone={() => toasts.accepted(t(`done.${shown}`, { name }))}
      onClose={onClose}
    />
  );
}
