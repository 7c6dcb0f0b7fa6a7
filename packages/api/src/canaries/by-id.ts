import { canaryIdSchema, canaryRunSchema } from '@portal/types';
import { output } from '../output.ts';
import { personProcedure } from '../procedure.ts';

export const canaryById = personProcedure
  .meta({
    openapi: {
      method: 'GET',
      path: '/canaries/{id}',
      summary: 'Read one canary',
      description:
        'Its verdict, and where its VM stands: `deleted` when nothing is left behind. For administrators and auditors.',
      tags: ['templates'],
    },
  })
  .input(canaryIdSchema)
  .output(output(canaryRunSchema))
  .query(({ ctx, input }) => ctx.services.templateAdmin.canary(ctx.actor, input.id));
