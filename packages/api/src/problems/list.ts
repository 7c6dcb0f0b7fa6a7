import { listProblemsSchema, problemPageSchema } from '@portal/types';
import { output } from '../output.ts';
import { personProcedure } from '../procedure.ts';

export const listProblems = personProcedure
  .meta({
    openapi: {
      method: 'GET',
      path: '/problems',
      summary: 'List problems',
      description:
        'What the portal cannot mend itself, newest first: what is so, what it means, and what to do about it. For administrators and auditors.',
      tags: ['problems'],
    },
  })
  .input(listProblemsSchema)
  .output(output(problemPageSchema))
  .query(({ ctx, input }) => ctx.services.problems.list(ctx.actor, input));
