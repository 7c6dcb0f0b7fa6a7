// What stands in the way of an action that the status allows, as far as is known before its cluster is asked.
import { type ClusterFeature, type DeploymentAction, featureOfAction, keysOf, type Reason } from '@portal/types';
import type { DeploymentDetail } from '../ports/deployments.ts';
import { featureObstacle } from '../token-rights.ts';
import { setPasswordRefusal } from './guest-access.ts';
import { noEndObstacle } from './no-end.ts';
import { rebuildObstacle } from './rebuilding.ts';

export type Known = Pick<
  DeploymentDetail,
  'deployment' | 'template' | 'hasPassword' | 'templateStatus' | 'sourceMissing' | 'missingPrivileges'
>;

const featureOf: Partial<Record<DeploymentAction, ClusterFeature>> = featureOfAction;

/** The others meet none. */
export const obstructed: readonly DeploymentAction[] = ['rebuild', 'remove_end', ...keysOf(featureOfAction)];

/** Whether the portal's token lacks what the action takes. */
export const privilegeObstacle = (
  action: DeploymentAction,
  { missingPrivileges }: Pick<Known, 'missingPrivileges'>,
): Reason | null => {
  const feature = featureOf[action];
  return feature === undefined ? null : featureObstacle(missingPrivileges, feature);
};

export const obstacleTo = (action: DeploymentAction, known: Known): Reason | null => {
  if (action === 'rebuild') return rebuildObstacle(known);
  if (action === 'remove_end') return noEndObstacle(known.template);
  const refusal = action === 'set_password' ? setPasswordRefusal(known) : null;
  return refusal ?? privilegeObstacle(action, known);
};
