// Frees the jobs of workers that died without a word. graphile-worker itself waits four hours; here each worker pool
// holds a session lock for as long as its process lives, and jobs whose holder's lock nobody holds run again within
// seconds. PostgreSQL gives up a lock when the process behind it is gone, so a killed one is noticed without a
// heartbeat. Needs the owner's connection: the queue's tables are closed to everybody else.
import type { Log } from '@portal/domain';
import pg from 'pg';

export interface WorkerLiveness {
  /** `workerId` is the id of a graphile-worker pool (its `pool:create` event): what its jobs are locked by. */
  hold(workerId: string): Promise<void>;
  /** Frees jobs whose holder has been without its lock for a few seconds; call it every second or so. */
  releaseDead(): Promise<number>;
  close(): Promise<void>;
}

export interface WorkerLivenessOptions {
  readonly ownerUrl: string;
  readonly log: Log;
  /** How long a worker may be without its lock (a lost connection is made anew meanwhile) before it counts as dead. */
  readonly graceMs?: number;
}

const DEFAULT_GRACE_MS = 3_000;
const RECONNECT_MS = 200;
/** Any fixed number: the lock space of workers, apart from every other advisory lock. */
const LOCK_SPACE = 7_310_552;

/** A host that vanishes from the network leaves its session to the server's own keepalive. */
const withKeepalive = (ownerUrl: string): string => {
  const url = new URL(ownerUrl);
  const settings = '-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3';
  url.searchParams.set('options', [url.searchParams.get('options'), settings].filter(Boolean).join(' '));
  return url.href;
};

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

class LivenessKeeper implements WorkerLiveness {
  readonly #options: WorkerLivenessOptions;
  readonly #held = new Set<string>();
  /** When a holder was first seen without its lock. */
  readonly #unheldSince = new Map<string, number>();
  readonly #pool: pg.Pool;
  #client: pg.Client | null = null;
  #connecting: Promise<void> | null = null;
  #closed = false;

  constructor(options: WorkerLivenessOptions) {
    this.#options = options;
    // The check needs a session of its own: one that holds a lock is given it again.
    this.#pool = new pg.Pool({ connectionString: withKeepalive(options.ownerUrl), max: 1 });
    this.#pool.on('error', (error) => this.#warn(error));
  }

  async hold(workerId: string): Promise<void> {
    this.#held.add(workerId);
    if (this.#client === null) await this.#connect();
    else await this.#lock(this.#client, workerId);
  }

  async releaseDead(): Promise<number> {
    const { rows } = await this.#pool.query<{ holder: string }>(unheld);
    const now = performance.now();
    const holders = new Set(rows.map((row) => row.holder).filter((holder) => !this.#held.has(holder)));
    for (const known of this.#unheldSince.keys()) if (!holders.has(known)) this.#unheldSince.delete(known);
    for (const holder of holders) if (!this.#unheldSince.has(holder)) this.#unheldSince.set(holder, now);
    const graceMs = this.#options.graceMs ?? DEFAULT_GRACE_MS;
    const dead = [...this.#unheldSince].filter(([, since]) => now - since >= graceMs).map(([holder]) => holder);
    if (dead.length === 0) return 0;
    const released = await this.#pool.query<{ jobs: number }>(release, [dead]);
    const jobs = released.rows[0]?.jobs ?? 0;
    this.#options.log.warn('jobs of workers that are gone run again', { workers: dead, jobs });
    return jobs;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#connecting?.catch(() => undefined);
    await this.#client?.end();
    await this.#pool.end();
  }

  async #lock(client: pg.Client, workerId: string): Promise<void> {
    await client.query(`SELECT pg_advisory_lock(${LOCK_SPACE}, hashtext($1))`, [workerId]);
  }

  #connect(): Promise<void> {
    this.#connecting ??= this.#open().finally(() => {
      this.#connecting = null;
    });
    return this.#connecting;
  }

  async #open(): Promise<void> {
    const client = new pg.Client({ connectionString: withKeepalive(this.#options.ownerUrl), keepAlive: true });
    client.on('error', (error) => this.#warn(error));
    client.on('end', () => this.#onEnd(client));
    await client.connect();
    this.#client = client;
    for (const workerId of this.#held) await this.#lock(client, workerId);
  }

  #onEnd(client: pg.Client): void {
    if (this.#client !== client) return;
    this.#client = null;
    const again = (): void => {
      if (this.#closed) return;
      this.#connect().catch((error: unknown) => {
        this.#warn(error);
        setTimeout(again, RECONNECT_MS).unref();
      });
    };
    again();
  }

  #warn(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.#options.log.warn('the connection that marks this worker as alive was lost', { error: reason });
  }
}

export const createWorkerLiveness = (options: WorkerLivenessOptions): WorkerLiveness => new LivenessKeeper(options);
