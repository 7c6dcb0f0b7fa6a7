// Which actions stand in the menu, and in which order: as in the table of actions.
import { type Deployment, deploymentActionRows, type MenuAction, menuActions } from '@portal/types';

type Offered = Pick<Deployment, 'actions' | 'deleteProtection'>;

/** Of two ends the one that fits is enough. */
const isOtherEnd = (action: MenuAction, { actions, deleteProtection }: Offered): boolean =>
  action === (actions.resume.allowed ? 'suspend' : 'resume') || action === (deleteProtection ? 'protect' : 'unprotect');

/** Without the one that is offered as a button, and without empty groups. */
export const menuGroups = (deployment: Offered, primary: MenuAction | null): readonly (readonly MenuAction[])[] => {
  const shown = menuActions.filter((action) => action !== primary && !isOtherEnd(action, deployment));
  return [...Map.groupBy(shown, (action) => deploymentActionRows[action].menuGroup).values()];
};
