'use client';
// Taking a template off the offer: everybody will read the reason beside it.
import type { Template } from '@portal/types';
import { useTranslations } from 'next-intl';
import { type SubmitEvent, useId, useRef, useState } from 'react';
import { Button } from '@/components/button.tsx';
import { Dialog } from '@/components/dialog.tsx';
import { Field } from '@/components/field.tsx';
import { TextArea } from '@/components/inputs.tsx';
import { useToasts } from '@/components/toaster.tsx';
import { failureOf } from '@/trpc/failure.ts';
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
      <ReasonForm template={template} how={last.current} close={onClose} input={input} />
    </Dialog>
  );
}

interface ReasonFormProps {
  readonly template: Template;
  readonly how: How;
  readonly close: () => void;
  readonly input: React.RefObject<HTMLTextAreaElement | null>;
}

/** Made anew each time the dialog opens, so that an earlier text is forgotten. */
function ReasonForm({ template, how, close, input }: ReasonFormProps) {
  const t = useTranslations('templateAdmin.reason');
  const id = useId();
  const toasts = useToasts();
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<string | undefined>();
  const takeOff = useTakeOff(how, {
    onSuccess: () => {
      close();
      toasts.accepted(t(`done.${how}`, { name: template.name }));
    },
    onError: (error) => setProblem(failureOf(error).detail ?? t('unreachable')),
  });
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (reason.trim() === '') {
      setProblem(t('required'));
      input.current?.focus();
      return;
    }
    if (!takeOff.isPending) takeOff.mutate({ id: template.id, reason: reason.trim() });
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <Field id={id} label={t('label')} hint={t('hint')} error={problem}>
        {(attributes) => (
          <TextArea
            {...attributes}
            ref={input}
            rows={3}
            maxLength={300}
            value={reason}
            onChange={(event) => {
              setReason(event.target.value.replaceAll('\n', ' '));
              setProblem(undefined);
            }}
          />
        )}
      </Field>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={close}>{t('cancel')}</Button>
        <Button type="submit" variant={how === 'disable' ? 'danger' : 'primary'} pending={takeOff.isPending}>
          {t(`submit.${how}`)}
        </Button>
      </div>
    </form>
  );
}
