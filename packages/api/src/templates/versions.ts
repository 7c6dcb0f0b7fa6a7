import { templateIdSchema, templateVersionListSchema } from '@portal/types';
import { output } from '../output.ts';
import { personProcedure } from '../procedure.ts';

export const templateVersions = personProcedure
  .meta({
    openapi: {
      method: 'GET',
      path: '/templates/{id}/versions',
      summary: 'List the versions of a template',
      description: 'Newest first, with where each comes from in Proxmox VE. For administrators and auditors.',
      tags: ['templates'],
    },
  })
  .input(templateIdSchema)
  .output(output(templateVersionListSchema))
  .query(({ ctx, input }) => ctx.services.templateAdmin.versions(ctx.actor, input.id));
