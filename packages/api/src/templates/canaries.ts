import { canaryRunListSchema, templateIdSchema } from '@portal/types';
import { output } from '../output.ts';
import { personProcedure } from '../procedure.ts';

export const templateCanaries = personProcedure
  .meta({
    openapi: {
      method: 'GET',
      path: '/templates/{id}/canaries',
      summary: 'List the canaries of a template',
      description: 'The latest 30, newest first, each with where its VM stands. For administrators and auditors.',
      tags: ['templates'],
    },
  })
  .input(templateIdSchema)
  .output(output(canaryRunListSchema))
  .query(({ ctx, input }) => ctx.services.templateAdmin.canaries(ctx.actor, input.id));
