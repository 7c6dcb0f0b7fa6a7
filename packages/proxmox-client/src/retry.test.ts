import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Failure, Method } from './errors.ts';
import { backoffMs, type RetryDecision, shouldRetry } from './retry.ts';

const refused = (status: number, text = ''): Failure => ({ kind: 'refused', status, text, fields: {} });
const notSent = (because: 'unreachable' | 'untrusted' | 'timeout' | 'aborted'): Failure => ({
  kind: 'notSent',
  because,
  cause: null,
});
const lost = (because: 'connection' | 'timeout' | 'aborted'): Failure => ({ kind: 'lost', because, cause: null });
const unreadable: Failure = { kind: 'unreadable', detail: '' };
const lockTimeout = refused(500, "can't lock file '/var/lock/qemu-server/lock-105.conf' - got timeout");

const decide = (method: Method, failure: Failure): RetryDecision['because'] =>
  shouldRetry({ method, failure, attempt: 1, maxAttempts: 3, remainingMs: 1000, delayMs: 10 }).because;

const readOnly = ['read_may_be_repeated', 'may_have_acted'] as const;
const both = (because: RetryDecision['because']) => [because, because] as const;

describe('what is asked again: a read, and anything that is not a read', () => {
  const table: readonly (readonly [string, Failure, readonly [RetryDecision['because'], RetryDecision['because']]])[] =
    [
      ['nothing was sent: refused, no route, no such name', notSent('unreachable'), both('nothing_was_sent')],
      ['the server is not the configured one', notSent('untrusted'), both('not_worthwhile')],
      ['the time was over before anything was sent', notSent('timeout'), both('not_worthwhile')],
      ['the caller went away before anything was sent', notSent('aborted'), both('not_worthwhile')],
      ['the connection broke after sending', lost('connection'), readOnly],
      ['no answer in time', lost('timeout'), readOnly],
      ['the caller went away', lost('aborted'), both('not_worthwhile')],
      ['an unreadable answer', unreadable, readOnly],
      ['a lock timeout in the direct answer', lockTimeout, both('lock_timed_out_before_acting')],
      ['a VM locked by a running task', refused(500, 'VM is locked (clone)'), both('not_worthwhile')],
      ['a missing VM', refused(500, "Configuration file 'x' does not exist"), both('not_worthwhile')],
      ['a wrong token', refused(401), both('not_worthwhile')],
      ['no right', refused(403), both('not_worthwhile')],
      ['a parameter fault', refused(400), both('not_worthwhile')],
      ['not implemented', refused(501), both('not_worthwhile')],
      ['a gateway’s 502', refused(502), readOnly],
      ['a node that is away (595)', refused(595), readOnly],
      ['no answer from the node (596)', refused(596), readOnly],
      ['the answer of the node lost half way (597)', refused(597), readOnly],
      ['a status of some gateway’s own (520)', refused(520), readOnly],
      ['a fault while forwarding (599)', refused(599), readOnly],
    ];

  test.each(table)('%s', (_name, failure, [read, other]) => {
    expect(decide('GET', failure)).toBe(read);
    for (const method of ['POST', 'PUT', 'DELETE'] as const) expect(decide(method, failure)).toBe(other);
  });
});

const anyFailure = fc.constantFrom(
  notSent('unreachable'),
  lost('connection'),
  lost('timeout'),
  unreadable,
  lockTimeout,
  refused(596),
);
const anyMethod = fc.constantFrom<Method>('GET', 'POST', 'PUT', 'DELETE');

test('no failure is retried beyond the attempts or the deadline', () => {
  fc.assert(
    fc.property(
      anyMethod,
      anyFailure,
      fc.nat(9),
      fc.nat(5000),
      fc.nat(5000),
      (method, failure, attempt, remaining, delay) => {
        const question = {
          method,
          failure,
          attempt: attempt + 1,
          maxAttempts: 4,
          remainingMs: remaining,
          delayMs: delay,
        };
        if (shouldRetry(question).retry) {
          expect(question.attempt).toBeLessThan(4);
          expect(delay).toBeLessThan(remaining);
        }
      },
    ),
  );
});

test('waits grow with the attempts, keep at least half of their jitter’s room, and have a bound', () => {
  const backoff = { firstMs: 250, mostMs: 5000 };
  expect([1, 2, 3, 9].map((attempt) => backoffMs(attempt, backoff, 0))).toEqual([125, 250, 500, 2500]);
  expect([1, 2, 3, 9].map((attempt) => backoffMs(attempt, backoff, 0.9999))).toEqual([250, 500, 1000, 5000]);
});
