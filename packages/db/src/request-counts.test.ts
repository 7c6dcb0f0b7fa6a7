import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { blockOf, MemoryCounts, requestCountTiming, type SettledCount } from './request-counts.ts';

/** What all processes count together, with a window that a test ends. */
class Shared {
  readonly used = new Map<string, number>();
  statements = 0;
  isAway = false;

  readonly add = async (
    counts: readonly { readonly subject: string; readonly count: number }[],
  ): Promise<readonly SettledCount[]> => {
    this.statements += 1;
    if (this.isAway) throw new Error('away');
    return counts.map(({ subject, count }) => {
      const used = (this.used.get(subject) ?? 0) + count;
      this.used.set(subject, used);
      return { subject, used, endsInMs: requestCountTiming.windowMs - (Date.now() % requestCountTiming.windowMs) };
    });
  };
}

const warnings: string[] = [];
const log = { info: () => undefined, error: () => undefined, warn: (message: string) => void warnings.push(message) };

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
});
afterEach(() => {
  vi.useRealTimers();
  warnings.length = 0;
});

const processOn = (shared: Shared) => new MemoryCounts({ now: () => Date.now(), settle: shared.add, log });

const one = async (counts: MemoryCounts, subject: string, max: number, requests = 1) => {
  const [count] = await counts.count([{ subject, max }], requests);
  if (count === undefined) throw new Error('nothing was counted');
  return count;
};

const admitted = async (counts: MemoryCounts, times: number, max: number): Promise<number> => {
  let number = 0;
  for (let index = 0; index < times; index += 1) if (!(await one(counts, 'token:a', max)).isOver) number += 1;
  return number;
};

test('a process lets in the limit, says what is left, and begins anew once the window has ended', async () => {
  const counts = processOn(new Shared());
  expect(await one(counts, 'token:a', 100)).toEqual({ isOver: false, remaining: 99, endsInMs: 60_000 });
  expect(await admitted(counts, 200, 100)).toBe(99);
  expect(await one(counts, 'token:a', 100)).toMatchObject({ isOver: true, remaining: 0 });
  expect(await one(counts, 'token:b', 100)).toMatchObject({ isOver: false });
  await vi.advanceTimersByTimeAsync(requestCountTiming.windowMs);
  expect(await one(counts, 'token:a', 100)).toMatchObject({ isOver: false, remaining: 99 });
});

test('where one limit is reached, the request counts for none', async () => {
  const counts = processOn(new Shared());
  await one(counts, 'token:a', 1);
  const both = [
    { subject: 'person:b', max: 10 },
    { subject: 'token:a', max: 1 },
  ];
  expect(await counts.count(both, 1)).toMatchObject([{ isOver: false }, { isOver: true }]);
  expect(await one(counts, 'person:b', 10)).toMatchObject({ remaining: 9 });
});

test('three processes together let in no more than the limit and a block for each', async () => {
  const shared = new Shared();
  const processes = [processOn(shared), processOn(shared), processOn(shared)];
  let number = 0;
  for (let turn = 0; turn < 1_000; turn += 1) {
    for (const counts of processes) if (!(await one(counts, 'token:a', 200)).isOver) number += 1;
  }
  expect(number).toBeGreaterThanOrEqual(200);
  expect(number).toBeLessThan(200 + processes.length * blockOf(200));
});

test('a hundred requests are one statement, a second after the first', async () => {
  const shared = new Shared();
  const counts = processOn(shared);
  for (let index = 0; index < 100; index += 1) await counts.count([{ subject: 'token:a', max: 6_000 }], 1);
  expect(shared.statements).toBe(0);
  await vi.advanceTimersByTimeAsync(requestCountTiming.settleMs);
  expect(shared.statements).toBe(1);
  expect(shared.used.get('token:a')).toBe(100);
});

test('a batch counts for as many requests as it has; one of more than the limit is let in once', async () => {
  const counts = processOn(new Shared());
  expect(await one(counts, 'token:a', 100, 10)).toMatchObject({ remaining: 90 });
  expect(await one(counts, 'token:b', 100, 1_000)).toMatchObject({ isOver: false, remaining: 0 });
  expect(await one(counts, 'token:b', 100, 1_000)).toMatchObject({ isOver: true });
});

test('without the database each process holds the limit by itself, and says so once a minute', async () => {
  const shared = new Shared();
  shared.isAway = true;
  const counts = processOn(shared);
  expect(await admitted(counts, 300, 100)).toBe(100);
  expect(warnings).toEqual(['requests are counted by this process alone']);
});

test('a database that hangs holds no request up for longer than a second', async () => {
  const counts = new MemoryCounts({ now: () => Date.now(), settle: () => new Promise(() => undefined), log });
  await one(counts, 'token:a', 20);
  const second = one(counts, 'token:a', 20);
  await vi.advanceTimersByTimeAsync(requestCountTiming.waitMs);
  expect(await second).toMatchObject({ isOver: false, remaining: 18 });
});
