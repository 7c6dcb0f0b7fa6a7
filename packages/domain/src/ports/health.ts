// What the database tells of how the portal stands.
import type { ProblemCode } from '@portal/types';

/** What the database tells of itself, of the job queue and of the workers. */
export interface HealthRecord {
  readonly database: {
    readonly sizeMiB: number;
    readonly connections: number;
    readonly mostConnections: number;
    /** By its own clock. */
    readonly now: Date;
  };
  readonly queue: {
    /** Jobs whose time has come and that no worker has taken. */
    readonly waiting: number;
    readonly oldestDueAt: Date | null;
    readonly inHand: number;
    /** Those that failed for the last time. */
    readonly givenUp: number;
  };
  readonly worker: { readonly lastMinuteAt: Date | null; readonly claims: number };
  readonly feedSentAt: Date | null;
  readonly openProblems: readonly { readonly code: ProblemCode; readonly count: number }[];
}

export interface HealthReader {
  read(): Promise<HealthRecord>;
}
