import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPolling, guests, type Polling, tasks } from './polling.ts';

/** Looks until it is over: how often, and when the last one was. */
const watch = (polling: Polling, lengthMs: number, kind = 'clone') => {
  const wait = polling.begin(kind);
  let ageMs = 0;
  for (let looks = 0; looks < 10_000; looks += 1) {
    const pause = wait.pauseMs(ageMs);
    if (pause <= 0) throw new Error('looked twice at the same moment');
    ageMs += pause;
    if (ageMs < lengthMs) continue;
    wait.ended(ageMs);
    return { looks: looks + 1, late: ageMs / lengthMs - 1 };
  }
  throw new Error('never seen to be over');
};

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const lengths = (count: number, lengthMs: (index: number) => number) =>
  Array.from({ length: count }, (_, index) => lengthMs(index));

describe('looking at what takes its time', () => {
  test.each([400, 2_500, 30_000])(
    'what takes %i ms each time is soon looked at once or twice, just after its end',
    (lengthMs) => {
      const polling = createPolling(tasks);
      const seen = lengths(40, () => lengthMs).map((length) => watch(polling, length));
      const learned = seen.slice(6);
      // Long ones are looked at every twenty seconds besides.
      expect(mean(learned.map(({ looks }) => looks))).toBeLessThan(2 + lengthMs / 20_000);
      expect(mean(learned.map(({ late }) => late))).toBeLessThan(0.05);
    },
  );

  test('what was never seen before is noticed within a few percent', () => {
    expect(watch(createPolling(tasks), 30_000).late).toBeLessThan(0.04);
  });

  test('what never takes alike is noticed within a few percent', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
        const polling = createPolling(tasks);
        let random = seed;
        const late = lengths(60, () => {
          random = (random * 48_271) % 2_147_483_647;
          return 10_000 + (random % 50_000);
        }).map((lengthMs) => watch(polling, lengthMs).late);
        expect(mean(late.slice(8))).toBeLessThan(0.1);
      }),
      { numRuns: 30 },
    );
  });

  test.each([
    ['faster', 30_000, 3_000],
    ['slower', 3_000, 30_000],
  ])('what has become %s is learned anew', (_, before, after) => {
    const polling = createPolling(tasks);
    for (const lengthMs of lengths(20, () => before)) watch(polling, lengthMs);
    for (const lengthMs of lengths(25, () => after)) watch(polling, lengthMs);
    const { looks, late } = watch(polling, after);
    expect(late).toBeLessThan(0.06);
    expect(looks).toBeLessThan(6);
  });

  test.each([tasks, guests])('one that hung for ten minutes does not hold up those after it', (rules) => {
    const polling = createPolling(rules);
    watch(polling, 600_000);
    for (let next = 0; next < 3; next += 1) expect(watch(polling, 400).late).toBeLessThan(0.5);
  });

  test('neither do many that hung, by more than twenty seconds', () => {
    const polling = createPolling(tasks);
    for (const lengthMs of lengths(8, () => 600_000)) watch(polling, lengthMs);
    expect(watch(polling, 400).late * 400).toBeLessThan(20_000);
    for (let next = 0; next < 3; next += 1) expect(watch(polling, 400).late * 400).toBeLessThan(10_000);
  });

  test('kinds are learned apart', () => {
    const polling = createPolling(guests);
    for (const lengthMs of lengths(5, () => 20_000)) watch(polling, lengthMs, 'windows');
    expect(watch(polling, 1_000, 'linux').late).toBeLessThan(0.3);
    expect(watch(polling, 20_000, 'windows').looks).toBeLessThan(4);
  });
});

describe('asking a guest, which holds up whoever asks too early', () => {
  /** How long PVE waits for an agent that is silent. */
  const silenceMs = 3_000;

  /** Asks until it answers; what was asked before it was ready is answered by silence. */
  const ask = (polling: Polling, readyMs: number) => {
    const wait = polling.begin('debian');
    let ageMs = 0;
    for (let questions = 1; questions < 10_000; questions += 1) {
      ageMs += wait.pauseMs(ageMs);
      if (ageMs >= readyMs) {
        wait.ended(ageMs);
        return { questions, lateMs: ageMs - readyMs };
      }
      ageMs += silenceMs;
    }
    throw new Error('never seen to answer');
  };

  test.each([1_000, 3_000, 8_000, 20_000, 60_000])(
    'a guest that takes %i ms is asked once when it should answer, and is little late',
    (ms) => {
      const polling = createPolling(guests);
      const first = ask(polling, ms);
      expect(first.lateMs).toBeLessThanOrEqual(silenceMs + 150 + ms * 0.05);
      const learned = lengths(60, () => ms).map((readyMs) => ask(polling, readyMs));
      // Slow ones are asked every twenty seconds besides.
      expect(mean(learned.map(({ questions }) => questions))).toBeLessThan(1.3 + ms / 20_000);
      expect(mean(learned.map(({ lateMs }) => lateMs))).toBeLessThan(silenceMs / 3);
    },
  );

  test('guests that take about as long keep nobody waiting for as long as one silence', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
        const polling = createPolling(guests);
        let random = seed;
        const asked = lengths(80, () => {
          random = (random * 48_271) % 2_147_483_647;
          return 19_000 + (random % 2_000);
        }).map((readyMs) => ask(polling, readyMs));
        expect(mean(asked.slice(5).map(({ lateMs }) => lateMs))).toBeLessThan(silenceMs * 0.6);
        expect(mean(asked.slice(5).map(({ questions }) => questions))).toBeLessThan(2.6);
      }),
      { numRuns: 30 },
    );
  });

  test('a guest that never takes alike is noticed within a silence', () => {
    const polling = createPolling(guests);
    for (const readyMs of [9_000, 30_000, 12_000, 50_000, 20_000, 41_000]) {
      expect(ask(polling, readyMs).lateMs).toBeLessThan(silenceMs + 150 + readyMs * 0.05);
    }
  });
});
