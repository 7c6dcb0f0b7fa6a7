import { deploymentSchema, snapshotIdSchema } from '@portal/types';
import { output } from '../output.ts';
import { personProcedure } from '../procedure.ts';

export const rollbackSnapshot = personProcedure
  .meta({
    answers: 'deployment',
    openapi: {
      method: 'POST',
      path: '/deployments/{id}/snapshots/{snapshotId}/rollback',
      summary: 'Go back to a snapshot',
      description:
        'Puts the disks back as they were; what was written since is lost. A VM that ran starts again from them.',
      tags: ['snapshots'],
      accepted: '/deployments/{id}',
    },
  })
  .input(snapshotIdSchema)
  .output(output(deploymentSchema))
  .mutation(({ ctx, input }) => ctx.services.snapshots.rollback(ctx.actor, input));
