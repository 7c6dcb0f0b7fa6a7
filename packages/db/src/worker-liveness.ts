// Tells which workers live, and frees the jobs of those that do not. graphile-worker itself waits four hours; here each
// worker pool holds a session lock for as long as its process lives, and says a word on that session every second.
// PostgreSQL gives up a lock when the process behind it is gone, so a killed worker is noticed without a heartbeat; a
// frozen one keeps its lock and falls silent, so its session is ended for it. Needs the owner's connection: the queue's
// tables are closed to everybody else. Why: docs/adr/0004-jobs-of-dead-workers.md.
import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '@portal/domain';
import pg from 'pg';

export interface WorkerLiveness {
  /**
   * `workerId` is the id of a graphile-worker pool (its `pool:create` event): what its jobs are locked by. Waits for a
   * database that is away. Rejects when the connection breaks meanwhile; the next one marks it.
   */
  hold(workerId: string): Promise<void>;
  /** The pool has ended: what it may have left locked is no longer this process's. */
  letGo(workerId: string): Promise<void>;
  /** Frees jobs whose holder has been without its lock for the grace; call it every second or so. */
  releaseDead(): Promise<number>;
  /**
   * Frees jobs that are locked for a worker of this process and that it does not work on: the answer that gave them to
   * it was lost with the database, or the word that ended them. `inHand`: ids of those it works on now.
   */
  releaseForgotten(inHand: ReadonlySet<string>): Promise<number>;
  /** Whether others must take this process for alive: it said its word within the grace. */
  isCurrent(): boolean;
  close(): Promise<void>;
}

export interface WorkerLivenessOptions {
  readonly ownerUrl: string;
  readonly log: Log;
  /** How long a worker may be without its lock (a lost connection is made anew meanwhile) before it counts as dead. */
  readonly graceMs?: number;
  /** How long one that has its lock may be silent before its session is ended. */
  readonly silenceMs?: number;
  /** This process was cut off for so long that its jobs may be somebody else's by now. */
  readonly onCutOff?: () => void;
}

const DEFAULT_GRACE_MS = 3_000;
const DEFAULT_SILENCE_MS = 15_000;
const BEAT_MS = 1_000;
const RECONNECT_MS = 200;
/** However short the grace: a process is not taken for cut off because its event loop was busy. */
const LEAST_CURRENCY_MS = 2_500;
/** Any fixed number: the lock space of workers, apart from every other advisory lock. */
const LOCK_SPACE = 7_310_552;

/** A host that vanishes from the network leaves its session to the server's own keepalive. By statement: poolers refuse options. */
const keepalive = 'SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3';

/** Sessions that hold a worker's lock and have said nothing for so long: by the server's clock alone. */
const endSilent = `
  SELECT pg_terminate_backend(l.pid) FROM pg_locks AS l JOIN pg_stat_activity AS a USING (pid)
  WHERE l.locktype = 'advisory' AND l.classid = ${LOCK_SPACE} AND l.granted AND a.datname = current_database()
    AND a.state = 'idle' AND a.state_change < now() - make_interval(secs => $1)`;

/** Holders of jobs or queues whose lock is free at this moment. The locks taken to find out end with the statement. */
const unheld = `
  SELECT holder FROM (
    SELECT locked_by AS holder FROM graphile_worker._private_jobs WHERE locked_by IS NOT NULL
    UNION SELECT locked_by FROM graphile_worker._private_job_queues WHERE locked_by IS NOT NULL
  ) AS holders
  WHERE pg_try_advisory_xact_lock_shared(${LOCK_SPACE}, hashtext(holder))`;

const release = `
  WITH held AS MATERIALIZED (
    SELECT count(*)::int AS jobs FROM graphile_worker._private_jobs WHERE locked_by = ANY ($1::text[])
  ), unlocked AS (
    SELECT graphile_worker.force_unlock_workers($1::text[]) FROM held
  )
  SELECT held.jobs, pg_notify('jobs:insert', json_build_object('count', greatest(held.jobs, 1))::text)::text
  FROM held, unlocked`;

