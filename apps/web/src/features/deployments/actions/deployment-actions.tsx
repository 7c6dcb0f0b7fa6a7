'use client';
// What can be done with a deployment: the one action that fits its status as a button, the others in a menu, those that
// would be refused with the reason. Snapshots have a place of their own.
import type { Deployment } from '@portal/types';
import { Ellipsis } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Fragment, type RefObject, useRef, useState } from 'react';
import { Button } from '@/components/button.tsx';
import type { FinalFocus } from '@/components/dialog.tsx';
import { useFocusHeir } from '@/components/focus-heir.ts';
import { Menu, MenuItem, MenuSeparator } from '@/components/menu.tsx';
import { useSimpleAction } from '../queries.ts';
import { primaryActions } from '../status.ts';
import { type AskingDialog, useActionFeedback } from './action-feedback.ts';
import { actionIcons } from './action-icons.tsx';
import type { ActionsBegun } from './action-manners.ts';
import { ConfirmedAction } from './confirmed-action.tsx';
import { ExtendDialog } from './extend-dialog.tsx';
import { type MenuAction, menuGroups } from './menu-groups.ts';

interface DeploymentActionsProps {
  readonly deployment: Deployment;
  readonly size: 'sm' | 'md';
}

interface Trigger {
  readonly run: () => void;
  readonly pending: boolean;
}

type AskedFor = Exclude<MenuAction, ActionsBegun<'atOnce'>>;

/** How each action is begun: at once, or by a dialog. */
const useTriggers = (deployment: Deployment, openDialog: (dialog: AskedFor) => void): Record<MenuAction, Trigger> => {
  const { id, name } = deployment;
  const start = useSimpleAction('start', useActionFeedback('start', name));
  const suspend = useSimpleAction('suspend', useActionFeedback('suspend', name));
  const resume = useSimpleAction('resume', useActionFeedback('resume', name));
  const at = (action: typeof start): Trigger => ({ run: () => action.mutate(id), pending: action.isPending });
  const by = (dialog: AskedFor): Trigger => ({ run: () => openDialog(dialog), pending: false });
  return {
    start: at(start),
    stop: by('stop'),
    reboot: by('reboot'),
    reset: by('reset'),
    suspend: at(suspend),
    resume: at(resume),
    extend: by('extend'),
    rebuild: by('rebuild'),
    delete: by('delete'),
  };
};

export function DeploymentActions({ deployment, size }: DeploymentActionsProps) {
  const t = useTranslations('actions');
  const [dialog, setDialog] = useState<{ readonly asked: AskedFor; readonly open: boolean } | null>(null);
  const triggers = useTriggers(deployment, (asked) => setDialog({ asked, open: true }));
  const more = useRef<HTMLButtonElement>(null);
  const fitting = primaryActions[deployment.status];
  const primary = fitting !== null && deployment.actions[fitting].allowed ? fitting : null;
  return (
    <div className="flex items-center justify-end gap-1.5">
      {primary === null ? null : (
        <PrimaryAction {...{ deployment, size, heir: more }} action={primary} trigger={triggers[primary]} />
      )}
      <Menu
        trigger={
          <Button ref={more} variant="quiet" size="icon" aria-label={t('more', { name: deployment.name })}>
            <Ellipsis aria-hidden className="size-4" />
          </Button>
        }
      >
        {menuGroups(deployment, primary).map((group, index) => (
          <Fragment key={group[0]}>
            {index === 0 ? null : <MenuSeparator />}
            {group.map((action) => (
              <ActionItem key={action} action={action} deployment={deployment} onSelect={triggers[action].run} />
            ))}
          </Fragment>
        ))}
      </Menu>
      {dialog === null ? null : (
        <ActionDialog
          key={dialog.asked}
          action={dialog.asked}
          deployment={deployment}
          open={dialog.open}
          close={() => setDialog({ ...dialog, open: false })}
          // To its own button, as long as that is there; the entry of the menu that asked for it has gone.
          finalFocus={() => (dialog.asked === primary && deployment.actions[primary].allowed) || more.current}
        />
      )}
    </div>
  );
}

interface ActionDialogProps extends AskingDialog {
  readonly action: AskedFor;
  readonly deployment: Deployment;
  readonly finalFocus: FinalFocus;
}

function ActionDialog({ action, ...dialog }: ActionDialogProps) {
  return action === 'extend' ? <ExtendDialog {...dialog} /> : <ConfirmedAction action={action} {...dialog} />;
}

interface PrimaryActionProps extends DeploymentActionsProps {
  readonly action: MenuAction;
  readonly trigger: Trigger;
  readonly heir: RefObject<HTMLElement | null>;
}

/** It goes once it is accepted. */
function PrimaryAction({ deployment, size, action, trigger, heir }: PrimaryActionProps) {
  const t = useTranslations('actions');
  const Icon = actionIcons[action];
  return (
    <Button
      ref={useFocusHeir<HTMLButtonElement>(heir)}
      size={size}
      aria-label={t('labelled', { action: t(action), name: deployment.name })}
      pending={trigger.pending}
      onClick={trigger.run}
    >
      {trigger.pending ? null : <Icon aria-hidden className="size-4" />}
      {t(action)}
    </Button>
  );
}

interface ActionItemProps {
  readonly action: MenuAction;
  readonly deployment: Deployment;
  readonly onSelect: () => void;
}

function ActionItem({ action, deployment, onSelect }: ActionItemProps) {
  const t = useTranslations('actions');
  const Icon = actionIcons[action];
  return (
    <MenuItem
      icon={<Icon aria-hidden />}
      danger={action === 'delete'}
      disabledReason={deployment.actions[action].reason ?? undefined}
      onSelect={onSelect}
    >
      {t(action)}
    </MenuItem>
  );
}
