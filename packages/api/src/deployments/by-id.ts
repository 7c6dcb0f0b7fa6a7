import { deploymentIdSchema, deploymentSchema } from '@portal/types';
import { output } from '../output.ts';
import { personProcedure } from '../procedure.ts';

export const deploymentById = personProcedure
  .meta({
    openapi: {
      method: 'GET',
      path: '/deployments/{id}',
      summary: 'Read one deployment',
      description: 'One that you may not see is answered exactly like one that does not exist.',
      tags: ['deployments'],
      tagged: true,
    },
  })
  .input(deploymentIdSchema)
  .output(output(deploymentSchema))
  .query(({ ctx, input }) => ctx.services.deployments.byId(ctx.actor, input.id));
