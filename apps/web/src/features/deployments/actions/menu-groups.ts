// Which actions stand in the menu, and in which order: what is done every day first, what costs data last.
import type { Deployment, DeploymentAction } from '@portal/types';

/** Those about snapshots stand with the snapshots. */
export type MenuAction = Exclude<DeploymentAction, 'snapshot' | 'rollback' | 'remove_snapshot'>;

type Offered = Pick<Deployment, 'actions'>;

const groups: readonly (readonly MenuAction[])[] = [
  ['start', 'stop', 'reboot'],
  ['suspend', 'resume', 'reset'],
  ['extend'],
  ['rebuild', 'delete'],
];

/** Suspend and resume are two ends of one switch: the one that fits is enough. */
const isOtherEnd = (action: MenuAction, { actions }: Offered): boolean =>
  action === 'resume' ? !actions.resume.allowed : action === 'suspend' && actions.resume.allowed;

/** Without the one that is offered as a button, and without empty groups. */
export const menuGroups = (deployment: Offered, primary: MenuAction | null): readonly (readonly MenuAction[])[] =>
  groups
    .map((group) => group.filter((action) => action !== primary && !isOtherEnd(action, deployment)))
    .filter((group) => group.length > 0);
