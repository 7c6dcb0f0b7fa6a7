import { deploymentIdSchema, deploymentStepsSchema } from '@portal/types';
import { output } from '../output.ts';
import { personProcedure } from '../procedure.ts';

export const deploymentSteps = personProcedure
  .meta({
    openapi: {
      method: 'GET',
      path: '/deployments/{id}/steps',
      summary: 'Read a deployment’s timeline',
      description:
        'The steps of every operation in one list. Deprecated: read `/deployments/{id}/operations`, which says which step belongs to what was asked.',
      deprecated: true,
      tags: ['deployments'],
    },
  })
  .input(deploymentIdSchema)
  .output(output(deploymentStepsSchema))
  .query(({ ctx, input }) => ctx.services.deployments.steps(ctx.actor, input.id));
