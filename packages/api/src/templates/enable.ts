import { templateIdSchema, templateSchema } from '@portal/types';
import { output } from '../output.ts';
import { personProcedure } from '../procedure.ts';

export const enableTemplate = personProcedure
  .meta({
    answers: 'template',
    openapi: {
      method: 'POST',
      path: '/templates/{id}/enable',
      summary: 'Put a template on offer again',
      description: 'Undoes a deprecation, and a disabling by an administrator or by a canary. For administrators.',
      tags: ['templates'],
    },
  })
  .input(templateIdSchema)
  .output(output(templateSchema))
  .mutation(({ ctx, input }) => ctx.services.templateAdmin.enable(ctx.actor, input.id));
