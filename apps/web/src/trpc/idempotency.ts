// One request, one key. Who asks again because the answer was lost gets that answer, and nothing is done twice; the same
// asked again after an answer, or after something else was done meanwhile, is a new request.
import type { AppRouter } from '@portal/api';
import type { TRPCLink } from '@trpc/client';
import { tap } from '@trpc/server/observable';
import { type Failure, failureOf } from './failure.ts';

const idempotencyHeader = 'idempotency-key';

const keyBytes = 16;

/** Works without a secure context too, where browsers have no `crypto.randomUUID`. */
const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(keyBytes)), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Where a link passes the key on to the one that sends it. */
const contextKey = 'idempotencyKey';

/** Later than this the same input is no repeat: it is meant anew. */
const repeatedWithinMs = 2 * 60_000;

/** After these nobody knows whether it was done. */
const outcomeUnknown: ReadonlySet<Failure['code']> = new Set(['unreachable', 'unavailable', 'internal']);

/** Asked again under its key, a secret would be refused as shown already: each asking for one is a request of its own. */
const secret: ReadonlySet<string> = new Set(['deployments.credentials']);

interface Sent {
  readonly key: string;
  readonly at: number;
  /** Its answer was lost; else it is under way. */
  readonly lost: boolean;
}

/** The keys are kept here and not with the components: a dialog that was closed meanwhile still asks for the same thing. */
export const idempotencyLink: TRPCLink<AppRouter> = () => {
  const unanswered = new Map<string, Sent>();
  const firstSent = (request: string): Pick<Sent, 'key' | 'at'> => {
    const now = Date.now();
    const sent = unanswered.get(request);
    return sent !== undefined && now - sent.at < repeatedWithinMs ? sent : { key: newKey(), at: now };
  };
  /** Whoever got an answer has gone on: what was lost before is not waited for any more. */
  const answered = (request: string): void => {
    unanswered.delete(request);
    for (const [other, { lost }] of unanswered) if (lost) unanswered.delete(other);
  };
  return ({ op, next }) => {
    const request = JSON.stringify([op.path, op.input]);
    const sent = firstSent(request);
    unanswered.set(request, { ...sent, lost: false });
    return next({ ...op, context: { ...op.context, [contextKey]: sent.key } }).pipe(
      tap({
        next: () => answered(request),
        error: (error) => {
          const isLost = outcomeUnknown.has(failureOf(error).code) && !secret.has(op.path);
          if (isLost) unanswered.set(request, { ...sent, lost: true });
          else unanswered.delete(request);
        },
      }),
    );
  };
};

export const idempotencyHeaders = (context: Readonly<Record<string, unknown>>): Record<string, string> => {
  const key = context[contextKey];
  return typeof key === 'string' ? { [idempotencyHeader]: key } : {};
};
