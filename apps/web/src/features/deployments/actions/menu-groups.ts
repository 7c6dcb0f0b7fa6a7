// Which actions stand in the menu, and in which order: as in the table of actions.
import { type Deployment, deploymentActionRow, type GroupedAction, type MenuAction, menuActions } from '@portal/types';

type Offered = Pick<Deployment, 'actions' | 'deleteProtection' | 'restoreUntil'>;

/** Of two ends the one that fits is enough. */
const isOtherEnd = (action: MenuAction, { actions, deleteProtection, restoreUntil }: Offered): boolean => {
  const others: readonly MenuAction[] = [
    actions.resume.allowed ? 'suspend' : 'resume',
    deleteProtection ? 'protect' : 'unprotect',
    ...(restoreUntil === null ? (['restore', 'delete_now'] as const) : (['delete'] as const)),
  ];
  return others.includes(action);
};

const isGrouped = (action: MenuAction): action is GroupedAction => deploymentActionRow(action).menuGroup !== undefined;

/** Without the one that is offered as a button, and without those that stand elsewhere on the page. */
export const menuGroups = (deployment: Offered, primary: MenuAction | null): readonly (readonly GroupedAction[])[] => {
  const shown = menuActions.filter(isGrouped).filter((action) => action !== primary && !isOtherEnd(action, deployment));
  return [...Map.groupBy(shown, (action) => deploymentActionRow(action).menuGroup).values()];
};
