import { answered, HypervisorError, type HypervisorErrorCode } from '@portal/domain';
import { noon } from '@portal/domain/testing';
import { expect, test } from 'vitest';
import { afterMiss, isUnreachable, type Misses } from './reachability.ts';

const after = (seconds: number): Date => new Date(noon.getTime() + seconds * 1000);
type Cause = HypervisorErrorCode | 'open after 401';

const fault = (cause: Cause) =>
  cause === 'open after 401'
    ? new HypervisorError('circuit_open', cause, { maybeDone: false, reason: answered('unauthenticated', null) })
    : new HypervisorError(cause, cause, { maybeDone: false });

/** Cycles in vain, each with its second; whether the cluster counts as unreachable after the last. */
const verdict = (cycles: readonly (readonly [seconds: number, cause: Cause])[]): boolean => {
  let misses: Misses | null = null;
  for (const [seconds, cause] of cycles) misses = afterMiss(misses, fault(cause), after(seconds));
  return misses !== null && isUnreachable(misses, after(cycles.at(-1)?.[0] ?? 0));
};

test.each([
  ['one miss', [[0, 'unreachable']], false],
  [
    'one miss and a breaker that is open since',
    [
      [0, 'unreachable'],
      [10, 'circuit_open'],
      [20, 'circuit_open'],
    ],
    false,
  ],
  [
    'a breaker that was opened by others and cools down',
    [
      [0, 'circuit_open'],
      [10, 'circuit_open'],
      [30, 'circuit_open'],
    ],
    false,
  ],
  [
    'a token that is refused, and a breaker that is open since',
    [
      [0, 'unauthenticated'],
      [10, 'open after 401'],
    ],
    true,
  ],
  [
    'two misses within a moment',
    [
      [0, 'unreachable'],
      [1, 'deadline'],
    ],
    false,
  ],
  [
    'two misses a cycle apart',
    [
      [0, 'unreachable'],
      [10, 'unreachable'],
    ],
    true,
  ],
  [
    'two misses within a moment, and silence since',
    [
      [0, 'unreachable'],
      [1, 'unreachable'],
      [10, 'circuit_open'],
    ],
    true,
  ],
  [
    'a token that is refused twice',
    [
      [0, 'unauthenticated'],
      [30, 'unauthenticated'],
    ],
    true,
  ],
  [
    'a breaker that stays open beyond its cool-down',
    [
      [0, 'circuit_open'],
      [45, 'circuit_open'],
    ],
    true,
  ],
] as const)('%s', (_, cycles, expected) => {
  expect(verdict(cycles)).toBe(expected);
});
