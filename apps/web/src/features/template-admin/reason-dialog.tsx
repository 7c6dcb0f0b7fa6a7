'use client';
// Taking a template off the offer: everybody will read the reason beside it.
import { type Template, templateReasonSchema } from '@portal/types';
import { useTranslations } from 'next-intl';
import { type RefObject, useRef } from 'react';
import { Dialog } from '@/components/dialog.tsx';
import { ReasonForm } from '@/components/reason-form.tsx';
import { useToasts } from '@/components/toaster.tsx';
import { useTakeOff } from './queries.ts';

type How = 'deprecate' | 'disable';

interface ReasonDialogProps {
  readonly template: Template;
  /** Null while it is closed. */
  readonly how: How | null;
  readonly onClose: () => void;
}

export function ReasonDialog({ template, how, onClose }: ReasonDialogProps) {
  const t = useTranslations('templateAdmin.reason');
  const input = useRef<HTMLTextAreaElement>(null);
  // What it said stays on it while it fades out.
  const last = useRef<How>('deprecate');
  if (how !== null) last.current = how;
  return (
    <Dialog
      open={how !== null}
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={t(`title.${last.current}`, { name: template.name })}
      description={t(`description.${last.current}`)}
      initialFocus={input}
    >
      <TakeOffForm template={template} how={last.current} close={onClose} input={input} />
    </Dialog>
  );
}

interface TakeOffFormProps {
  readonly template: Template;
  readonly how: How;
  readonly close: () => void;
  readonly input: RefObject<HTMLTextAreaElement | null>;
}

function TakeOffForm({ template, how, close, input }: TakeOffFormProps) {
  const t = useTranslations('templateAdmin.reason');
  const errors = useTranslations('errors');
  const toasts = useToasts();
  const takeOff = useTakeOff(how, () => {
    close();
    toasts.accepted(t(`done.${how}`, { name: template.name }));
  });
  return (
    <ReasonForm
      words={{
        label: t('label'),
        hint: t('hint'),
        required: t('required'),
        unreachable: errors('unanswered'),
        cancel: t('cancel'),
        submit: t(`submit.${how}`),
      }}
      dangerous={how === 'disable'}
      schema={templateReasonSchema.shape.reason}
      input={input}
      sending={takeOff}
      onReason={(reason) => takeOff.mutate({ id: template.id, reason })}
      onCancel={close}
    />
  );
}
