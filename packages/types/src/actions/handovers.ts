// What can be asked about deployments that are offered to somebody.
import { deploymentIdSchema, deploymentSchema, transferDeploymentSchema } from '../deployment.ts';
import { declinedHandoverSchema, deploymentHandoverSchema, handoverListSchema } from '../handover.ts';
import { type HandoverAction, handoverActionRows, mostHandoversShown } from '../handover-actions.ts';
import type { Action } from './define.ts';

const tag = 'handing over';

const asked = <Asked extends HandoverAction>(action: Asked) => {
  const { audit: _, ...row } = handoverActionRows[action];
  return { tag, ...row };
};
const change = { answers: 'deployment', output: deploymentSchema } as const;

export const handoverRows = {
  list: {
    method: 'GET',
    path: '/handovers',
    summary: 'List the deployments offered to you',
    description: `What ends first comes first, ${mostHandoversShown} at most. Each says whether you can accept it now, and why not.`,
    tag,
    who: 'anybody',
    output: handoverListSchema,
  },
  ofDeployment: {
    method: 'GET',
    path: '/deployments/{id}/handover',
    summary: 'Read whom a deployment is offered to',
    description: 'For its owner, the lead of its team and administrators.',
    tag,
    who: 'keeper',
    input: deploymentIdSchema,
    output: deploymentHandoverSchema,
  },
  offer: {
    ...asked('offer'),
    ...change,
    input: transferDeploymentSchema,
    example: { to: 'dana.support@example.com' },
  },
  withdraw: { ...asked('withdraw'), ...change, input: deploymentIdSchema },
  accept: { ...asked('accept'), ...change, isLimited: true, input: deploymentIdSchema },
  decline: { ...asked('decline'), answers: 'handover', input: deploymentIdSchema, output: declinedHandoverSchema },
} as const satisfies Record<string, Action>;
