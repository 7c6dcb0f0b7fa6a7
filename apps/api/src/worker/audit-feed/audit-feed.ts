// Sends the audit trail to whoever watches it elsewhere (a SIEM), seal after seal. Where it was sent to is kept in the database when it
// was, so nothing is left out, and after a failure some of it is sent once more.
import type { Database, FeedBatch } from '@portal/db';
import {
  type Clock,
  commitProblems,
  feedBehind,
  feedGap,
  type Log,
  type ProblemWrite,
  type UnitOfWork,
} from '@portal/domain';
import { eventsOf, type FeedEvent } from './feed-events.ts';

export interface FeedTarget {
  readonly url: string;
  /** Sent to an address of HTTP alone: syslog has no place for one. */
  readonly token?: string | undefined;
  /** In PEM: whose certificates the far side has; the system's authorities without it. */
  readonly authority?: string | undefined;
}

/** Resolves when they are sent. */
export type FeedSink = (events: readonly FeedEvent[], signal: AbortSignal) => Promise<void>;

export interface AuditFeed {
  /** Everything that is sealed and was not sent. */
  send(signal: AbortSignal): Promise<void>;
}

interface FeedPorts {
  readonly auditSeals: Pick<Database['auditSeals'], 'nextFeedBatch' | 'recordFed'>;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly log: Log;
  readonly sink: FeedSink;
}

/** What waits for longer is a problem. */
const behindAfterMs = 5 * 60_000;

const causeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.cause.message !== '' ? error.cause.message : error.message;
};

export const createAuditFeed = ({ auditSeals, unitOfWork, clock, log, sink }: FeedPorts): AuditFeed => {
  const commit = (write: ProblemWrite): Promise<void> => commitProblems(unitOfWork, 'audit.feed', [write]);
  /** What this process said last; at first it does not know what another one has said. */
  let told: string | null | undefined;

  const tell = async (cause: string | null, since: Date): Promise<void> => {
    if (cause === told) return;
    await commit(feedBehind(cause, since));
    told = cause;
  };

  const failed = async ({ sealedAt }: FeedBatch, error: unknown): Promise<void> => {
    const cause = causeOf(error);
    log.warn('the audit feed could not be sent', { cause });
    if (clock.now().getTime() - sealedAt.getTime() >= behindAfterMs) await tell(cause, sealedAt);
  };

  return {
    async send(signal) {
      for (let batch = await auditSeals.nextFeedBatch(); batch !== null; batch = await auditSeals.nextFeedBatch()) {
        signal.throwIfAborted();
        try {
          await sink(eventsOf(batch), signal);
        } catch (error) {
          signal.throwIfAborted();
          return await failed(batch, error);
        }
        await auditSeals.recordFed(batch.seal);
        if (batch.missing.length > 0) await commit(feedGap(batch));
      }
      await tell(null, clock.now());
    },
  };
};
