// A call as the adapter's methods make it: attempts within one overall deadline, the breaker asked before each and
// told after each, the answer parsed by the method's schema.
import { HypervisorError } from '@portal/domain';
import type { z } from 'zod';
import { type Breaker, createBreaker, type Verdict } from './breaker.ts';
import { createClient, type Outcome, type PveRequest } from './client.ts';
import { type Failure, toHypervisorError } from './errors.ts';
import { defaultLimits, type ProxmoxOptions, systemClock } from './options.ts';
import { backoffMs, shouldRetry } from './retry.ts';

export interface Page<T> {
  readonly data: T;
  /** How many there are in all, where PVE says so. */
  readonly total: number | null;
}

export interface Caller {
  call<T>(request: PveRequest, data: z.ZodType<T>, signal: AbortSignal): Promise<T>;
  callPage<T>(request: PveRequest, data: z.ZodType<T>, signal: AbortSignal): Promise<Page<T>>;
  close(): Promise<void>;
}

/** Only our way to the entry point counts. 595 and 596 are about one node behind it, and the others still work. */
const verdictOf = (outcome: Outcome): Verdict => {
  switch (outcome.kind) {
    case 'answer':
    case 'unreadable':
      return 'answered';
    case 'refused':
      return outcome.status === 401 ? 'unauthenticated' : 'answered';
    case 'notSent':
    case 'lost':
      return outcome.because === 'aborted' ? 'silent' : 'unreachable';
  }
};

const refusedByBreaker = (request: PveRequest): HypervisorError =>
  new HypervisorError(
    'circuit_open',
    `The cluster failed too often lately and is left alone for a while [${request.method} ${request.path}]`,
    { maybeDone: false },
  );

const decode = <T>(request: PveRequest, schema: z.ZodType<T>, data: unknown): T => {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = ['data', ...(issue?.path ?? [])].join('.');
  const failure: Failure = { kind: 'unreadable', detail: `${where}: ${issue?.message ?? 'unexpected'}` };
  throw toHypervisorError(request.method, request.path, failure);
};

export const createCaller = (options: ProxmoxOptions): Caller => {
  const limits = { ...defaultLimits, ...options.limits };
  const clock = options.clock ?? systemClock;
  const random = options.random ?? Math.random;
  const nowMs = () => clock.now().getTime();
  const client = createClient(options, limits);
  const breaker: Breaker = createBreaker(limits.breaker, nowMs, (because) =>
    options.log.error('Calls to the cluster are suspended.', { because, coolDownMs: limits.breaker.coolDownMs }),
  );

  const attempt = async (request: PveRequest, timeoutMs: number, signal: AbortSignal): Promise<Outcome | null> => {
    const report = breaker.admit();
    if (report === null) return null;
    let verdict: Verdict = 'silent';
    try {
      const outcome = await client.send(request, timeoutMs, signal);
      verdict = verdictOf(outcome);
      return outcome;
    } finally {
      report(verdict);
    }
  };

  const callPage = async <T>(request: PveRequest, data: z.ZodType<T>, signal: AbortSignal): Promise<Page<T>> => {
    const { method, path } = request;
    const isRead = method === 'GET';
    const endMs = nowMs() + (isRead ? limits.readDeadlineMs : limits.writeDeadlineMs);
    const attemptMs = isRead ? limits.readTimeoutMs : limits.writeTimeoutMs;
    let refused: HypervisorError = refusedByBreaker(request);
    for (let count = 1; ; count += 1) {
      const outcome = await attempt(request, Math.min(attemptMs, Math.max(1, endMs - nowMs())), signal);
      if (outcome === null) throw refused;
      if (outcome.kind === 'answer') {
        return { data: decode(request, data, outcome.answer.data), total: outcome.answer.total };
      }
      refused = toHypervisorError(method, path, outcome);
      const delayMs = backoffMs(count, limits.backoff, random());
      const question = { method, failure: outcome, attempt: count, maxAttempts: limits.maxAttempts };
      const decision = shouldRetry({ ...question, remainingMs: endMs - nowMs(), delayMs });
      if (!decision.retry) throw refused;
      options.log.warn('A cluster request is repeated.', { method, path, code: refused.code, ...decision, delayMs });
      await clock.wait(delayMs, signal).catch((cause: unknown) => {
        throw toHypervisorError(method, path, { kind: 'notSent', because: 'aborted', cause });
      });
    }
  };

  return {
    callPage,
    call: async (request, data, signal) => (await callPage(request, data, signal)).data,
    close: () => client.close(),
  };
};
