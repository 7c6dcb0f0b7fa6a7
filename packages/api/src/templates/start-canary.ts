import { canaryRunSchema, templateIdSchema } from '@portal/types';
import { output } from '../output.ts';
import { personProcedure } from '../procedure.ts';

export const startTemplateCanary = personProcedure
  .meta({
    answers: 'canary_run',
    openapi: {
      method: 'POST',
      path: '/templates/{id}/canary',
      summary: 'Try a template now',
      description:
        'Makes a VM with the defaults, waits for its address and deletes it, in the background. One that is under way already is answered instead. For administrators.',
      tags: ['templates'],
      accepted: '/canaries/{id}',
    },
  })
  .input(templateIdSchema)
  .output(output(canaryRunSchema))
  .mutation(({ ctx, input }) => ctx.services.templateAdmin.startCanary(ctx.actor, input.id));
