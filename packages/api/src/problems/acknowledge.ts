import { problemIdSchema, problemItemSchema } from '@portal/types';
import { output } from '../output.ts';
import { personProcedure } from '../procedure.ts';

export const acknowledgeProblem = personProcedure
  .meta({
    answers: 'problem',
    openapi: {
      method: 'POST',
      path: '/problems/{id}/acknowledge',
      summary: 'Acknowledge a problem',
      description:
        'Says that somebody has seen it. It stays open until the portal finds it gone; whoever was first stays named. For administrators.',
      tags: ['problems'],
    },
  })
  .input(problemIdSchema)
  .output(output(problemItemSchema))
  .mutation(({ ctx, input }) => ctx.services.problems.acknowledge(ctx.actor, input.id));
