'use client';
// What can be done with a deployment: the one action that fits its status as a button, the others in a menu, those that
// would be refused with the reason.
import { type Deployment, type DeploymentAction, deploymentActions } from '@portal/types';
import { Ellipsis } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/components/button.tsx';
import { Menu, MenuItem } from '@/components/menu.tsx';
import { useSimpleAction } from '../queries.ts';
import { primaryActions } from '../status.ts';
import { useActionFeedback } from './action-feedback.ts';
import { actionIcons } from './action-icons.tsx';
import { DeleteDialog } from './delete-dialog.tsx';
import { ExtendDialog } from './extend-dialog.tsx';

interface DeploymentActionsProps {
  readonly deployment: Deployment;
  readonly size: 'sm' | 'md';
}

interface Trigger {
  readonly run: () => void;
  readonly pending: boolean;
}

/** How each action is begun: at once, or by a dialog that asks for more. */
const useTriggers = (
  deployment: Deployment,
  openDialog: (dialog: 'extend' | 'delete') => void,
): Record<DeploymentAction, Trigger> => {
  const { id, name } = deployment;
  const start = useSimpleAction('start', useActionFeedback('start', name));
  const stop = useSimpleAction('stop', useActionFeedback('stop', name));
  const reboot = useSimpleAction('reboot', useActionFeedback('reboot', name));
  return {
    start: { run: () => start.mutate(id), pending: start.isPending },
    stop: { run: () => stop.mutate(id), pending: stop.isPending },
    reboot: { run: () => reboot.mutate(id), pending: reboot.isPending },
    extend: { run: () => openDialog('extend'), pending: false },
    delete: { run: () => openDialog('delete'), pending: false },
  };
};

export function DeploymentActions({ deployment, size }: DeploymentActionsProps) {
  const t = useTranslations('actions');
  const [dialog, setDialog] = useState<'extend' | 'delete' | null>(null);
  const triggers = useTriggers(deployment, setDialog);
  const fitting = primaryActions[deployment.status];
  const primary = fitting !== null && deployment.actions[fitting].allowed ? fitting : null;
  const PrimaryIcon = primary === null ? null : actionIcons[primary];
  return (
    <div className="flex items-center justify-end gap-1.5">
      {primary === null || PrimaryIcon === null ? null : (
        <Button
          size={size}
          aria-label={t('labelled', { action: t(primary), name: deployment.name })}
          pending={triggers[primary].pending}
          onClick={triggers[primary].run}
        >
          {triggers[primary].pending ? null : <PrimaryIcon aria-hidden className="size-4" />}
          {t(primary)}
        </Button>
      )}
      <Menu
        trigger={
          <Button variant="quiet" size="icon" aria-label={t('more', { name: deployment.name })}>
            <Ellipsis aria-hidden className="size-4" />
          </Button>
        }
      >
        {deploymentActions
          .filter((action) => action !== primary)
          .map((action) => {
            const Icon = actionIcons[action];
            return (
              <MenuItem
                key={action}
                icon={<Icon aria-hidden />}
                danger={action === 'delete'}
                disabledReason={deployment.actions[action].reason ?? undefined}
                onSelect={triggers[action].run}
              >
                {t(action)}
              </MenuItem>
            );
          })}
      </Menu>
      <ExtendDialog
        deployment={deployment}
        open={dialog === 'extend'}
        onOpenChange={(open) => setDialog(open ? 'extend' : null)}
      />
      <DeleteDialog
        deployment={deployment}
        open={dialog === 'delete'}
        onOpenChange={(open) => setDialog(open ? 'delete' : null)}
      />
    </div>
  );
}
