'use client';
// Deleting is for good: the name has to be typed.
import type { Deployment } from '@portal/types';
import { useTranslations } from 'next-intl';
import { type SubmitEvent, useId, useRef, useState } from 'react';
import { Button } from '@/components/button.tsx';
import { Dialog, type FinalFocus } from '@/components/dialog.tsx';
import { Field } from '@/components/field.tsx';
import { TextInput } from '@/components/inputs.tsx';
import { useSimpleAction } from '../queries.ts';
import { useActionFeedback } from './action-feedback.ts';

interface DeleteDialogProps {
  readonly deployment: Deployment;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly finalFocus?: FinalFocus | undefined;
}

export function DeleteDialog({ deployment, open, onOpenChange, finalFocus }: DeleteDialogProps) {
  const t = useTranslations('deleteDialog');
  const input = useRef<HTMLInputElement>(null);
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      finalFocus={finalFocus}
      title={t('title', { name: deployment.name })}
      description={t('description')}
      initialFocus={input}
    >
      <DeleteForm deployment={deployment} close={() => onOpenChange(false)} input={input} />
    </Dialog>
  );
}

interface DeleteFormProps {
  readonly deployment: Deployment;
  readonly close: () => void;
  readonly input: React.RefObject<HTMLInputElement | null>;
}

/** Made anew each time the dialog opens, so that an earlier typing is forgotten. */
function DeleteForm({ deployment, close, input }: DeleteFormProps) {
  const t = useTranslations('deleteDialog');
  const id = useId();
  const [typed, setTyped] = useState('');
  const [mismatch, setMismatch] = useState(false);
  const feedback = useActionFeedback('delete', deployment.name);
  const action = useSimpleAction('delete', {
    onSuccess: (answer) => {
      close();
      feedback.onSuccess(answer);
    },
    onError: (error) => {
      close();
      feedback.onError(error);
    },
  });

  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (typed.trim() !== deployment.name) {
      setMismatch(true);
      input.current?.focus();
      return;
    }
    if (!action.isPending) action.mutate(deployment.id);
  };

  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <Field
        id={id}
        label={t.rich('label', {
          name: deployment.name,
          code: (chunks) => <code className="font-mono break-all">{chunks}</code>,
        })}
        error={mismatch ? t('mismatch') : undefined}
      >
        {(attributes) => (
          <TextInput
            {...attributes}
            ref={input}
            value={typed}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => {
              setTyped(event.target.value);
              setMismatch(false);
            }}
          />
        )}
      </Field>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={close}>{t('keep')}</Button>
        <Button type="submit" variant="danger" pending={action.isPending}>
          {t('submit')}
        </Button>
      </div>
    </form>
  );
}
