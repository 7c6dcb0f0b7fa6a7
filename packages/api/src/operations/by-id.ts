import { deploymentOperationSchema, operationIdSchema } from '@portal/types';
import { output } from '../output.ts';
import { personProcedure } from '../procedure.ts';

export const operationById = personProcedure
  .meta({
    openapi: {
      method: 'GET',
      path: '/operations/{id}',
      summary: 'Read one operation',
      description:
        'An operation is open until its state is `succeeded`, `failed` or `cancelled`. One of a deployment that you may not see is answered exactly like one that does not exist.',
      tags: ['deployments'],
    },
  })
  .input(operationIdSchema)
  .output(output(deploymentOperationSchema))
  .query(({ ctx, input }) => ctx.services.deployments.operation(ctx.actor, input.id));
