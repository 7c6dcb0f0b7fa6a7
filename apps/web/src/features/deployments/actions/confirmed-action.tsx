'use client';
// Every action that hurts and needs nothing but the VM: it is asked back once, and says what is lost.
import type { Deployment } from '@portal/types';
import { useTranslations } from 'next-intl';
import { type ReactNode, type RefObject, useRef } from 'react';
import { ConfirmForm } from '@/components/confirm-form.tsx';
import type { FinalFocus } from '@/components/dialog.tsx';
import { useSimpleAction } from '../queries.ts';
import { type AskingDialog, useDialogFeedback, useUnanswered } from './action-feedback.ts';
import type { ConfirmedActionName } from './action-manners.ts';
import { QuestionDialog } from './question-dialog.tsx';
import { RebuildLoss } from './rebuild-loss.tsx';

interface ConfirmedActionProps extends AskingDialog {
  readonly action: ConfirmedActionName;
  readonly deployment: Deployment;
  readonly finalFocus?: FinalFocus | undefined;
}

export function ConfirmedAction({ action, deployment, open, close, finalFocus }: ConfirmedActionProps) {
  const t = useTranslations('confirm');
  const { Loss, isForGood } = questions[action];
  const input = useRef<HTMLInputElement>(null);
  return (
    <QuestionDialog
      deployment={deployment}
      open={open}
      onClose={close}
      title={t(`${action}.title`, { name: deployment.name })}
      loss={<Loss deployment={deployment} />}
      initialFocus={isForGood ? input : undefined}
      finalFocus={finalFocus}
    >
      <Answer {...{ action, deployment, open, close }} input={isForGood ? input : null} />
    </QuestionDialog>
  );
}

interface LossProps {
  readonly deployment: Deployment;
}

interface Question {
  readonly Loss: (props: LossProps) => ReactNode;
  /** Nothing brings it back: its name has to be typed. */
  readonly isForGood: boolean;
}

const questions: Record<ConfirmedActionName, Question> = {
  stop: { Loss: StopLoss, isForGood: false },
  reboot: { Loss: () => <PlainLoss of="reboot" />, isForGood: false },
  reset: { Loss: () => <PlainLoss of="reset" />, isForGood: false },
  rebuild: { Loss: RebuildLoss, isForGood: false },
  delete: { Loss: () => <PlainLoss of="delete" />, isForGood: true },
};

function PlainLoss({ of }: { readonly of: 'reboot' | 'reset' | 'delete' }) {
  const t = useTranslations('confirm');
  return <p>{t(`${of}.description`)}</p>;
}

function StopLoss({ deployment }: LossProps) {
  const t = useTranslations('confirm.stop');
  return <p>{deployment.status === 'suspended' ? t('suspended') : t('description')}</p>;
}

interface AnswerProps extends AskingDialog {
  readonly action: ConfirmedActionName;
  readonly deployment: Deployment;
  /** Where the name is typed; null where nothing is. */
  readonly input: RefObject<HTMLInputElement | null> | null;
}

function Answer({ action, deployment, open, close, input }: AnswerProps) {
  const t = useTranslations('confirm');
  const { id, name } = deployment;
  const run = useSimpleAction(action, useDialogFeedback(action, name, { open, close }));
  const label = t.rich('typeName', {
    name,
    code: (chunks) => <code className="font-mono wrap-anywhere">{chunks}</code>,
  });
  return (
    <ConfirmForm
      keep={t('keep')}
      submit={t(`${action}.submit`)}
      pending={run.isPending}
      failure={useUnanswered(run.error)}
      toType={input === null ? undefined : { name, label, mismatch: t('mismatch'), input }}
      onKeep={close}
      onConfirm={() => run.mutate(id)}
    />
  );
}
