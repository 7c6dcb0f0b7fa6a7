import { meSchema } from '@portal/types';
import { output } from '../output.ts';
import { personProcedure } from '../procedure.ts';

export const getMe = personProcedure
  .meta({
    openapi: {
      method: 'GET',
      path: '/me',
      summary: 'Read who you are and your limits',
      description: 'The person behind the token, the limits that hold for them, and their use against these.',
      tags: ['me'],
    },
  })
  .output(output(meSchema))
  .query(({ ctx }) => ctx.services.me.get(ctx.actor));
