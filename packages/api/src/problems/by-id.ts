import { problemIdSchema, problemItemSchema } from '@portal/types';
import { output } from '../output.ts';
import { personProcedure } from '../procedure.ts';

export const problemById = personProcedure
  .meta({
    openapi: {
      method: 'GET',
      path: '/problems/{id}',
      summary: 'Read a problem',
      description: 'One problem, open or resolved. For administrators and auditors.',
      tags: ['problems'],
    },
  })
  .input(problemIdSchema)
  .output(output(problemItemSchema))
  .query(({ ctx, input }) => ctx.services.problems.byId(ctx.actor, input.id));
