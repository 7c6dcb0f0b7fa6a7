'use client';
// An administrator's word on a quarantined VM, with the reason that goes on record.
import type { QuarantineAction, QuarantineItem } from '@portal/types';
import { useTranslations } from 'next-intl';
import { type RefObject, type SubmitEvent, useId, useRef, useState } from 'react';
import { Button } from '@/components/button.tsx';
import { Dialog } from '@/components/dialog.tsx';
import { Field } from '@/components/field.tsx';
import { TextArea } from '@/components/inputs.tsx';
import { useToasts } from '@/components/toaster.tsx';
import { failureOf } from '@/trpc/failure.ts';
import { useSettle } from './queries.ts';

interface SettleDialogProps {
  readonly item: QuarantineItem;
  /** Null while it is closed. */
  readonly action: QuarantineAction | null;
  readonly onClose: () => void;
}

export function SettleDialog({ item, action, onClose }: SettleDialogProps) {
  const t = useTranslations('quarantine.dialog');
  const input = useRef<HTMLTextAreaElement>(null);
  // What it said stays on it while it fades out.
  const last = useRef<QuarantineAction>('adopt');
  if (action !== null) last.current = action;
  return (
    <Dialog
      open={action !== null}
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={t(`title.${last.current}`, { name: item.name })}
      description={t(`description.${last.current}`)}
      initialFocus={input}
    >
      <SettleForm item={item} action={last.current} close={onClose} input={input} />
    </Dialog>
  );
}

interface SettleFormProps {
  readonly item: QuarantineItem;
  readonly action: QuarantineAction;
  readonly close: () => void;
  readonly input: RefObject<HTMLTextAreaElement | null>;
}

/** The longest reason that is taken. */
const reasonLength = 500;

/** Made anew each time the dialog opens, so that an earlier text is forgotten. */
function SettleForm({ item, action, close, input }: SettleFormProps) {
  const t = useTranslations();
  const id = useId();
  const toasts = useToasts();
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<string | undefined>();
  const settle = useSettle(action, {
    onSuccess: () => {
      close();
      toasts.accepted(t(`quarantine.dialog.accepted.${action}`, { name: item.name }));
    },
    onError: (error) => setProblem(failureOf(error).detail ?? t('errors.unreachable')),
  });
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (reason.trim() === '') {
      setProblem(t('quarantine.dialog.required'));
      input.current?.focus();
      return;
    }
    if (!settle.isPending) settle.mutate({ id: item.id, reason: reason.trim() });
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <Field id={id} label={t('quarantine.dialog.label')} hint={t('quarantine.dialog.hint')} error={problem}>
        {(attributes) => (
          <TextArea
            {...attributes}
            ref={input}
            rows={3}
            maxLength={reasonLength}
            value={reason}
            onChange={(event) => {
              setReason(event.target.value.replaceAll('\n', ' '));
              setProblem(undefined);
            }}
          />
        )}
      </Field>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={close}>{t('quarantine.dialog.cancel')}</Button>
        <Button type="submit" variant={action === 'destroy' ? 'danger' : 'primary'} pending={settle.isPending}>
          {t(`quarantine.actions.${action}`)}
        </Button>
      </div>
    </form>
  );
}
