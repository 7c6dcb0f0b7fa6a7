'use client';
// A hard reset and a rebuild: each says what is lost before it is asked for.
import type { Deployment } from '@portal/types';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { ConfirmDialog } from '@/components/confirm-dialog.tsx';
import type { FinalFocus } from '@/components/dialog.tsx';
import { useSimpleAction } from '../queries.ts';
import { heldSnapshots } from '../snapshots/held.ts';
import { useSnapshots } from '../snapshots/queries.ts';
import { useActionFeedback } from './action-feedback.ts';

interface ConfirmedActionProps {
  readonly action: 'reset' | 'rebuild';
  readonly deployment: Deployment;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly finalFocus?: FinalFocus | undefined;
}

export function ConfirmedAction({ action, deployment, open, onOpenChange, finalFocus }: ConfirmedActionProps) {
  const t = useTranslations('confirm');
  const feedback = useActionFeedback(action, deployment.name);
  const run = useSimpleAction(action, {
    onSuccess: (answer) => {
      onOpenChange(false);
      feedback.onSuccess(answer);
    },
    onError: (error) => {
      onOpenChange(false);
      feedback.onError(error);
    },
  });
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      finalFocus={finalFocus}
      title={t(`${action}.title`, { name: deployment.name })}
      description={losses[action](deployment)}
      keep={t('keep')}
      submit={t(`${action}.submit`)}
      pending={run.isPending}
      onConfirm={() => run.mutate(deployment.id)}
    />
  );
}

const losses = {
  reset: () => <ResetLoss />,
  rebuild: (deployment) => <RebuildLoss deployment={deployment} />,
} as const satisfies Record<ConfirmedActionProps['action'], (deployment: Deployment) => ReactNode>;

function ResetLoss() {
  const t = useTranslations('confirm.reset');
  return <p>{t('description')}</p>;
}

/** Made only while the dialog is open: the snapshots are asked for then. */
function RebuildLoss({ deployment }: { readonly deployment: Deployment }) {
  const t = useTranslations('confirm.rebuild');
  const snapshots = heldSnapshots(useSnapshots(deployment.id).data?.items ?? []);
  const template = { template: deployment.templateName, version: deployment.templateVersion };
  return (
    <div className="flex flex-col gap-2">
      <p>{t('description', template)}</p>
      {snapshots.length === 0 ? null : (
        <div>
          <p>{t('snapshots', { count: snapshots.length })}</p>
          <ul className="mt-1 list-disc pl-5 wrap-break-word">
            {snapshots.map(({ id, label }) => (
              <li key={id}>{label}</li>
            ))}
          </ul>
        </div>
      )}
      <p>{t('stays')}</p>
    </div>
  );
}