/** Longer than it takes from the answer that gives a job to its start, and from its end to the word of it. */
const LEAST_FORGOTTEN_MS = 3_000;

const lockedFor = `SELECT id::text AS id FROM graphile_worker._private_jobs WHERE locked_by = ANY ($1::text[])`;

/** With their queues, and queues that are locked for these workers without a locked job in them. */
const releaseJobs = `
  WITH freed AS (
    UPDATE graphile_worker._private_jobs SET locked_at = NULL, locked_by = NULL
    WHERE id = ANY ($2::bigint[]) AND locked_by = ANY ($1::text[]) RETURNING job_queue_id
  ), queues AS (
    UPDATE graphile_worker._private_job_queues SET locked_at = NULL, locked_by = NULL
    WHERE locked_by = ANY ($1::text[]) AND id IN (SELECT job_queue_id FROM freed)
  )
  SELECT pg_notify('jobs:insert', json_build_object('count', (SELECT count(*) FROM freed))::text)::text`;

class LivenessKeeper implements WorkerLiveness {
  readonly #options: WorkerLivenessOptions;
  readonly #graceMs: number;
  readonly #held = new Set<string>();
  /** When a holder was first seen without its lock. */
  readonly #unheldSince = new Map<string, number>();
  /** When a job of this process was first seen locked and in nobody's hand. */
  readonly #forgottenSince = new Map<string, number>();
  readonly #pool: pg.Pool;
  #client: pg.Client | null = null;
  #connecting: Promise<void> | null = null;
  #beat: NodeJS.Timeout | null = null;
  /** When the server last heard this process, and said so; null before the first time. */
  #heardAt: number | null = null;
  #closed = false;

