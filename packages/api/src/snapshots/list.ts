import { deploymentIdSchema, snapshotListSchema } from '@portal/types';
import { output } from '../output.ts';
import { personProcedure } from '../procedure.ts';

export const listSnapshots = personProcedure
  .meta({
    openapi: {
      method: 'GET',
      path: '/deployments/{id}/snapshots',
      summary: 'List a deployment’s snapshots',
      description: 'Oldest first, with the number that this VM may have.',
      tags: ['snapshots'],
    },
  })
  .input(deploymentIdSchema)
  .output(output(snapshotListSchema))
  .query(({ ctx, input }) => ctx.services.snapshots.list(ctx.actor, input.id));
