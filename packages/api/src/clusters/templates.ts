import { clusterIdSchema, seenTemplateListSchema } from '@portal/types';
import { output } from '../output.ts';
import { personProcedure } from '../procedure.ts';

export const clusterTemplates = personProcedure
  .meta({
    openapi: {
      method: 'GET',
      path: '/clusters/{id}/templates',
      summary: 'List the PVE templates of a cluster',
      description:
        'As last seen, whether they are on offer or not. By the cluster’s id or name. For administrators and auditors.',
      tags: ['clusters'],
    },
  })
  .input(clusterIdSchema)
  .output(output(seenTemplateListSchema))
  .query(({ ctx, input }) => ctx.services.templateAdmin.seen(ctx.actor, input.id));