  constructor(options: WorkerLivenessOptions) {
    this.#options = options;
    this.#graceMs = options.graceMs ?? DEFAULT_GRACE_MS;
    // The check needs a session of its own: one that holds a lock is given it again.
    this.#pool = new pg.Pool({
      connectionString: options.ownerUrl,
      max: 1,
      onConnect: (client) => client.query(keepalive),
    });
    this.#pool.on('error', (error) => this.#warn(error));
    // A connection that is on its way out has left the pool, and may still hear that the server ends it.
    this.#pool.on('connect', (client) => client.on('error', () => undefined));
  }

  async hold(workerId: string): Promise<void> {
    this.#held.add(workerId);
    if (this.#client === null) await this.#connect();
    else await this.#lock(this.#client, workerId);
  }

  async letGo(workerId: string): Promise<void> {
    if (!this.#held.delete(workerId) || this.#closed) return;
    // It may be waiting for this very mark.
    await this.#connecting;
    await this.#client?.query(`SELECT pg_advisory_unlock(${LOCK_SPACE}, hashtext($1))`, [workerId]);
  }

  isCurrent(): boolean {
    return this.#heardAt !== null && performance.now() - this.#heardAt < Math.max(this.#graceMs, LEAST_CURRENCY_MS);
  }

  async releaseDead(): Promise<number> {
    await this.#pool.query(endSilent, [(this.#options.silenceMs ?? DEFAULT_SILENCE_MS) / 1000]);
    const { rows } = await this.#pool.query<{ holder: string }>(unheld);
    const now = performance.now();
    const holders = new Set(rows.map((row) => row.holder).filter((holder) => !this.#held.has(holder)));
    for (const known of this.#unheldSince.keys()) if (!holders.has(known)) this.#unheldSince.delete(known);
    for (const holder of holders) if (!this.#unheldSince.has(holder)) this.#unheldSince.set(holder, now);
    const dead = [...this.#unheldSince].filter(([, since]) => now - since >= this.#graceMs).map(([holder]) => holder);
    if (dead.length === 0) return 0;
    const released = await this.#pool.query<{ jobs: number }>(release, [dead]);
    const jobs = released.rows[0]?.jobs ?? 0;
    this.#options.log.warn('jobs of workers that are gone run again', { workers: dead, jobs });
    return jobs;
  }

  async releaseForgotten(inHand: ReadonlySet<string>): Promise<number> {
    const held = [...this.#held];
    const { rows } = await this.#pool.query<{ id: string }>(lockedFor, [held]);
    const now = performance.now();
    const idle = new Set(rows.map(({ id }) => id).filter((id) => !inHand.has(id)));
    for (const known of this.#forgottenSince.keys()) if (!idle.has(known)) this.#forgottenSince.delete(known);
    for (const id of idle) if (!this.#forgottenSince.has(id)) this.#forgottenSince.set(id, now);
    const patienceMs = Math.max(this.#graceMs, LEAST_FORGOTTEN_MS);
    const forgotten = [...this.#forgottenSince].filter(([, since]) => now - since >= patienceMs).map(([id]) => id);
    if (forgotten.length === 0) return 0;
    await this.#pool.query(releaseJobs, [held, forgotten]);
    for (const id of forgotten) this.#forgottenSince.delete(id);
    this.#options.log.warn('jobs that this worker did not know it had run again', { jobs: forgotten.length });
    return forgotten.length;
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#beat !== null) clearTimeout(this.#beat);
    await this.#connecting;
    await this.#client?.end();
    await this.#pool.end();
  }

  async #lock(client: pg.Client, workerId: string): Promise<void> {
    await client.query(`SELECT pg_advisory_lock(${LOCK_SPACE}, hashtext($1))`, [workerId]);
    this.#heard();
  }

  #connect(): Promise<void> {
    this.#connecting ??= this.#openAtLast().finally(() => {
      this.#connecting = null;
    });
    return this.#connecting;
  }

  async #openAtLast(): Promise<void> {
    while (!this.#closed) {
      try {
        return await this.#open();
      } catch (error) {
        this.#warn(error);
        await wait(RECONNECT_MS, undefined, { ref: false });
      }
    }
  }

  async #open(): Promise<void> {
    const client = new pg.Client({ connectionString: this.#options.ownerUrl, keepAlive: true });
    client.on('error', (error) => this.#warn(error));
    client.on('end', () => this.#onEnd(client));
    try {
      await client.connect();
      await client.query(keepalive);
      for (const workerId of this.#held) await this.#lock(client, workerId);
    } catch (error) {
      await client.end();
      throw error;
    }
    this.#client = client;
    this.#heard();
    this.#scheduleBeat();
  }

  /** A process that wakes up after a freeze, or was long without its connection, learns it here. */
  #heard(): void {
    const cutOff = this.#heardAt !== null && !this.isCurrent();
    this.#heardAt = performance.now();
    if (!cutOff) return;
    this.#options.log.warn('this worker was cut off; its jobs may be with others by now');
    this.#options.onCutOff?.();
  }

  #scheduleBeat(): void {
    if (this.#beat !== null) clearTimeout(this.#beat);
    this.#beat = setTimeout(() => void this.#sayWord(), BEAT_MS).unref();
  }

  async #sayWord(): Promise<void> {
    const client = this.#client;
    if (client === null || this.#closed) return;
    try {
      await client.query('SELECT 1');
      this.#heard();
      this.#scheduleBeat();
    } catch (error) {
      // Its end, which follows, makes a new connection.
      this.#warn(error);
    }
  }

  #onEnd(client: pg.Client): void {
    if (this.#client !== client) return;
    this.#client = null;
    if (!this.#closed) void this.#connect();
  }

  #warn(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.#options.log.warn('there is no connection that marks this worker as alive', { error: reason });
  }
}

export const createWorkerLiveness = (options: WorkerLivenessOptions): WorkerLiveness => new LivenessKeeper(options);
