import { deploymentSchema, extendDeploymentSchema } from '@portal/types';
import { output } from '../output.ts';
import { personProcedure } from '../procedure.ts';

export const extendDeployment = personProcedure
  .meta({
    answers: 'deployment',
    openapi: {
      method: 'POST',
      path: '/deployments/{id}/extend',
      summary: 'Extend a lease',
      description: 'Adds whole hours to the present end of the lease, up to `maxExpiresAt`.',
      tags: ['deployments'],
      accepted: '/deployments/{id}',
    },
  })
  .input(extendDeploymentSchema)
  .output(output(deploymentSchema))
  .mutation(({ ctx, input }) => ctx.services.deployments.extend(ctx.actor, input));
