// A clock that stands still until the test moves it. Waiting on it ends when its time has come, never by real time.
import type { Clock } from '@portal/domain';

interface Sleeper {
  readonly wakeAt: number;
  readonly wake: () => void;
}

export class FakeClock implements Clock {
  #now: number;
  #sleepers: readonly Sleeper[] = [];

  constructor(start: Date = new Date('2026-11-22T09:00:00.000Z')) {
    this.#now = start.getTime();
  }

  now(): Date {
    return new Date(this.#now);
  }

  /** How many wait at this moment. */
  get waiting(): number {
    return this.#sleepers.length;
  }

  wait(milliseconds: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (milliseconds <= 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        reject(signal.reason);
      };
      const wake = (): void => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
      const sleeper: Sleeper = { wakeAt: this.#now + milliseconds, wake };
      this.#sleepers = [...this.#sleepers, sleeper];
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  /** Wakes, in the order of their times, all whose time has then come. */
  advance(milliseconds: number): void {
    this.#now += milliseconds;
    const due = this.#sleepers.filter(({ wakeAt }) => wakeAt <= this.#now);
    this.#sleepers = this.#sleepers.filter(({ wakeAt }) => wakeAt > this.#now);
    for (const { wake } of due.toSorted((a, b) => a.wakeAt - b.wakeAt)) wake();
  }
}
