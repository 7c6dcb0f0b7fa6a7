// Reading the audit trail: all of it for those who see everything, otherwise what concerns one's own sight and acts.
import { defaultPageLimit } from '@portal/types';
import type { AuditReader } from '../ports.ts';
import { visibilityOf } from '../principal.ts';
import type { AuditService } from '../services.ts';

export const createAuditService = (audit: AuditReader): AuditService => ({
  list: ({ principal }, input) =>
    audit.list({ ...input, limit: input.limit ?? defaultPageLimit }, principal, visibilityOf(principal)),
});
