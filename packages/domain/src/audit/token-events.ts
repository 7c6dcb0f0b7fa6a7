// The audit vocabulary of API tokens.
import type { AuditOutcome } from '@portal/types';
import type { AuditEvent, JsonObject } from '../records.ts';

export const tokenActions = {
  created: 'api_token.created',
  /** It takes over from another one. */
  rotated: 'api_token.rotated',
  /** Another one takes over from it. */
  replaced: 'api_token.replaced',
  revoked: 'api_token.revoked',
  restricted: 'api_token.restricted',
  refusedScope: 'api_token.refused_scope',
  refusedAddress: 'api_token.refused_address',
  rateLimited: 'api_token.rate_limited',
  usedFromNewAddress: 'api_token.used_from_new_address',
} as const;
type TokenAuditAction = (typeof tokenActions)[keyof typeof tokenActions];

export const tokenEvent = (
  action: TokenAuditAction,
  id: string,
  detail: JsonObject = {},
  outcome: AuditOutcome = 'succeeded',
): AuditEvent => ({ action, subject: { type: 'api_token', id }, outcome, detail });
