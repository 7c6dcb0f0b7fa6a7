import { deploymentSchema, settleQuarantineSchema } from '@portal/types';
import { output } from '../output.ts';
import { personProcedure } from '../procedure.ts';

export const adoptQuarantined = personProcedure
  .meta({
    answers: 'deployment',
    openapi: {
      method: 'POST',
      path: '/quarantine/{id}/adopt',
      summary: 'Adopt a quarantined VM',
      description:
        'Takes the VM (back) under the portal: it is looked at once more, gets this deployment’s stamp, and the deployment goes on as the VM is. For administrators.',
      tags: ['quarantine'],
      accepted: '/deployments/{id}',
    },
  })
  .input(settleQuarantineSchema)
  .output(output(deploymentSchema))
  .mutation(({ ctx, input }) => ctx.services.quarantine.settle(ctx.actor, 'adopt', input));
