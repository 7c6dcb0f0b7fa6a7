import { orphanListSchema } from '@portal/types';
import { output } from '../output.ts';
import { personProcedure } from '../procedure.ts';

export const listOrphans = personProcedure
  .meta({
    openapi: {
      method: 'GET',
      path: '/orphans',
      summary: 'List orphans',
      description:
        'VMs in the portal’s pool, or with its tag or a stamp of its own, that no deployment accounts for, oldest first. The portal never touches one. For administrators and auditors.',
      tags: ['quarantine'],
    },
  })
  .output(output(orphanListSchema))
  .query(({ ctx }) => ctx.services.orphans.list(ctx.actor));
