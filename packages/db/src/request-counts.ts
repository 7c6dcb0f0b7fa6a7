// How many requests are made, counted in memory and settled with the other processes in blocks: a second after the first, and as soon
// as half a block has come together. A request waits for that only where a whole block was not settled yet, so all processes
// together let in no more than the limit and a block for each of them.
import type { CountedSubject, Log, RequestCount, RequestCounts } from '@portal/domain';
import { oncePerMinute } from '@portal/domain';
import { rateLimitWindowSeconds } from '@portal/types';

const secondMs = 1_000;
export const requestCountTiming = {
  windowMs: rateLimitWindowSeconds * secondMs,
  settleMs: secondMs,
  /** The longest that a request waits for its count to be settled. */
  waitMs: secondMs,
} as const;
const mostKept = 50_000;

const blocksOfLimit = 20;
/** What a process lets in without the others knowing. */
export const blockOf = (max: number): number => Math.max(1, Math.floor(max / blocksOfLimit));

export interface SettledCount {
  readonly subject: string;
  /** In the window that is under way, by all processes. */
  readonly used: number;
  readonly endsInMs: number;
}

export interface MemoryCountsOptions {
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  readonly settle: (
    counts: readonly { readonly subject: string; readonly count: number }[],
  ) => Promise<readonly SettledCount[]>;
  readonly log: Log;
}

interface Counter {
  /** As far as this process knows. */
  used: number;
  unsettled: number;
  endsAt: number;
}

const taken = ({ used, unsettled }: Counter): number => used + unsettled;

export class MemoryCounts implements RequestCounts {
  readonly #options: MemoryCountsOptions;
  readonly #counters = new Map<string, Counter>();
  readonly #mayWarn: () => boolean;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #underWay: Promise<void> | null = null;

  constructor(options: MemoryCountsOptions) {
    this.#options = options;
    const { now } = options;
    const mayWarn = oncePerMinute({ now: () => new Date(now()) });
    this.#mayWarn = () => mayWarn('not settled') !== null;
  }

  async count(subjects: readonly CountedSubject[], requests: number): Promise<readonly RequestCount[]> {
    const counted = subjects.map((subject) => ({ ...subject, counter: this.#counterOf(subject.subject) }));
    const isFull = (): boolean => counted.some(({ counter, max }) => counter.unsettled >= blockOf(max));
    if (isFull()) await this.#makeRoom(isFull);
    const now = this.#options.now();
    for (const { counter } of counted) this.#beginAnew(counter, now);
    const over = counted.map(({ counter, max }) => taken(counter) + Math.min(requests, max) > max);
    const isAdmitted = !over.includes(true);
    if (isAdmitted) {
      for (const { counter, max } of counted) counter.unsettled += Math.min(requests, max);
      this.#settleSoon();
      if (counted.some(({ counter, max }) => 2 * counter.unsettled >= blockOf(max))) void this.settle();
    }
    return counted.map(({ counter, max }, index) => ({
      isOver: over[index] === true,
      remaining: Math.max(0, max - taken(counter)),
      endsInMs: counter.endsAt - now,
    }));
  }

  /** One at a time; whoever asks while one is under way waits for that one. */
  settle(): Promise<void> {
    this.#underWay ??= this.#settle().finally(() => {
      this.#underWay = null;
    });
    return this.#underWay;
  }

  /** Settles what is left, and begins nothing more by itself. */
  async close(): Promise<void> {
    await this.#underWay;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    await this.settle();
  }

  async #settle(): Promise<void> {
    const sent = [...this.#counters].flatMap(([subject, counter]) =>
      counter.unsettled === 0 ? [] : [{ subject, counter, count: counter.unsettled }],
    );
    if (sent.length === 0) return;
    let settled: readonly SettledCount[] = [];
    try {
      settled = await this.#options.settle(sent.map(({ subject, count }) => ({ subject, count })));
    } catch (error) {
      if (this.#mayWarn()) this.#options.log.warn('requests are counted by this process alone', { err: error });
    }
    const answers = new Map(settled.map((answer) => [answer.subject, answer]));
    const now = this.#options.now();
    for (const { subject, counter, count } of sent) {
      const answer = answers.get(subject);
      this.#beginAnew(counter, now);
      counter.unsettled -= count;
      counter.used = answer?.used ?? counter.used + count;
      if (answer !== undefined) counter.endsAt = now + answer.endsInMs;
    }
  }

  /** Once that has come to pass, or has taken too long, the request goes on. */
  async #makeRoom(isFull: () => boolean): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tooLong = new Promise<'too long'>((resolve) => {
      timer = setTimeout(() => resolve('too long'), requestCountTiming.waitMs).unref();
    });
    while (isFull()) {
      if ((await Promise.race([this.settle(), tooLong])) === 'too long') break;
    }
    clearTimeout(timer);
  }

  #counterOf(subject: string): Counter {
    const known = this.#counters.get(subject);
    if (known !== undefined) return known;
    if (this.#counters.size >= mostKept) this.#forget();
    const counter = { used: 0, unsettled: 0, endsAt: this.#options.now() + requestCountTiming.windowMs };
    this.#counters.set(subject, counter);
    return counter;
  }

  #beginAnew(counter: Counter, now: number): void {
    if (now < counter.endsAt) return;
    counter.used = 0;
    counter.endsAt = now + requestCountTiming.windowMs;
  }

  #settleSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      void this.settle().then(() => this.#forget());
    }, requestCountTiming.settleMs).unref();
  }

  /** Those whose window has ended, and the oldest where there are too many. */
  #forget(): void {
    const now = this.#options.now();
    for (const [subject, { endsAt, unsettled }] of this.#counters) {
      if (unsettled === 0 && endsAt <= now) this.#counters.delete(subject);
    }
    for (const subject of this.#counters.keys()) {
      if (this.#counters.size < mostKept) return;
      this.#counters.delete(subject);
    }
  }
}
