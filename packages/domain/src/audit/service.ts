// Reading the audit trail: all of it for those who see everything, otherwise what one may see, and one's own acts.
import {
  type AuditEntry,
  type AuditFacets,
  type AuditFacetsInput,
  type AuditIntegrity,
  type AuditPage,
  Download,
  defaultPageLimit,
  type ExportAudit,
  type FollowEvents,
  type ListAudit,
  type PortalEvent,
} from '@portal/types';
import { type AuditIntegrityRecord, damageReason } from '../audit-integrity.ts';
import { given } from '../given.ts';
import { withoutInsideWords } from '../inside-words.ts';
import type { AuditReader, FeedEvent } from '../ports/readers.ts';
import type { Clock, Say, Words } from '../ports/system.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import { type PersonContext, requirePermission, seesPlacement, visibilityOf } from '../principal.ts';
import { putOnRecord } from '../put-on-record.ts';
import type { AuditEvent } from '../records.ts';
import { placementDetails } from './events.ts';
import { exportActions, exportEvent } from './export-events.ts';
import { exportFormats } from './export-format.ts';
import { type FollowPorts, follow } from './follow.ts';
import { isOfAction, portalEventOf, worded } from './portal-event.ts';

interface AuditPorts extends FollowPorts {
  readonly audit: AuditReader;
  readonly words: Words;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
}

/** Read, sent and forgotten before the next ones: no transaction stays open for a client that takes its time. */
const exportedAtOnce = 1_000;

const withoutPlacement = (entry: AuditEntry): AuditEntry => ({
  ...entry,
  detail: Object.fromEntries(
    Object.entries(entry.detail).flatMap(([key, value]) =>
      placementDetails.has(key) ? [] : [[key, withoutInsideWords(value)]],
    ),
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

/** What a stream of events says: what happened; how far it is, where that was nothing to tell; or that something may be missing. */
export type Told =
  | { readonly kind: 'event'; readonly cursor: string; readonly event: PortalEvent }
  | { readonly kind: 'place' | 'reset'; readonly cursor: string };

const isAsked = (heard: FeedEvent, { deployment, action }: FollowEvents): boolean =>
  (deployment === undefined || heard.deploymentId === deployment) &&
  (action === undefined || isOfAction(heard.action, action));

export const createAuditService = ({ audit, words, unitOfWork, clock, ...live }: AuditPorts) => {
  const shownTo =
    ({ principal, reader }: PersonContext) =>
    (entry: AuditEntry): AuditEntry =>
      worded(seesPlacement(principal) ? entry : withoutPlacement(entry), words(reader));

  const read = async (actor: PersonContext, filter: ListAudit & { readonly limit: number }): Promise<AuditPage> => {
    const { principal } = actor;
    const page = await audit.list(filter, principal, visibilityOf(principal));
    return { ...page, items: page.items.map(shownTo(actor)) };
  };

  /** The feed says that something happened; what of it may be told, and to whom, the trail alone does. */
  async function* told(actor: PersonContext, asked: FollowEvents, signal: AbortSignal): AsyncGenerator<Told> {
    for await (const heard of follow(live, actor, asked.after ?? null, signal)) {
      const { cursor, entryId, person } = heard;
      if (entryId === null) yield { kind: 'place', cursor };
      else if (isAsked(heard, asked)) {
        const entry = await audit.byId(entryId, person, visibilityOf(person));
        if (entry !== null) yield { kind: 'event', cursor, event: portalEventOf(shownTo(actor)(entry)) };
      }
    }
  }

  async function* withReset(after: string, rest: AsyncGenerator<Told>): AsyncGenerator<Told> {
    yield { kind: 'reset', cursor: after };
    yield* rest;
  }

  const record = (actor: PersonContext, event: AuditEvent): Promise<void> => putOnRecord(unitOfWork, actor, event);

  async function* exported(actor: PersonContext, input: ExportAudit): AsyncGenerator<string> {
    const { format, ...filter } = input;
    const { head, line } = exportFormats[format];
    const asked = given(input);
    await record(actor, exportEvent(exportActions.begun, actor, asked));
    let rows = 0;
    let isWhole = false;
    try {
      yield head;
      let cursor: string | null = null;
      do {
        const after = cursor === null ? {} : { cursor };
        const page: AuditPage = await read(actor, { ...filter, ...after, limit: exportedAtOnce });
        yield page.items.map(line).join('');
        rows += page.items.length;
        cursor = page.nextCursor;
      } while (cursor !== null);
      isWhole = true;
    } finally {
      const outcome = isWhole ? 'succeeded' : 'failed';
      await record(actor, exportEvent(exportActions.exported, actor, { ...asked, rows }, outcome));
    }
  }

  return {
    list: (actor: PersonContext, input: ListAudit): Promise<AuditPage> =>
      read(actor, { ...input, limit: input.limit ?? defaultPageLimit }),

    facets: ({ principal }: PersonContext, input: AuditFacetsInput): Promise<AuditFacets> =>
      audit.facets(input, principal, visibilityOf(principal)),

    /** Nothing is read, and nothing on record, before somebody takes the file. */
    async export(actor: PersonContext, input: ExportAudit): Promise<Download> {
      requirePermission(actor, 'audit.export');
      const { contentType } = exportFormats[input.format];
      const day = clock.now().toISOString().slice(0, 10);
      return new Download(contentType, `audit-${day}.${input.format}`, () => exported(actor, input));
    },

    /** Endless; refuses what is no cursor of this database. Throws why, once its reader is no longer let in or has other rights. */
    async events(actor: PersonContext, asked: FollowEvents, signal: AbortSignal): Promise<AsyncGenerator<Told>> {
      requirePermission(actor, 'audit.events');
      const { after } = asked;
      const events = told(actor, asked, signal);
      return after === undefined || (await live.feed.isWholeAfter(after)) ? events : withReset(after, events);
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
  };
};
