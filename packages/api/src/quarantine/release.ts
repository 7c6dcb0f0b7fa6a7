import { deploymentSchema, settleQuarantineSchema } from '@portal/types';
import { output } from '../output.ts';
import { personProcedure } from '../procedure.ts';

export const releaseQuarantined = personProcedure
  .meta({
    answers: 'deployment',
    openapi: {
      method: 'POST',
      path: '/quarantine/{id}/release',
      summary: 'Release a quarantined VM',
      description:
        'The portal forgets the deployment and never touches the VM; its VMID stays out of use. For administrators.',
      tags: ['quarantine'],
    },
  })
  .input(settleQuarantineSchema)
  .output(output(deploymentSchema))
  .mutation(({ ctx, input }) => ctx.services.quarantine.settle(ctx.actor, 'release', input));
