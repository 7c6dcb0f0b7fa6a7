import { deploymentSchema, snapshotIdSchema } from '@portal/types';
import { output } from '../output.ts';
import { personProcedure } from '../procedure.ts';

export const removeSnapshot = personProcedure
  .meta({
    answers: 'deployment',
    openapi: {
      method: 'DELETE',
      path: '/deployments/{id}/snapshots/{snapshotId}',
      summary: 'Remove a snapshot',
      description: 'The VM stays as it is; only the way back to this snapshot is gone.',
      tags: ['snapshots'],
      accepted: '/deployments/{id}',
    },
  })
  .input(snapshotIdSchema)
  .output(output(deploymentSchema))
  .mutation(({ ctx, input }) => ctx.services.snapshots.remove(ctx.actor, input));
