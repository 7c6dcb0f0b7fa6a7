'use client';
// The one dialog of every action that hurts: what is lost, whose VM it is where it is somebody else's, and the answer, of which the
// way out comes first. For what cannot be undone the VM's name has to be typed.
import type { Deployment, DeploymentAction, OperationAction } from '@portal/types';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { type ReactNode, type RefObject, type SubmitEvent, useId, useRef, useState } from 'react';
import { Button } from '@/components/button.tsx';
import { Dialog, type FinalFocus } from '@/components/dialog.tsx';
import { Field } from '@/components/field.tsx';
import { TextInput } from '@/components/inputs.tsx';
import { Refusal } from '@/components/notice.tsx';
import { useMe } from '@/features/account/queries.ts';
import { type AskingDialog, useDialogFeedback, useUnanswered } from './action-feedback.ts';

interface Question extends AskingDialog {
  readonly deployment: Deployment;
  readonly action: DeploymentAction | OperationAction;
  /** The word on its button. */
  readonly submit: string;
  readonly send: () => Promise<unknown>;
  /** Nothing brings it back. */
  readonly isForGood?: boolean;
}

interface QuestionDialogProps extends Question {
  readonly title: string;
  readonly loss: ReactNode;
  readonly finalFocus?: FinalFocus | undefined;
}

export function QuestionDialog({ title, loss, finalFocus, ...question }: QuestionDialogProps) {
  const { deployment, open, close, isForGood = false } = question;
  const input = useRef<HTMLInputElement>(null);
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => next || close()}
      title={title}
      description={
        <div className="flex flex-col gap-2">
          <Owner {...deployment} />
          {loss}
        </div>
      }
      {...(isForGood && { initialFocus: input })}
      finalFocus={finalFocus}
    >
      <Answer {...question} input={input} />
    </Dialog>
  );
}

function Owner({ owner }: Pick<Deployment, 'owner'>) {
  const t = useTranslations('confirm');
  if (owner.id === useMe().principal.userId) return null;
  return <p className="font-medium text-warn-ink wrap-break-word">{t('owner', owner)}</p>;
}

interface AnswerProps extends Question {
  readonly input: RefObject<HTMLInputElement | null>;
}

/** Made anew each time the dialog opens, so that an earlier typing is forgotten. */
function Answer({ deployment: { name }, action, submit, send, isForGood = false, input, open, close }: AnswerProps) {
  const t = useTranslations('confirm');
  const run = useMutation({ mutationFn: send, ...useDialogFeedback(action, name, { open, close }) });
  const failure = useUnanswered(run.error);
  const [typed, setTyped] = useState('');
  const [isMismatch, setMismatch] = useState(false);
  const confirm = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (isForGood && typed.trim() !== name) {
      setMismatch(true);
      input.current?.focus();
    } else if (!run.isPending) run.mutate();
  };
  const type = (text: string): void => {
    setTyped(text);
    setMismatch(false);
  };
  return (
    <form onSubmit={confirm} noValidate className="flex flex-col gap-4">
      {isForGood ? <NameField {...{ name, input, typed, type, isMismatch }} /> : null}
      <Refusal>{failure}</Refusal>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={close}>{t('keep')}</Button>
        <Button type="submit" variant="danger" pending={run.isPending}>
          {submit}
        </Button>
      </div>
    </form>
  );
}

interface NameFieldProps extends Pick<AnswerProps, 'input'> {
  readonly name: string;
  readonly typed: string;
  readonly type: (text: string) => void;
  readonly isMismatch: boolean;
}

function NameField({ name, input, typed, type, isMismatch }: NameFieldProps) {
  const t = useTranslations('confirm');
  const label = t.rich('typeName', {
    name,
    code: (chunks) => <code className="font-mono wrap-anywhere">{chunks}</code>,
  });
  return (
    <Field id={useId()} label={label} error={isMismatch ? t('mismatch') : undefined}>
      {(attributes) => (
        <TextInput
          {...attributes}
          ref={input}
          value={typed}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => type(event.target.value)}
        />
      )}
    </Field>
  );
}
