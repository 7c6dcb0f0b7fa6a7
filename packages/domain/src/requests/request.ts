// Deciding on a request for more: pure functions of the request as the deciding transaction reads it.
import {
  type ApproveLimitRequest,
  daysAfter,
  isLiftable,
  type LimitReport,
  type LimitRequestState,
  limitMaxima,
  type Reason,
  type ReasonParams,
} from '@portal/types';
import type { LimitRequestRow, LimitRow } from '../change.ts';
import { DomainError, doesNotFit, type FieldFault } from '../errors.ts';

export const requestRefused = (why: ReasonParams<'request_refused'>['why']): Reason => ({
  code: 'request_refused',
  params: { why },
});

/** What each person has of it by themselves, which is all that a grant can lift. Null where nothing but the portal's own bound limits them. */
export const presentLimit = (reports: readonly LimitReport[], measure: LimitRequestRow['measure']): number | null =>
  reports.find((one) => one.measure === measure && isLiftable(one))?.limit ?? null;

const refuseAbove = (field: FieldFault['field'], figure: number, max: number): void => {
  if (figure > max) throw doesNotFit({ field, reason: { code: 'number_too_large', params: { max } } });
};

/** Throws where it is no more than what they have: as a grant it would take something from them. */
export const refuseLess = (value: number, limit: number): void => {
  if (value > limit) return;
  throw doesNotFit({ field: 'value', reason: { code: 'number_too_small', params: { min: limit + 1 } } });
};

export const checkAsked = ({ measure, value, limit }: Pick<LimitRequestRow, 'measure' | 'value' | 'limit'>): void => {
  refuseLess(value, limit);
  refuseAbove('value', value, limitMaxima[measure]);
};

export const undecided = {
  state: 'open',
  decidedBy: null,
  decidedAt: null,
  comment: null,
  grantedValue: null,
  grantedUntil: null,
  deploymentId: null,
  fault: null,
} as const;

interface Granted {
  readonly value: number;
  readonly endsAt: Date;
}

/** What was asked for, unless whoever decides says less of it, or shorter. Throws where they say more. */
export const grantedOf = (row: LimitRequestRow, said: Omit<ApproveLimitRequest, 'id'>, now: Date): Granted => {
  const { value = row.value, days = row.days } = said;
  refuseAbove('value', value, row.value);
  refuseAbove('days', days, row.days);
  return { value, endsAt: daysAfter(now, days) };
};

interface Verdict {
  readonly state: Exclude<LimitRequestState, 'open'>;
  readonly by: string;
  readonly now: Date;
  readonly comment?: string | undefined;
  readonly granted?: Granted;
}

/** Throws where somebody was faster. */
export const decided = (row: LimitRequestRow, { state, by, now, comment, granted }: Verdict): LimitRequestRow => {
  if (row.state !== 'open') throw new DomainError('conflict', requestRefused('decided'));
  return {
    ...row,
    ...{ state, comment: comment ?? null, decidedBy: by, decidedAt: now },
    grantedValue: granted?.value ?? null,
    grantedUntil: granted?.endsAt ?? null,
  };
};

export const grantRow = (
  { userId, measure }: LimitRequestRow,
  { value, endsAt }: Granted,
  { id, now }: { readonly id: string; readonly now: Date },
): LimitRow => ({
  ...{ id, version: 1, subject: 'person', role: null, teamId: null, userId },
  ...{ templateId: null, clusterId: null, measure, together: false },
  ...{ value, endsAt, createdAt: now, updatedAt: now, removedAt: null },
});
