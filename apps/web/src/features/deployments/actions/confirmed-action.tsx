'use client';
// Every action that hurts and needs nothing but the VM: it is asked back once, and says what is lost.
import type { ActionsWith, Deployment } from '@portal/types';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { useSenders } from '../queries.ts';
import type { ActionDialogProps } from './action-dialog.tsx';
import { QuestionDialog } from './question-dialog.tsx';
import { RebuildLoss } from './rebuild-loss.tsx';

/** Those about a snapshot are asked back where the snapshots are. */
type ConfirmedActionName = ActionsWith<{ resource: 'deployments'; begun: 'asked' }>;

interface ConfirmedActionProps extends ActionDialogProps {
  readonly action: ConfirmedActionName;
}

export function ConfirmedAction({ action, deployment, ...dialog }: ConfirmedActionProps) {
  const t = useTranslations('confirm');
  const { act } = useSenders();
  const Loss = losses[action];
  const { id, name } = deployment;
  return (
    <QuestionDialog
      {...{ action, deployment, ...dialog }}
      title={t(`${action}.title`, { name })}
      loss={Loss === undefined ? <p>{t(`${action}.description`)}</p> : <Loss deployment={deployment} />}
      submit={t(`${action}.submit`)}
      send={() => act(action, { id })}
      isForGood={action === 'delete'}
    />
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
