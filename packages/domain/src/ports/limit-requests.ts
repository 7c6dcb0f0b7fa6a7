// Requests for more than a limit allows, as they are read in a transaction and outside of one.
import type { LimitMeasure, ListLimitRequests } from '@portal/types';
import type { LimitRequestRow } from '../change.ts';
import type { Visibility } from '../principal.ts';

/** With who asked, who decided, and the team of whoever asked at this moment. */
export interface NamedLimitRequest extends LimitRequestRow {
  readonly name: string;
  readonly teamId: string | null;
  readonly decidedByName: string | null;
  /** Of the template that the VM is made from which waits for it. */
  readonly templateName: string | null;
}

/** In a transaction that holds the lock of the directory, where what it reads stays so. */
export interface LimitRequestRows {
  limitRequest(id: string): Promise<LimitRequestRow | null>;
  /** Whether they wait for a decision on that already. */
  hasAskedFor(userId: string, measure: LimitMeasure): Promise<boolean>;
}

export interface LimitRequestBook {
  request(id: string): Promise<NamedLimitRequest | null>;
  /** Newest first: one's own, and those of people whom one sees. */
  requests(
    filter: Omit<ListLimitRequests, 'limit'> & {
      readonly userId: string;
      readonly visibility: Visibility;
      readonly limit: number;
    },
  ): Promise<{ readonly items: readonly NamedLimitRequest[]; readonly nextCursor: string | null }>;
}
