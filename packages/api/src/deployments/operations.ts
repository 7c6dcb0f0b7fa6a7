import { deploymentOperationPageSchema, listOperationsSchema } from '@portal/types';
import { output } from '../output.ts';
import { personProcedure } from '../procedure.ts';

export const deploymentOperations = personProcedure
  .meta({
    openapi: {
      method: 'GET',
      path: '/deployments/{id}/operations',
      summary: 'List a deployment’s operations',
      description: 'What was asked of it, newest first: by whom, how it went, and the steps with their times.',
      tags: ['deployments'],
    },
  })
  .input(listOperationsSchema)
  .output(output(deploymentOperationPageSchema))
  .query(({ ctx, input }) => ctx.services.deployments.operations(ctx.actor, input));
