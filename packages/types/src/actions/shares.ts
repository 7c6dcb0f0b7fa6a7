// What can be asked about who else uses a deployment.
import { deploymentIdSchema, deploymentSchema } from '../deployment.ts';
import { shareDeploymentSchema, shareIdSchema, shareListSchema } from '../sharing.ts';
import { sharingActionRows } from '../sharing-actions.ts';
import type { Action } from './define.ts';

const tag = 'sharing';

const { share, unshare } = sharingActionRows;
const change = { tag, who: 'keeper', answers: 'deployment', output: deploymentSchema } as const;

export const shareRows = {
  list: {
    method: 'GET',
    path: '/deployments/{id}/shares',
    summary: 'List whom a deployment is shared with',
    description: 'Oldest first. For its owner, the lead of its team and administrators.',
    tag,
    who: 'keeper',
    input: deploymentIdSchema,
    output: shareListSchema,
  },
  add: {
    ...change,
    method: 'POST',
    path: '/deployments/{id}/shares',
    summary: share.summary,
    description: share.description,
    input: shareDeploymentSchema,
    example: { with: 'dana.support@example.com', level: 'operate' },
  },
  remove: {
    ...change,
    method: 'DELETE',
    path: '/deployments/{id}/shares/{shareId}',
    summary: unshare.summary,
    description: unshare.description,
    input: shareIdSchema,
  },
} as const satisfies Record<string, Action>;
