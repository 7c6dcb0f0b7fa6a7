// One listener a process, shared by every subscriber. It is woken by NOTIFY, reads the rows that are settled, keeps the
// latest in memory, and wakes the subscribers. A row announced while an older transaction still runs is not settled
// yet: the hub looks again shortly, until it is. A lost connection is made anew, and reading goes on where it ended.
import type { Log } from '@portal/domain';
import type pg from 'pg';
import { z } from 'zod';
import { type FeedCursor, isAfter, oldestRunning, startOf } from './feed-cursor.ts';
import {
  FEED_PAGE,
  type FeedRow,
  feedSubjects,
  MESSAGE,
  settledRows,
  signInSubjects,
  stillTheirs,
} from './feed-rows.ts';

const CHANNEL = 'portal_changes';
const KEPT_ROWS = 2_000;
const FIRST_LOOK_AGAIN_MS = 5;
const LAST_LOOK_AGAIN_MS = 250;
/** Without any word: finds a connection that died in silence. */
const IDLE_LOOK_MS = 10_000;
const RECONNECT_MS = { first: 100, last: 5_000 } as const;

const announcement = z.object({ id: z.string(), subjectType: z.string(), subjectId: z.string() });

export interface FeedHubOptions {
  readonly openClient: () => pg.Client;
  readonly connect: (client: pg.Client) => Promise<void>;
  readonly log: Log;
}

export class FeedHub {
  readonly #options: FeedHubOptions;
  readonly #waiting = new Set<() => void>();
  readonly #announced = new Set<string>();
  readonly #onPeople = new Set<(id: string | null) => void>();
  /** How often a message came for somebody, and how often one may have been missed. */
  readonly #messages = new Map<string, number>();
  #reconnected = 0;
  #rows: FeedRow[] = [];
  /** Everything after `#floor` and up to `#position` is in `#rows`. */
  #floor: FeedCursor | null = null;
  #position: FeedCursor | null = null;
  #running: Promise<void> | null = null;
  #client: pg.Client | null = null;
  #closed = false;
  #listening = false;
  /** Wakes the loop; replaced each time it goes to sleep. */
  #wake: () => void = () => undefined;
  #woken = false;

  constructor(options: FeedHubOptions) {
    this.#options = options;
  }

  /** Whether every word of a change arrives here now. */
  get listening(): boolean {
    return this.#listening;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Starts at the first call. Null until the first connection stands. */
  position(): FeedCursor | null {
    this.#running ??= this.#run();
    return this.#position;
  }

  /** The rows after a place, or null when the hub does not remember back to it. */
  rowsAfter(cursor: FeedCursor): readonly FeedRow[] | null {
    if (this.#floor === null || isAfter(this.#floor, cursor)) return null;
    const first = this.#rows.findLastIndex((row) => !isAfter(row, cursor)) + 1;
    return this.#rows.slice(first);
  }

  /** Resolves when there is news, when the hub closes, or when the signal aborts. Call it before looking. */
  news(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.#waiting.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.#waiting.add(done);
      signal.addEventListener('abort', done);
      if (signal.aborted || this.#closed) done();
    });
  }

  /** Told of each person, team, role or token that something was put on record of; null where some may have been missed. */
  onPeople(told: (id: string | null) => void): () => void {
    this.position();
    this.#onPeople.add(told);
    return () => this.#onPeople.delete(told);
  }

  /** Another number than before: there may be a message for this person. */
  messagesTo(userId: string): number {
    return this.#reconnected + (this.#messages.get(userId) ?? 0);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#wakeLoop();
    this.#wakeSubscribers();
    await this.#client?.end().catch(() => undefined);
    await this.#running;
  }

  #wakeSubscribers(): void {
    for (const done of [...this.#waiting]) done();
  }

  #wakeLoop(): void {
    this.#woken = true;
    this.#wake();
  }

  async #sleep(milliseconds: number): Promise<void> {
    if (!this.#woken && !this.#closed) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, milliseconds);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#woken = false;
  }

  async #run(): Promise<void> {
    let delayMs: number = RECONNECT_MS.first;
    while (!this.#closed) {
      try {
        await this.#listen(() => {
          delayMs = RECONNECT_MS.first;
        });
      } catch (error) {
        if (this.#closed) return;
        const reason = error instanceof Error ? error.message : String(error);
        this.#options.log.warn('the change feed lost its connection and makes a new one', { error: reason });
        await this.#sleep(delayMs);
        delayMs = Math.min(delayMs * 2, RECONNECT_MS.last);
      }
    }
  }

  async #listen(connected: () => void): Promise<void> {
    const client = this.#options.openClient();
    let lost: Error | null = null;
    // A client that is ended while it connects never says how that went.
    const gone = Promise.withResolvers<never>();
    gone.promise.catch(() => undefined);
    const onLost = (error?: Error): void => {
      this.#listening = false;
      lost ??= error ?? new Error('the connection ended');
      gone.reject(lost);
      this.#wakeLoop();
    };
    client.on('error', onLost).on('end', () => onLost());
    client.on('notification', ({ payload }) => this.#onAnnouncement(payload));
    this.#client = client;
    try {
      await Promise.race([this.#options.connect(client), gone.promise]);
      await client.query(`LISTEN ${CHANNEL}`);
      this.#announced.clear();
      if (this.#position === null) this.#begin(startOf(await oldestRunning(client)));
      connected();
      this.#listening = true;
      this.#reconnected += 1;
      this.#tellPeople(null);
      this.#wakeSubscribers();
      let lookAgainMs = FIRST_LOOK_AGAIN_MS;
      while (!this.#closed) {
        const found = await this.#read(client);
        if (lost !== null) throw lost;
        lookAgainMs = found ? FIRST_LOOK_AGAIN_MS : Math.min(lookAgainMs * 2, LAST_LOOK_AGAIN_MS);
        await this.#sleep(this.#announced.size > 0 ? lookAgainMs : IDLE_LOOK_MS);
        if (lost !== null) throw lost;
      }
    } finally {
      this.#listening = false;
      this.#client = null;
      await client.end().catch(() => undefined);
    }
  }

  #tellPeople(id: string | null): void {
    for (const tell of [...this.#onPeople]) tell(id);
  }

  #begin(position: FeedCursor): void {
    this.#position = position;
    this.#floor = position;
    this.#wakeSubscribers();
  }

  #onAnnouncement(payload: string | undefined): void {
    const { id, subjectType, subjectId } = announcement.parse(JSON.parse(payload ?? '{}'));
    if (signInSubjects.has(subjectType)) this.#tellPeople(subjectId);
    if (subjectType === MESSAGE) {
      this.#messages.set(subjectId, (this.#messages.get(subjectId) ?? 0) + 1);
      this.#wakeSubscribers();
    }
    if (!feedSubjects.has(subjectType) || this.#rows.some((row) => row.id === id)) return;
    this.#announced.add(id);
    this.#wakeLoop();
  }

  /** Whether there was anything new. */
  async #read(client: pg.Client): Promise<boolean> {
    let found = false;
    for (;;) {
      if (this.#position === null || this.#closed) return found;
      const rows = await settledRows(client, this.#position);
      const last = rows.at(-1);
      if (last === undefined) return found;
      found = true;
      for (const row of rows) this.#announced.delete(row.id);
      this.#rows = [...stillTheirs(this.#rows, rows), ...rows];
      this.#position = last;
      const excess = this.#rows.splice(0, Math.max(0, this.#rows.length - KEPT_ROWS));
      this.#floor = excess.at(-1) ?? this.#floor;
      this.#wakeSubscribers();
      if (rows.length < FEED_PAGE) return found;
    }
  }
}
