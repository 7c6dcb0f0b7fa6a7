import { publishTemplateSchema, templateSchema } from '@portal/types';
import { output } from '../output.ts';
import { personProcedure } from '../procedure.ts';

export const publishTemplate = personProcedure
  .meta({
    answers: 'template',
    openapi: {
      method: 'POST',
      path: '/templates/{id}/versions',
      summary: 'Publish a new version of a template',
      description:
        'New requests take it; VMs that exist keep theirs. Refused with 409 when another version was published since `baseVersion`. For administrators.',
      tags: ['templates'],
    },
  })
  .input(publishTemplateSchema)
  .output(output(templateSchema))
  .mutation(({ ctx, input }) => ctx.services.templateAdmin.publish(ctx.actor, input));
