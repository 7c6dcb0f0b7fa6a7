// What stands in the way of an action that the status allows, as far as is known before its cluster is asked.
import { type ClusterFeature, type DeploymentAction, featureOfAction, keysOf, type Reason } from '@portal/types';
import type { DeploymentDetail } from '../ports/deployments.ts';
import { featureObstacle } from '../token-rights.ts';
import { rebuildObstacle } from './rebuilding.ts';

export type Known = Pick<DeploymentDetail, 'templateStatus' | 'sourceMissing' | 'missingPrivileges'>;

const featureOf: Partial<Record<DeploymentAction, ClusterFeature>> = featureOfAction;

/** The others meet none. */
export const obstructed: readonly DeploymentAction[] = ['rebuild', ...keysOf(featureOfAction)];

export const obstacleTo = (action: DeploymentAction, known: Known): Reason | null => {
  if (action === 'rebuild') return rebuildObstacle(known);
  const feature = featureOf[action];
  return feature === undefined ? null : featureObstacle(known.missingPrivileges, feature);
};
