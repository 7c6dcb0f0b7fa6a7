'use client';
// Every action that hurts and needs nothing but the VM: it is asked back once, and says what is lost.
import type { ActionsWith, Deployment } from '@portal/types';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { useSenders } from '../queries.ts';
import type { ActionDialogProps } from './action-dialog.tsx';
import { QuestionDialog } from './question-dialog.tsx';
import { RebuildLoss } from './rebuild-loss.tsx';
import { useRestoreEnd } from './restore-end.ts';

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
      isForGood={isForGood(action, deployment)}
    />
  );
}

/** A deletion that can be taken back for a while is not. */
const isForGood = (action: ConfirmedActionName, { restoreHours }: Deployment): boolean =>
  action === 'delete_now' || (action === 'delete' && restoreHours === 0);

interface LossProps {
  readonly deployment: Deployment;
}

/** Whose loss takes more than one sentence that is always the same. */
const losses: Partial<Record<ConfirmedActionName, (props: LossProps) => ReactNode>> = {
  stop: StopLoss,
  rebuild: RebuildLoss,
  delete: DeletionLoss,
};

function StopLoss({ deployment }: LossProps) {
  const t = useTranslations('confirm.stop');
  return <p>{deployment.status === 'suspended' ? t('suspended') : t('description')}</p>;
}

function DeletionLoss({ deployment }: LossProps) {
  const t = useTranslations('confirm.delete');
  const until = useRestoreEnd(deployment);
  return <p>{until === null ? t('description') : t('restorable', { until })}</p>;
}
