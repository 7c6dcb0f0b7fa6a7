// A call as the adapter's methods make it: attempts within one overall deadline, the breaker asked before each and
// told after each, the answer parsed by the method's schema.
import { type Clock, HypervisorError, type Log } from '@portal/domain';
import type { z } from 'zod';
import type { Answer } from './answer.ts';
import { createBreaker, type Verdict } from './breaker.ts';
import { createClient, nodeOf, type Outcome, type PveRequest } from './client.ts';
import { type Failure, toHypervisorError } from './errors.ts';
import { defaultLimits, type Limits, type ProxmoxOptions, systemClock } from './options.ts';
import { backoffMs, shouldRetry } from './retry.ts';

interface Page<T> {
  readonly data: T;
  /** How many there are in all, where PVE says so. */
  readonly total: number | null;
}

export interface Caller {
  call<T>(request: PveRequest, data: z.ZodType<T>, signal: AbortSignal): Promise<T>;
  callPage<T>(request: PveRequest, data: z.ZodType<T>, signal: AbortSignal): Promise<Page<T>>;
  close(): Promise<void>;
}

/**
 * Only our way to the entry point counts. 595 and 596 are about one node behind it, and the others still work; so is a
 * call for a node that got no answer in time: a read is not waited for until the 596. Where the time was over before
 * anything was sent, it went by behind other calls (connecting has a shorter one of its own).
 */
const verdictOf = ({ path }: PveRequest, outcome: Outcome): Verdict => {
  switch (outcome.kind) {
    case 'answer':
    case 'unreadable':
      return 'answered';
    case 'refused':
      return outcome.status === 401 ? 'unauthenticated' : 'answered';
    case 'notSent':
      return outcome.because === 'aborted' || outcome.because === 'timeout' ? 'silent' : 'unreachable';
    case 'lost':
      if (outcome.because === 'timeout') return nodeOf(path) === null ? 'unreachable' : 'silent';
      return outcome.because === 'aborted' ? 'silent' : 'unreachable';
  }
};

/** Answered by the entry point itself, whichever node hangs. */
const probe: PveRequest = { method: 'GET', path: '/version' };

/** What a probe that failed says of the call that it went before. */
const notSentAfter = (probed: Outcome): Outcome =>
  probed.kind === 'lost'
    ? { ...probed, kind: 'notSent', because: probed.because === 'connection' ? 'unreachable' : probed.because }
    : probed;

/** Says what opened the breaker: that it is open is nothing that anybody could mend. */
const refusedByBreaker = (request: PveRequest, opener: HypervisorError | null): HypervisorError =>
  new HypervisorError('circuit_open', `left alone for a while: ${opener?.message ?? 'the cluster failed too often'}`, {
    maybeDone: false,
    call: `${request.method} ${request.path}`,
    ...(opener === null ? {} : { reason: opener.reason }),
  });

const cutOff = (request: PveRequest): HypervisorError =>
  new HypervisorError('unreachable', 'This worker was cut off from its database, so nothing was sent', {
    maybeDone: false,
    call: `${request.method} ${request.path}`,
  });

const decode = <T>(request: PveRequest, schema: z.ZodType<T>, data: unknown): T => {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = ['data', ...(issue?.path ?? [])].join('.');
  const failure: Failure = { kind: 'unreadable', detail: `${where}: ${issue?.message ?? 'unexpected'}` };
  throw toHypervisorError(request.method, request.path, failure);
};

interface Attempts {
  readonly limits: Limits;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  /** Null: the breaker did not let it through. */
  attempt(request: PveRequest, timeoutMs: number, signal: AbortSignal): Promise<Outcome | null>;
  /** Why it does not; null while it lets everything through. */
  opener(): HypervisorError | null;
}

/** Attempts until an answer, or until one more is not worth it. */
const persist = async (context: Attempts, request: PveRequest, signal: AbortSignal): Promise<Answer> => {
  const { limits, clock } = context;
  const { method, path } = request;
  const isRead = method === 'GET';
  const attemptMs = isRead ? limits.readTimeoutMs : limits.writeTimeoutMs;
  const endMs = clock.now().getTime() + (isRead ? limits.readDeadlineMs : limits.writeDeadlineMs);
  const remainingMs = (): number => endMs - clock.now().getTime();
  let error: HypervisorError | null = null;
  for (let count = 1; ; count += 1) {
    const outcome = await context.attempt(request, Math.min(attemptMs, Math.max(1, remainingMs())), signal);
    if (outcome === null) throw error ?? refusedByBreaker(request, context.opener());
    if (outcome.kind === 'answer') return outcome.answer;
    error = toHypervisorError(method, path, outcome);
    const delayMs = backoffMs(count, limits.backoff, context.random());
    const times = { attempt: count, maxAttempts: limits.maxAttempts, remainingMs: remainingMs(), delayMs };
    const decision = shouldRetry({ method, failure: outcome, ...times });
    if (!decision.retry) throw error;
    const why = { method, path, code: error.code, because: decision.because, delayMs };
    context.log.warn('A cluster request is repeated.', why);
    await clock.wait(delayMs, signal).catch((cause: unknown) => {
      throw toHypervisorError(method, path, { kind: 'notSent', because: 'aborted', cause });
    });
  }
};

export const createCaller = (options: ProxmoxOptions): Caller => {
  const limits = { ...defaultLimits, ...options.limits };
  const clock = options.clock ?? systemClock;
  const client = createClient(options, limits);
  const breaker = createBreaker(
    limits.breaker,
    () => clock.now().getTime(),
    (because) =>
      options.log.error('Calls to the cluster are suspended.', { because, coolDownMs: limits.breaker.coolDownMs }),
  );
  let opener: HypervisorError | null = null;
  const ask: Attempts['attempt'] = async (request, timeoutMs, signal) => {
    if (request.method !== 'GET' && options.mayAct?.() === false) throw cutOff(request);
    const report = breaker.admit();
    if (report === null) return null;
    let verdict: Verdict = 'silent';
    try {
      const outcome = await client.send(request, timeoutMs, signal);
      verdict = verdictOf(request, outcome);
      if ((verdict === 'unreachable' || verdict === 'unauthenticated') && outcome.kind !== 'answer') {
        opener = toHypervisorError(request.method, request.path, outcome);
      }
      return outcome;
    } finally {
      report(verdict);
    }
  };
  const context: Attempts = {
    ...{ limits, clock, random: options.random ?? Math.random, log: options.log },
    opener: () => opener,
    async attempt(request, timeoutMs, signal) {
      if (!breaker.isOpen() || nodeOf(request.path) === null) return ask(request, timeoutMs, signal);
      // A call for a node that hangs would hold everything up, and tell nothing of the way to the entry point.
      const probed = await ask(probe, Math.min(timeoutMs, limits.readTimeoutMs), signal);
      return breaker.isOpen() ? probed && notSentAfter(probed) : ask(request, timeoutMs, signal);
    },
  };
  const callPage: Caller['callPage'] = async (request, data, signal) => {
    if (request.path !== probe.path) await options.admit?.();
    const answer = await persist(context, request, signal).catch((error: unknown) => {
      if (options.endsAsTold === true) signal.throwIfAborted();
      throw error;
    });
    return { data: decode(request, data, answer.data), total: answer.total };
  };
  return {
    callPage,
    call: async (request, data, signal) => (await callPage(request, data, signal)).data,
    close: () => client.close(),
  };
};
