// What the portal does on a cluster, each with PVE privileges of its own. Free of zod, like `status.ts`.
import type { DeploymentAction } from './deployment-actions.ts';

/** `machines`: VMs at all. Without what any other needs, that one is off and the rest works. */
export const clusterFeatures = [
  ...['machines', 'snapshots', 'rollback', 'resize', 'password', 'console', 'serial', 'figures'],
] as const;
export type ClusterFeature = (typeof clusterFeatures)[number];

/** The actions that are off with a feature, each with it. */
export const featureOfAction = {
  resize: 'resize',
  set_password: 'password',
  snapshot: 'snapshots',
  rollback: 'rollback',
  remove_snapshot: 'snapshots',
} as const satisfies Partial<Record<DeploymentAction, ClusterFeature>>;
