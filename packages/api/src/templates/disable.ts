import { templateReasonSchema, templateSchema } from '@portal/types';
import { output } from '../output.ts';
import { personProcedure } from '../procedure.ts';

export const disableTemplate = personProcedure
  .meta({
    answers: 'template',
    openapi: {
      method: 'POST',
      path: '/templates/{id}/disable',
      summary: 'Disable a template',
      description: 'Like deprecating, for a template that must not be used. For administrators.',
      tags: ['templates'],
    },
  })
  .input(templateReasonSchema)
  .output(output(templateSchema))
  .mutation(({ ctx, input }) => ctx.services.templateAdmin.disable(ctx.actor, input));
