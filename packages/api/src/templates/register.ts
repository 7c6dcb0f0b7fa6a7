import { registerTemplateSchema, templateSchema } from '@portal/types';
import { output } from '../output.ts';
import { personProcedure } from '../procedure.ts';

export const registerTemplate = personProcedure
  .meta({
    answers: 'template',
    openapi: {
      method: 'POST',
      path: '/templates',
      summary: 'Register a template',
      description:
        'Puts a PVE template on offer as version 1. It is checked against what the cluster shows; each fault is named by its field. For administrators.',
      tags: ['templates'],
    },
  })
  .input(registerTemplateSchema)
  .output(output(templateSchema))
  .mutation(({ ctx, input }) => ctx.services.templateAdmin.register(ctx.actor, input));
