import { templateListSchema } from '@portal/types';
import { output } from '../output.ts';
import { personProcedure } from '../procedure.ts';

export const listTemplates = personProcedure
  .meta({
    openapi: {
      method: 'GET',
      path: '/templates',
      summary: 'List the templates on offer',
      description: 'Every active template in its current version, with its sizes and lease bounds.',
      tags: ['templates'],
    },
  })
  .output(output(templateListSchema))
  .query(({ ctx }) => ctx.services.templates.list(ctx.actor));
