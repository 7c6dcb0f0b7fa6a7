// Reading the audit trail: all of it for those who see everything, otherwise what concerns one's own sight and acts.
import { type AuditEntry, defaultPageLimit } from '@portal/types';
import { withoutInsideWords } from '../deployment/inside-words.ts';
import type { AuditReader } from '../ports.ts';
import { seesPlacement, visibilityOf } from '../principal.ts';
import type { AuditService } from '../services.ts';
import { placementDetails } from './events.ts';

const withoutPlacement = (entry: AuditEntry): AuditEntry => ({
  ...entry,
  detail: Object.fromEntries(
    Object.entries(entry.detail).flatMap(([key, value]) =>
      placementDetails.has(key) ? [] : [[key, typeof value === 'string' ? withoutInsideWords(value) : value]],
    ),
  ),
});

export const createAuditService = (audit: AuditReader): AuditService => ({
  async list({ principal }, input) {
    const filter = { ...input, limit: input.limit ?? defaultPageLimit };
    const page = await audit.list(filter, principal, visibilityOf(principal));
    return seesPlacement(principal) ? page : { ...page, items: page.items.map(withoutPlacement) };
  },
});
