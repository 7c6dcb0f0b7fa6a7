import { credentialsSchema, deploymentIdSchema } from '@portal/types';
import { output } from '../output.ts';
import { personProcedure } from '../procedure.ts';

export const revealCredentials = personProcedure
  .meta({
    answers: 'deployment',
    shownOnce: true,
    openapi: {
      method: 'POST',
      path: '/deployments/{id}/credentials',
      summary: 'Reveal the password of a deployment',
      description:
        'For its owner alone; each reveal is on record. 404 where no password was given, or once it was erased with its VM; 409 while ' +
        'the VM is being made or taken down, or is not certain to be the owner’s.',
      tags: ['deployments'],
    },
  })
  .input(deploymentIdSchema)
  .output(output(credentialsSchema))
  .mutation(({ ctx, input }) => ctx.services.deployments.credentials(ctx.actor, input.id));
