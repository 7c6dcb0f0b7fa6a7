import { deploymentPageSchema, listDeploymentsSchema } from '@portal/types';
import { output } from '../output.ts';
import { personProcedure } from '../procedure.ts';

export const listDeployments = personProcedure
  .meta({
    openapi: {
      method: 'GET',
      path: '/deployments',
      summary: 'List deployments',
      description: 'The deployments that you may see, newest first, a page at a time: pass `nextCursor` as `cursor`.',
      tags: ['deployments'],
    },
  })
  .input(listDeploymentsSchema)
  .output(output(deploymentPageSchema))
  .query(({ ctx, input }) => ctx.services.deployments.list(ctx.actor, input));
