import { deploymentIdSchema, deploymentSchema } from '@portal/types';
import { output } from '../output.ts';
import { personProcedure } from '../procedure.ts';

export const resetDeployment = personProcedure
  .meta({
    answers: 'deployment',
    openapi: {
      method: 'POST',
      path: '/deployments/{id}/reset',
      summary: 'Reset a deployment',
      description:
        'Like the reset button: accepted for a running deployment, with no word to the guest. What it had not saved is lost.',
      tags: ['deployments'],
      accepted: '/deployments/{id}',
    },
  })
  .input(deploymentIdSchema)
  .output(output(deploymentSchema))
  .mutation(({ ctx, input }) => ctx.services.deployments.act(ctx.actor, 'reset', input.id));
