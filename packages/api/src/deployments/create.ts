import { createDeploymentSchema, deploymentSchema } from '@portal/types';
import { output } from '../output.ts';
import { personProcedure } from '../procedure.ts';

export const createDeployment = personProcedure
  .meta({
    answers: 'deployment',
    openapi: {
      method: 'POST',
      path: '/deployments',
      summary: 'Create a deployment',
      description:
        'Accepts the request and makes the VM in the background; follow it at `Location`. What is left out takes the template’s default.',
      tags: ['deployments'],
      accepted: '/deployments/{id}',
    },
  })
  .input(createDeploymentSchema)
  .output(output(deploymentSchema))
  .mutation(({ ctx, input }) => ctx.services.deployments.create(ctx.actor, input));
