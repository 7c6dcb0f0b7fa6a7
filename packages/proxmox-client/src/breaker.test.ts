import { describe, expect, test } from 'vitest';
import { createBreaker, type Verdict } from './breaker.ts';

const settings = { failures: 3, coolDownMs: 1000 };

const start = () => {
  let nowMs = 0;
  const opened: string[] = [];
  const breaker = createBreaker(
    settings,
    () => nowMs,
    (because) => opened.push(because),
  );
  return {
    opened,
    breaker,
    pass: (ms: number) => {
      nowMs += ms;
    },
    ask: (verdict: Verdict): boolean => {
      const report = breaker.admit();
      report?.(verdict);
      return report !== null;
    },
  };
};

describe('the breaker', () => {
  test('opens at the first unknown token, without a second request', () => {
    const { ask, opened } = start();
    expect([ask('unauthenticated'), ask('answered')]).toEqual([true, false]);
    expect(opened).toEqual(['unauthenticated']);
  });

  test('opens after so many unreachable ones in a row', () => {
    const { ask, opened } = start();
    for (let count = 0; count < 3; count += 1) expect(ask('unreachable')).toBe(true);
    expect(ask('answered')).toBe(false);
    expect(opened).toEqual(['unreachable']);
  });

  test('counts anew after any answer', () => {
    const { ask } = start();
    for (const verdict of ['unreachable', 'unreachable', 'answered', 'unreachable', 'unreachable'] as const) {
      expect(ask(verdict)).toBe(true);
    }
    expect(ask('answered')).toBe(true);
  });

  test('does not count requests that ended before they could tell', () => {
    const { ask } = start();
    for (let count = 0; count < 10; count += 1) expect(ask('silent')).toBe(true);
  });

  test('admits one probe after the cool-down and holds the others until its verdict', () => {
    const { breaker, ask, pass } = start();
    ask('unauthenticated');
    pass(999);
    expect(breaker.admit()).toBeNull();
    pass(1);
    const probe = breaker.admit();
    expect(probe).not.toBeNull();
    expect(breaker.admit()).toBeNull();
    probe?.('answered');
    expect(ask('answered')).toBe(true);
  });

  test('a failed probe opens it for another cool-down', () => {
    const { ask, pass, opened } = start();
    ask('unauthenticated');
    pass(1000);
    expect(ask('unreachable')).toBe(true);
    expect(ask('answered')).toBe(false);
    pass(1000);
    expect(ask('answered')).toBe(true);
    expect(ask('answered')).toBe(true);
    expect(opened).toEqual(['unauthenticated', 'unreachable']);
  });

  test('a probe that ended before it could tell leaves the next request to probe', () => {
    const { ask, pass } = start();
    ask('unauthenticated');
    pass(1000);
    expect(ask('silent')).toBe(true);
    expect(ask('answered')).toBe(true);
  });

  test('a request from before it opened cannot close it', () => {
    const { breaker, ask } = start();
    const slow = breaker.admit();
    ask('unauthenticated');
    slow?.('answered');
    expect(breaker.admit()).toBeNull();
  });
});
