'use client';
// What can be done with a deployment: the one action that fits its status as a button, the others in a menu, those that
// would be refused with the reason. Snapshots have a place of their own.
import type { Deployment, GroupedAction } from '@portal/types';
import { Ellipsis, Monitor } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { Fragment, type RefObject, useRef } from 'react';
import { Button } from '@/components/button.tsx';
import { useFocusFallback } from '@/components/focus-fallback.ts';
import { Menu } from '@/components/menu.tsx';
import { useConsoleRefusal } from '@/features/console/use-console-refusal.ts';
import { primaryActions } from '../status.ts';
import { ActionIcon } from './action-looks.tsx';
import { AnotherItem } from './another-item.tsx';
import { menuGroups } from './menu-groups.ts';
import { type Trigger, useActions } from './use-actions.tsx';

interface DeploymentActionsProps {
  readonly deployment: Deployment;
  readonly size: 'sm' | 'md';
}

export function DeploymentActions({ deployment, size }: DeploymentActionsProps) {
  const t = useTranslations('actions');
  const consoles = useTranslations('console');
  const consoleRefusal = useConsoleRefusal(deployment);
  const router = useRouter();
  const more = useRef<HTMLButtonElement>(null);
  const fitting = primaryActions[deployment.status];
  const primary = fitting !== undefined && deployment.actions[fitting].allowed ? fitting : null;
  const { triggerOf, dialog } = useActions(
    deployment,
    // To its own button, as long as that is there; the entry of the menu that asked for it has gone.
    (asked) => (asked === primary && deployment.actions[primary].allowed) || more.current,
  );
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
              disabledReason={consoleRefusal}
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
                    danger={action === 'delete' || action === 'delete_now'}
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
      {dialog}
    </div>
  );
}

interface PrimaryActionProps extends DeploymentActionsProps {
  readonly action: GroupedAction;
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
