import { deploymentIdSchema, deploymentSchema } from '@portal/types';
import { output } from '../output.ts';
import { personProcedure } from '../procedure.ts';

export const deleteDeployment = personProcedure
  .meta({
    answers: 'deployment',
    openapi: {
      method: 'DELETE',
      path: '/deployments/{id}',
      summary: 'Delete a deployment',
      description: 'Stops and destroys the VM in the background. There is no way back.',
      tags: ['deployments'],
      accepted: '/deployments/{id}',
    },
  })
  .input(deploymentIdSchema)
  .output(output(deploymentSchema))
  .mutation(({ ctx, input }) => ctx.services.deployments.act(ctx.actor, 'delete', input.id));
