'use client';
// What can be done with a deployment: the one action that fits its status as a button, the others in a menu, those that
// would be refused with the reason. Snapshots have a place of their own.
import {
  type ActionsWith,
  type Deployment,
  deploymentActionRows,
  hasConsole,
  type MenuAction,
  type PlainRequest,
} from '@portal/types';
import { useMutation } from '@tanstack/react-query';
import { Ellipsis, Monitor } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { Fragment, type RefObject, useRef, useState } from 'react';
import { Button } from '@/components/button.tsx';
import { useFocusFallback } from '@/components/focus-fallback.ts';
import { Menu } from '@/components/menu.tsx';
import { useSenders } from '../queries.ts';
import { primaryActions } from '../status.ts';
import { useFeedback } from './action-feedback.ts';
import { type ActionDialogProps, actionForms, actionIcons } from './action-looks.tsx';
import { AnotherItem } from './another-item.tsx';
import { ConfirmedAction } from './confirmed-action.tsx';
import { menuGroups } from './menu-groups.ts';

interface DeploymentActionsProps {
  readonly deployment: Deployment;
  readonly size: 'sm' | 'md';
}

interface Trigger {
  readonly run: () => void;
  readonly pending: boolean;
}

type AtOnce = ActionsWith<{ resource: 'deployments'; begun: 'atOnce' }>;
type AskedFor = Exclude<MenuAction, AtOnce>;

const isAtOnce = (action: MenuAction): action is AtOnce => deploymentActionRows[action].begun === 'atOnce';

/** How each action is begun: at once, or by a dialog. */
const useTriggers = ({ id, name }: Deployment, openDialog: (dialog: AskedFor) => void) => {
  const feedback = useFeedback(name);
  const { act } = useSenders();
  const run = useMutation({
    mutationFn: ({ action }: PlainRequest) => act(action, { id }),
    onSuccess: (_deployment, { action }) => feedback(action).onSuccess(),
    onError: (error, { action }) => feedback(action).onError(error),
  });
  return (action: MenuAction): Trigger =>
    isAtOnce(action)
      ? { run: () => run.mutate({ action, id }), pending: run.isPending && run.variables.action === action }
      : { run: () => openDialog(action), pending: false };
};

export function DeploymentActions({ deployment, size }: DeploymentActionsProps) {
  const t = useTranslations('actions');
  const consoles = useTranslations('console');
  const router = useRouter();
  const [dialog, setDialog] = useState<{ readonly asked: AskedFor; readonly open: boolean } | null>(null);
  const triggerOf = useTriggers(deployment, (asked) => setDialog({ asked, open: true }));
  const more = useRef<HTMLButtonElement>(null);
  const fitting = primaryActions[deployment.status];
  const primary = fitting !== undefined && deployment.actions[fitting].allowed ? fitting : null;
  return (
    <div className="flex items-center justify-end gap-1.5">
      {primary === null ? null : (
        <PrimaryAction {...{ deployment, size, fallback: more }} action={primary} trigger={triggerOf(primary)} />
      )}
      <Menu
        trigger={
          <Button ref={more} variant="quiet" size="icon" aria-label={t('more', { name: deployment.name })}>
            <Ellipsis aria-hidden className="size-4" />
          </Button>
        }
      >
        {({ MenuItem, MenuSeparator }) => (
          <>
            <MenuItem
              icon={<Monitor aria-hidden className="size-4" />}
              disabledReason={hasConsole(deployment.status) ? undefined : consoles('off')}
              onSelect={() => router.push(`/deployments/${deployment.id}/console`)}
            >
              {consoles('inMenu')}
            </MenuItem>
            <AnotherItem deployment={deployment} Item={MenuItem} />
            {menuGroups(deployment, primary).map((group) => (
              <Fragment key={group[0]}>
                <MenuSeparator />
                {group.map((action) => (
                  <MenuItem
                    key={action}
                    icon={<ActionIcon action={action} />}
                    danger={action === 'delete'}
                    disabledReason={deployment.actions[action].reason ?? undefined}
                    onSelect={triggerOf(action).run}
                  >
                    {t(action)}
                  </MenuItem>
                ))}
              </Fragment>
            ))}
          </>
        )}
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

const isForm = (action: AskedFor): action is keyof typeof actionForms => action in actionForms;

function ActionDialog({ action, ...dialog }: ActionDialogProps & { readonly action: AskedFor }) {
  if (!isForm(action)) return <ConfirmedAction action={action} {...dialog} />;
  const Form = actionForms[action];
  return <Form {...dialog} />;
}

interface PrimaryActionProps extends DeploymentActionsProps {
  readonly action: MenuAction;
  readonly trigger: Trigger;
  readonly fallback: RefObject<HTMLElement | null>;
}

/** It goes once it is accepted. */
function PrimaryAction({ deployment, size, action, trigger, fallback }: PrimaryActionProps) {
  const t = useTranslations('actions');
  return (
    <Button
      ref={useFocusFallback<HTMLButtonElement>(fallback)}
      size={size}
      aria-label={t('labelled', { action: t(action), name: deployment.name })}
      pending={trigger.pending}
      onClick={trigger.run}
    >
      {trigger.pending ? null : <ActionIcon action={action} />}
      {t(action)}
    </Button>
  );
}

function ActionIcon({ action }: { readonly action: MenuAction }) {
  const Icon = actionIcons[action];
  return <Icon aria-hidden className="size-4" />;
}
