import { deploymentIdSchema, deploymentSchema } from '@portal/types';
import { output } from '../output.ts';
import { personProcedure } from '../procedure.ts';

export const stopDeployment = personProcedure
  .meta({
    answers: 'deployment',
    openapi: {
      method: 'POST',
      path: '/deployments/{id}/stop',
      summary: 'Stop a deployment',
      description: 'Accepted for a running deployment; the guest is shut down in the background.',
      tags: ['deployments'],
      accepted: '/deployments/{id}',
    },
  })
  .input(deploymentIdSchema)
  .output(output(deploymentSchema))
  .mutation(({ ctx, input }) => ctx.services.deployments.act(ctx.actor, 'stop', input.id));
