import { templateReasonSchema, templateSchema } from '@portal/types';
import { output } from '../output.ts';
import { personProcedure } from '../procedure.ts';

export const deprecateTemplate = personProcedure
  .meta({
    answers: 'template',
    openapi: {
      method: 'POST',
      path: '/templates/{id}/deprecate',
      summary: 'Deprecate a template',
      description: 'It stays in the list with the reason and takes no new requests. For administrators.',
      tags: ['templates'],
    },
  })
  .input(templateReasonSchema)
  .output(output(templateSchema))
  .mutation(({ ctx, input }) => ctx.services.templateAdmin.deprecate(ctx.actor, input));
