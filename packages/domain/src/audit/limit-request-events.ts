// On record with the person who asks: ids and figures, and none of anybody's words. Who decides is told by their team.
import type { AuditOutcome } from '@portal/types';
import type { LimitRequestRow } from '../change.ts';
import type { AuditEvent, JsonObject } from '../records.ts';
import { personActions, personEvent } from './person-events.ts';

const limitRequestActions = {
  create: personActions.limitRequested,
  withdraw: personActions.limitRequestWithdrawn,
  approve: personActions.limitRequestApproved,
  reject: personActions.limitRequestRejected,
} as const;

export type LimitRequestAct = keyof typeof limitRequestActions;

export const limitRequestEvent = (
  act: LimitRequestAct,
  { id, userId, measure, value, days }: LimitRequestRow,
  detail: JsonObject = {},
  outcome: AuditOutcome = 'succeeded',
): AuditEvent =>
  personEvent(
    limitRequestActions[act],
    userId,
    { request: id, asker: userId, measure, value, days, ...detail },
    outcome,
  );
