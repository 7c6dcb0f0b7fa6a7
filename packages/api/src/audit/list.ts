import { auditPageSchema, listAuditSchema } from '@portal/types';
import { output } from '../output.ts';
import { personProcedure } from '../procedure.ts';

export const listAudit = personProcedure
  .meta({
    openapi: {
      method: 'GET',
      path: '/audit',
      summary: 'Read the audit trail',
      description: 'Who did what to which thing, newest first: what concerns you, or everything for auditors.',
      tags: ['audit'],
    },
  })
  .input(listAuditSchema)
  .output(output(auditPageSchema))
  .query(({ ctx, input }) => ctx.services.audit.list(ctx.actor, input));
