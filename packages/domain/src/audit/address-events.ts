// The audit vocabulary of network addresses from which somebody asks whom nobody knows.
import type { AuditEvent, JsonObject } from '../records.ts';

export const addressActions = { rateLimited: 'address.rate_limited' } as const;

/** `network` as requests are counted by it. */
export const refusedAddress = (network: string, detail: JsonObject): AuditEvent => ({
  action: addressActions.rateLimited,
  subject: { type: 'address', id: network },
  outcome: 'refused',
  detail,
});
