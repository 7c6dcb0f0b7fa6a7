'use client';
// Every action that hurts and needs nothing but the VM: it is asked back once, and says what is lost.
import type { ActionsWith, Deployment } from '@portal/types';
import { useTranslations } from 'next-intl';
import { type ReactNode, type RefObject, useRef } from 'react';
import { ConfirmForm } from '@/components/confirm-form.tsx';
import { useAct } from '../queries.ts';
import { type AskingDialog, useDialogFeedback, useUnanswered } from './action-feedback.ts';
import type { ActionDialogProps } from './action-looks.tsx';
import { QuestionDialog } from './question-dialog.tsx';
import { RebuildLoss } from './rebuild-loss.tsx';

/** Those about a snapshot are asked back where the snapshots are. */
type ConfirmedActionName = ActionsWith<{ resource: 'deployments'; begun: 'asked' }>;

interface ConfirmedActionProps extends ActionDialogProps {
  readonly action: ConfirmedActionName;
}

export function ConfirmedAction({ action, deployment, open, close, finalFocus }: ConfirmedActionProps) {
  const t = useTranslations('confirm');
  const Loss = losses[action];
  // Nothing brings it back: its name has to be typed.
  const isForGood = action === 'delete';
  const input = useRef<HTMLInputElement>(null);
  return (
    <QuestionDialog
      deployment={deployment}
      open={open}
      onClose={close}
      title={t(`${action}.title`, { name: deployment.name })}
      loss={Loss === undefined ? <p>{t(`${action}.description`)}</p> : <Loss deployment={deployment} />}
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

/** Whose loss takes more than one sentence that is always the same. */
const losses: Partial<Record<ConfirmedActionName, (props: LossProps) => ReactNode>> = {
  stop: StopLoss,
  rebuild: RebuildLoss,
};

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
  const run = useAct(action, useDialogFeedback(action, name, { open, close }));
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
      onConfirm={() => run.mutate({ id })}
    />
  );
}
