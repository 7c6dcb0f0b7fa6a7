// Whether a failed request is sent again, and when: pure. Reads may always be repeated; anything else only when
// nothing can have happened. PVE has no idempotency keys, so a lost answer is for the caller to look into.
import { type Failure, type Method, noRoute, statusMayHaveActed } from './errors.ts';

export interface RetryQuestion {
  readonly method: Method;
  readonly failure: Failure;
  /** The one that failed: 1 for the first. */
  readonly attempt: number;
  readonly maxAttempts: number;
  /** Until the whole call must be over. */
  readonly remainingMs: number;
  /** What the next attempt would wait first. */
  readonly delayMs: number;
}

type RetryReason = 'nothing_was_sent' | 'read_may_be_repeated' | 'lock_timed_out_before_acting';

export type RetryDecision =
  | { readonly retry: true; readonly because: RetryReason }
  | { readonly retry: false; readonly because: 'not_worthwhile' | 'may_have_acted' | 'attempts_used' | 'out_of_time' };

/**
 * In a direct answer, this text means that the handler gave up waiting for the VM's lock, before it changed anything
 * (PVE::Tools::lock_file). `VM is locked (…)` is as harmless but lasts: that one is left to the caller's patience.
 */
const lockTimeout = /can't lock file '.*' - got timeout/;

const reasonToRetry = (method: Method, failure: Failure): RetryReason | 'not_worthwhile' | 'may_have_acted' => {
  switch (failure.kind) {
    case 'notSent':
      return failure.because === 'unreachable' ? 'nothing_was_sent' : 'not_worthwhile';
    case 'lost':
      if (failure.because === 'aborted') return 'not_worthwhile';
      return method === 'GET' ? 'read_may_be_repeated' : 'may_have_acted';
    case 'unreadable':
      return method === 'GET' ? 'read_may_be_repeated' : 'may_have_acted';
    case 'refused':
      if (failure.status === 500 && lockTimeout.test(failure.text)) return 'lock_timed_out_before_acting';
      if (failure.status !== noRoute && !statusMayHaveActed(failure.status)) return 'not_worthwhile';
      return method === 'GET' ? 'read_may_be_repeated' : 'may_have_acted';
  }
};

export const shouldRetry = (question: RetryQuestion): RetryDecision => {
  const because = reasonToRetry(question.method, question.failure);
  if (because === 'not_worthwhile' || because === 'may_have_acted') return { retry: false, because };
  if (question.attempt >= question.maxAttempts) return { retry: false, because: 'attempts_used' };
  if (question.delayMs >= question.remainingMs) return { retry: false, because: 'out_of_time' };
  return { retry: true, because };
};

export interface Backoff {
  readonly firstMs: number;
  readonly mostMs: number;
}

/**
 * Doubles with each attempt, and falls anywhere between half and the whole of that: callers that failed together come
 * back apart. `random` is in [0, 1).
 */
export const backoffMs = (attempt: number, backoff: Backoff, random: number): number => {
  const whole = Math.min(backoff.mostMs, backoff.firstMs * 2 ** (attempt - 1));
  return Math.round(whole / 2 + (whole / 2) * random);
};
