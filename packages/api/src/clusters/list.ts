import { clusterListSchema } from '@portal/types';
import { output } from '../output.ts';
import { personProcedure } from '../procedure.ts';

export const listClusters = personProcedure
  .meta({
    openapi: {
      method: 'GET',
      path: '/clusters',
      summary: 'List the clusters',
      description:
        'What was last seen of each: whether it answers, its nodes, how much room it has, and how it is set up. For administrators and auditors.',
      tags: ['clusters'],
    },
  })
  .output(output(clusterListSchema))
  .query(({ ctx }) => ctx.services.clusters.list(ctx.actor));
