// The stamp that says a VM is ours: the deployment's id in its description (there from the clone call on) and the
// portal's tag (there once configured). Every stop, reset or destroy checks it first; a mismatch deletes nothing.
import type { DeploymentStatus } from '@portal/types';
import type { GuestConfig } from '../hypervisor.ts';
import type { Deployment } from '../records.ts';

export const portalTag = 'support-portal';

const marker = (deploymentId: string): string => `portal-deployment: ${deploymentId}`;

/** The description that the clone call carries. */
export const stampDescription = (deployment: Deployment): string =>
  `Made by the support provisioning portal. Do not edit this line.\n${marker(deployment.id)}`;

/** What a snapshot carries in PVE: whose it is, and its maker's words. */
export const snapshotDescription = (deployment: Deployment, label: string): string =>
  `${marker(deployment.id)}\n${label}`;

export type StampCheck = { readonly ours: true } | { readonly ours: false; readonly reason: string };

/** Once provisioned it bears the tag too. A deletion may meet a VM that was never configured. */
const bearsTag = {
  queued: false,
  provisioning: false,
  running: true,
  stopping: true,
  stopped: true,
  starting: true,
  rebooting: true,
  resetting: true,
  suspending: true,
  suspended: true,
  resuming: true,
  snapshotting: true,
  rolling_back: true,
  removing_snapshot: true,
  rebuilding: false,
  adopting: false,
  failed: false,
  expired: true,
  trashed: true,
  deleting: false,
  deleted: false,
  quarantined: false,
} as const satisfies Record<DeploymentStatus, boolean>;

export const checkStamp = (deployment: Deployment, config: GuestConfig): StampCheck => {
  if (config.template) return { ours: false, reason: 'the VM has become a template' };
  if (!config.description.includes(marker(deployment.id))) {
    return { ours: false, reason: "the VM's description does not carry this deployment's id" };
  }
  const untagged = bearsTag[deployment.status] && !config.tags.includes(portalTag);
  return untagged ? { ours: false, reason: `the VM does not bear the tag ${portalTag}` } : { ours: true };
};
