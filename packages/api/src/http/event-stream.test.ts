import { DomainError, type Told } from '@portal/domain';
import { afterEach, expect, test, vi } from 'vitest';
import { eventStream } from './event-stream.ts';
import { toResponse } from './exchange.ts';

const place: Told = { kind: 'place', cursor: '1.a' };

afterEach(() => {
  vi.useRealTimers();
});

test('nothing is asked for before its reader takes it, and hardly more than that', async () => {
  let asked = 0;
  async function* endless(): AsyncGenerator<Told> {
    for (;;) {
      asked += 1;
      yield place;
    }
  }
  const pieces = eventStream(endless());
  expect(asked).toBe(0);
  const reader = toResponse({ status: 200, headers: {}, body: pieces }).body?.getReader();
  for (let taken = 0; taken < 100; taken += 1) await reader?.read();
  await vi.waitFor(() => expect(asked).toBeGreaterThan(100));
  expect(asked).toBeLessThan(105);
  await reader?.cancel();
});

test('a quiet stream says that it is still there, and goes on with what comes then', async () => {
  vi.useFakeTimers();
  const news = Promise.withResolvers<void>();
  async function* told(): AsyncGenerator<Told> {
    yield place;
    await news.promise;
    yield { ...place, cursor: '2.b' };
  }
  const pieces = eventStream(told());
  expect((await pieces.next()).value).toBe('id: 1.a\n\n');
  for (const _ of [1, 2]) {
    const next = pieces.next();
    await vi.advanceTimersByTimeAsync(15_000);
    expect((await next).value).toBe(': still here\n\n');
  }
  news.resolve();
  expect((await pieces.next()).value).toBe('id: 2.b\n\n');
  expect((await pieces.next()).done).toBe(true);
});

test('it ends where its reader is no longer let in, and fails with what fails', async () => {
  async function* failing(error: Error): AsyncGenerator<Told> {
    yield place;
    throw error;
  }
  const refused = eventStream(failing(new DomainError('unauthenticated')));
  await refused.next();
  expect((await refused.next()).done).toBe(true);
  const broken = eventStream(failing(new Error('hunter2')));
  await broken.next();
  await expect(broken.next()).rejects.toThrow('hunter2');
});

test.each([0, 1])(
  'what fails while nobody reads is met by the next look, also %d ticks of the clock later',
  async (ticks) => {
    vi.useFakeTimers();
    const failure = Promise.withResolvers<void>();
    async function* told(): AsyncGenerator<Told> {
      await failure.promise;
      yield place;
    }
    const pieces = eventStream(told());
    const quiet = pieces.next();
    await vi.advanceTimersByTimeAsync(15_000);
    expect((await quiet).value).toBe(': still here\n\n');
    failure.reject(new Error('hunter2'));
    await vi.advanceTimersByTimeAsync(ticks * 15_000);
    await expect(pieces.next()).rejects.toThrow('hunter2');
  },
);

test('whoever stops reading stops what is told', async () => {
  const stopped = Promise.withResolvers<void>();
  async function* told(): AsyncGenerator<Told> {
    try {
      for (;;) yield place;
    } finally {
      stopped.resolve();
    }
  }
  for await (const piece of eventStream(told())) {
    expect(piece).toBe('id: 1.a\n\n');
    break;
  }
  await stopped.promise;
});
