import { createSnapshotSchema, deploymentSchema } from '@portal/types';
import { output } from '../output.ts';
import { personProcedure } from '../procedure.ts';

export const createSnapshot = personProcedure
  .meta({
    answers: 'deployment',
    openapi: {
      method: 'POST',
      path: '/deployments/{id}/snapshots',
      summary: 'Make a snapshot',
      description:
        'Keeps the disks as they are now, without the memory. Accepted for a running, suspended or stopped deployment; the list shows when it is ready.',
      tags: ['snapshots'],
      accepted: '/deployments/{id}',
    },
  })
  .input(createSnapshotSchema)
  .output(output(deploymentSchema))
  .mutation(({ ctx, input }) => ctx.services.snapshots.create(ctx.actor, input));
