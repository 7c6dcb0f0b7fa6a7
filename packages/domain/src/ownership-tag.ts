// The ownership tag that says a VM is ours: the deployment's id in its description (there from the clone call on) and the
// portal's tag (there once configured). Every stop, reset or destroy checks it first; a mismatch deletes nothing.
import type { OwnershipFinding } from '@portal/types';
import type { GuestConfig } from './hypervisor.ts';
import type { Deployment } from './records.ts';

export const portalTag = 'support-portal';

const marker = (deploymentId: string): string => `portal-deployment: ${deploymentId}`;
const anyMarker = /portal-deployment: ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/g;
const madeBy = 'Made by the support provisioning portal. Do not edit this line.';

/** The description that the clone call carries. */
export const ownershipDescription = (deployment: Pick<Deployment, 'id'>): string =>
  `${madeBy}\n${marker(deployment.id)}`;

/** The deployments whose ids stand in a description, in its order: none, one, or more where somebody pasted. */
export const ownersIn = (description: string): readonly string[] => [
  ...new Set(Array.from(description.matchAll(anyMarker), ([, id = '']) => id)),
];

/** The description of a VM that this deployment takes over: its ownership tag, and what else stood there but other ownership tags. */
export const retaggedDescription = (deployment: Pick<Deployment, 'id'>, description: string): string => {
  const rest = description
    .split('\n')
    .filter((line) => line.trim() !== madeBy && ownersIn(line).length === 0)
    .join('\n')
    .trim();
  return rest === '' ? ownershipDescription(deployment) : `${ownershipDescription(deployment)}\n\n${rest}`;
};

/** What a snapshot carries in PVE: whose it is, and its maker's words. */
export const snapshotDescription = (deployment: Deployment, label: string | null): string =>
  label === null ? marker(deployment.id) : `${marker(deployment.id)}\n${label}`;

export type OwnershipCheck = { readonly ours: true } | { readonly ours: false; readonly finding: OwnershipFinding };

/** Once provisioned it bears the tag too. A deletion may meet a VM that was never configured. */
const bearsTag = ({ rest, operation }: Deployment): boolean =>
  (rest === 'running' || rest === 'stopped' || rest === 'suspended') &&
  operation !== 'rebuild' &&
  operation !== 'delete';

export const checkOwnership = (deployment: Deployment, config: GuestConfig): OwnershipCheck => {
  if (config.template) return { ours: false, finding: 'became_template' };
  if (!config.description.includes(marker(deployment.id))) {
    return { ours: false, finding: 'id_missing' };
  }
  const untagged = bearsTag(deployment) && !config.tags.includes(portalTag);
  return untagged ? { ours: false, finding: 'tag_missing' } : { ours: true };
};
