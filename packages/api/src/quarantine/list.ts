import { listQuarantineSchema, quarantinePageSchema } from '@portal/types';
import { output } from '../output.ts';
import { personProcedure } from '../procedure.ts';

export const listQuarantine = personProcedure
  .meta({
    openapi: {
      method: 'GET',
      path: '/quarantine',
      summary: 'List what is quarantined',
      description:
        'Deployments whose VM does not prove to be theirs: what the portal has on record beside what the cluster shows. For administrators and auditors.',
      tags: ['quarantine'],
    },
  })
  .input(listQuarantineSchema)
  .output(output(quarantinePageSchema))
  .query(({ ctx, input }) => ctx.services.quarantine.list(ctx.actor, input));
