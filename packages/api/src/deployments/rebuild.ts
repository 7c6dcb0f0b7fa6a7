import { deploymentIdSchema, deploymentSchema } from '@portal/types';
import { output } from '../output.ts';
import { personProcedure } from '../procedure.ts';

export const rebuildDeployment = personProcedure
  .meta({
    answers: 'deployment',
    openapi: {
      method: 'POST',
      path: '/deployments/{id}/rebuild',
      summary: 'Rebuild a deployment',
      description:
        'Destroys the VM and makes a new one from the same template version. Id, name, owner and lease stay; disks and snapshots are lost. A failed deployment can be rebuilt too.',
      tags: ['deployments'],
      accepted: '/deployments/{id}',
    },
  })
  .input(deploymentIdSchema)
  .output(output(deploymentSchema))
  .mutation(({ ctx, input }) => ctx.services.deployments.act(ctx.actor, 'rebuild', input.id));
