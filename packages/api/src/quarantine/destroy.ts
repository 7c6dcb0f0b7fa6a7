import { deploymentSchema, settleQuarantineSchema } from '@portal/types';
import { output } from '../output.ts';
import { personProcedure } from '../procedure.ts';

export const destroyQuarantined = personProcedure
  .meta({
    answers: 'deployment',
    openapi: {
      method: 'POST',
      path: '/quarantine/{id}/destroy',
      summary: 'Destroy a quarantined VM',
      description:
        'Only for a VM that bears this deployment’s stamp: it is looked at once more, stopped and destroyed. For administrators.',
      tags: ['quarantine'],
      accepted: '/deployments/{id}',
    },
  })
  .input(settleQuarantineSchema)
  .output(output(deploymentSchema))
  .mutation(({ ctx, input }) => ctx.services.quarantine.settle(ctx.actor, 'destroy', input));
