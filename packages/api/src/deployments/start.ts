import { deploymentIdSchema, deploymentSchema } from '@portal/types';
import { output } from '../output.ts';
import { personProcedure } from '../procedure.ts';

export const startDeployment = personProcedure
  .meta({
    answers: 'deployment',
    openapi: {
      method: 'POST',
      path: '/deployments/{id}/start',
      summary: 'Start a deployment',
      description: 'Accepted for a stopped deployment; the VM starts in the background.',
      tags: ['deployments'],
      accepted: '/deployments/{id}',
    },
  })
  .input(deploymentIdSchema)
  .output(output(deploymentSchema))
  .mutation(({ ctx, input }) => ctx.services.deployments.act(ctx.actor, 'start', input.id));
