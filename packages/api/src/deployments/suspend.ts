import { deploymentIdSchema, deploymentSchema } from '@portal/types';
import { output } from '../output.ts';
import { personProcedure } from '../procedure.ts';

export const suspendDeployment = personProcedure
  .meta({
    answers: 'deployment',
    openapi: {
      method: 'POST',
      path: '/deployments/{id}/suspend',
      summary: 'Suspend a deployment',
      description:
        'Accepted for a running deployment; the guest is paused with all that it has in memory, until it is resumed.',
      tags: ['deployments'],
      accepted: '/deployments/{id}',
    },
  })
  .input(deploymentIdSchema)
  .output(output(deploymentSchema))
  .mutation(({ ctx, input }) => ctx.services.deployments.act(ctx.actor, 'suspend', input.id));
