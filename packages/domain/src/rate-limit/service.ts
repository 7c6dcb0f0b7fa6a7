// Whether another request is let in: by its address before anybody is known, by person and token after that (ADR 0052).
import { type RateLimitName, type Reason, rateLimitNames, recordOf } from '@portal/types';
import { refusedAddress } from '../audit/address-events.ts';
import { personActions, refusedOnPerson } from '../audit/person-events.ts';
import { tokenActions, tokenEvent } from '../audit/token-events.ts';
import { DomainError } from '../errors.ts';
import { networkOf } from '../network-of.ts';
import { oncePerMinute } from '../once-per-minute.ts';
import type { RequestCount, RequestCounts } from '../ports/request-counts.ts';
import type { Clock } from '../ports/system.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import { type ActorContext, type PersonContext, systemActor } from '../principal.ts';
import { putOnRecordInTurn, type Recorded } from '../put-on-record.ts';
import type { JsonObject } from '../records.ts';

/** How many a minute. */
export type RateLimits = Readonly<Record<RateLimitName, number>>;

export interface RateLimitPorts {
  readonly requestCounts: RequestCounts;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  /** Absent where nobody has to wait, whatever they do. */
  readonly rateLimits?: RateLimits;
}

/** What an answer tells of the limits that its request counts for. */
export interface RateStanding {
  readonly policies: readonly { readonly name: RateLimitName; readonly max: number }[];
  /** Of the limit that is nearest to its end. */
  readonly nearest: { readonly name: RateLimitName; readonly remaining: number; readonly endsInSeconds: number };
  /** Null where the request is let in. */
  readonly refusal: DomainError | null;
}

export type RequestSource = Pick<ActorContext, 'requestId' | 'address' | 'userAgent'>;

const endless: RateLimits = recordOf(rateLimitNames, () => 1_000_000_000);
const secondMs = 1_000;

interface Limit {
  readonly name: RateLimitName;
  /** Whose requests are counted. */
  readonly of: string;
}

const inSeconds = ({ endsInMs }: RequestCount): number => Math.max(1, Math.ceil(endsInMs / secondMs));

export const createRateLimitService = ({ requestCounts, unitOfWork, clock, rateLimits = endless }: RateLimitPorts) => {
  const mayRecord = oncePerMinute(clock);

  const standing = (limits: readonly Limit[], counts: readonly RequestCount[]) => {
    const policies = limits.map(({ name }) => ({ name, max: rateLimits[name] }));
    const all = limits.flatMap((limit, index) => {
      const count = counts[index];
      return count === undefined ? [] : [{ ...limit, max: rateLimits[limit.name], count }];
    });
    const over = all.find(({ count }) => count.isOver);
    const [first, ...others] = all;
    if (first === undefined) throw new Error('A request counts for one limit at least.');
    const nearest =
      over ?? others.reduce((a, b) => (b.count.remaining / b.max < a.count.remaining / a.max ? b : a), first);
    const { name, of, max, count } = nearest;
    const told = { name, remaining: over === undefined ? count.remaining : 0, endsInSeconds: inSeconds(count) };
    return {
      policies,
      nearest: told,
      over: over === undefined ? null : { name, of, max, seconds: told.endsInSeconds },
    };
  };

  const admit = async (
    limits: readonly Limit[],
    requests: number,
    recorded: (detail: JsonObject) => Recorded,
  ): Promise<RateStanding> => {
    const subjects = limits.map(({ name, of }) => ({ subject: `${name}:${of}`, max: rateLimits[name] }));
    const { over, ...told } = standing(limits, await requestCounts.count(subjects, requests));
    if (over === null) return { ...told, refusal: null };
    const { name: per, of, max, seconds } = over;
    await putOnRecordInTurn(unitOfWork, mayRecord(`${per} ${of}`), () => recorded({ limit: per, max }));
    const reason: Reason = { code: 'too_many_requests', params: { per, max, seconds } };
    return { ...told, refusal: new DomainError('rate_limited', reason) };
  };

  return {
    /** Of whoever asks from there, before it is known who that is. */
    ofAddress(source: RequestSource, as: 'request' | 'sign_in', requests = 1): Promise<RateStanding> {
      const of = networkOf(source.address);
      const limits: readonly Limit[] = [
        ...(as === 'sign_in' ? [{ name: as, of } as const] : []),
        { name: 'address', of },
      ];
      return admit(limits, requests, (detail) => ({
        actor: { ...systemActor('rate-limit'), ...source },
        event: refusedAddress(of, detail),
      }));
    },

    /** Of a person, and of the token that speaks for them. */
    ofPerson(actor: PersonContext, as: 'request' | 'stream', requests = 1): Promise<RateStanding> {
      const { principal } = actor;
      const { userId, name } = principal;
      const limits: readonly Limit[] = [
        ...(as === 'stream' ? [{ name: as, of: userId } as const] : []),
        ...(principal.kind === 'token' ? [{ name: 'token', of: principal.tokenId } as const] : []),
        { name: 'person', of: userId },
      ];
      return admit(limits, requests, (detail) => ({
        actor,
        event:
          principal.kind === 'token'
            ? tokenEvent(tokenActions.rateLimited, principal.tokenId, detail, 'refused')
            : refusedOnPerson(personActions.rateLimited, { id: userId, name }, detail),
      }));
    },
  };
};

export type RateLimitService = ReturnType<typeof createRateLimitService>;
