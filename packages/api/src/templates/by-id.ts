import { templateIdSchema, templateSchema } from '@portal/types';
import { output } from '../output.ts';
import { personProcedure } from '../procedure.ts';

export const templateById = personProcedure
  .meta({
    openapi: {
      method: 'GET',
      path: '/templates/{id}',
      summary: 'Read one template',
      description: 'By its id or its slug.',
      tags: ['templates'],
    },
  })
  .input(templateIdSchema)
  .output(output(templateSchema))
  .query(({ ctx, input }) => ctx.services.templates.byId(ctx.actor, input.id));
