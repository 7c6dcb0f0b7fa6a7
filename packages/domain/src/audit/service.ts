// Reading the audit trail: all of it for those who see everything, otherwise what one may see, and one's own acts.
import {
  type AuditEntry,
  type AuditIntegrity,
  type AuditPage,
  defaultPageLimit,
  type ListAudit,
  reasonSchema,
} from '@portal/types';
import { type AuditIntegrityRecord, damageReason } from '../audit-integrity.ts';
import { withoutInsideWords } from '../inside-words.ts';
import type { AuditReader } from '../ports/readers.ts';
import type { Say, Words } from '../ports/system.ts';
import { type PersonContext, requirePermission, seesPlacement, visibilityOf } from '../principal.ts';
import { placementDetails } from './events.ts';

interface AuditPorts {
  readonly audit: AuditReader;
  readonly words: Words;
}

const withoutPlacement = (entry: AuditEntry): AuditEntry => ({
  ...entry,
  detail: Object.fromEntries(
    Object.entries(entry.detail).flatMap(([key, value]) =>
      placementDetails.has(key) ? [] : [[key, withoutInsideWords(value)]],
    ),
  ),
});

/** Reasons among the details are told in words, too. */
const worded = (entry: AuditEntry, say: Say): AuditEntry => ({
  ...entry,
  detail: Object.fromEntries(
    Object.entries(entry.detail).map(([key, value]) => {
      const { success, data } = reasonSchema.safeParse(value);
      return [key, success ? { ...data, message: say(data) } : value];
    }),
  ),
});

const verifiedView = (verified: AuditIntegrityRecord['verified'], say: Say): AuditIntegrity['verified'] => {
  if (verified === null) return null;
  const { at, total: rows, sealedUntil, firstSeal, finding } = verified;
  const reason = finding === null ? null : damageReason(finding);
  return {
    at: at.toISOString(),
    rows,
    until: sealedUntil?.toISOString() ?? null,
    isWhole: firstSeal === 1,
    damage: reason === null ? null : { ...reason, message: say(reason) },
  };
};

export const createAuditService = ({ audit, words }: AuditPorts) => ({
  async list({ principal, reader }: PersonContext, input: ListAudit): Promise<AuditPage> {
    const filter = { ...input, limit: input.limit ?? defaultPageLimit };
    const page = await audit.list(filter, principal, visibilityOf(principal));
    const items = seesPlacement(principal) ? page.items : page.items.map(withoutPlacement);
    return { ...page, items: items.map((entry) => worded(entry, words(reader))) };
  },

  async integrity(actor: PersonContext): Promise<AuditIntegrity> {
    requirePermission(actor, 'audit.integrity');
    const { sealed, checkpoint, verified } = await audit.integrity();
    return {
      sealed: sealed && { ...sealed, at: sealed.at.toISOString(), sealedAt: sealed.sealedAt.toISOString() },
      checkpoint: checkpoint && { ...checkpoint, at: checkpoint.at.toISOString() },
      verified: verifiedView(verified, words(actor.reader)),
    };
  },
});
