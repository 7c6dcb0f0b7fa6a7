// What an answer says of the limits that its request counted for: the `RateLimit` and `RateLimit-Policy` fields of
// draft-ietf-httpapi-ratelimit-headers-11, and `Retry-After` where the request is refused.
import type { RateStanding } from '@portal/domain';
import { rateLimitWindowSeconds } from '@portal/types';

export const rateLimitHeader = 'ratelimit';
export const rateLimitPolicyHeader = 'ratelimit-policy';

interface HeaderSink {
  set(name: string, value: string): unknown;
}

/** Throws the refusal where there is one. */
export const tellLimits = ({ policies, nearest, refusal }: RateStanding, headers: HeaderSink): void => {
  const policy = policies.map(({ name, max }) => `"${name}";q=${max};w=${rateLimitWindowSeconds}`);
  headers.set(rateLimitPolicyHeader, policy.join(', '));
  headers.set(rateLimitHeader, `"${nearest.name}";r=${nearest.remaining};t=${nearest.endsInSeconds}`);
  if (refusal === null) return;
  headers.set('retry-after', String(nearest.endsInSeconds));
  throw refusal;
};
