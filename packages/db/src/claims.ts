// Who works on what. A claim is renewed for as long as its work lasts; whoever renews it no more, killed, frozen or cut off from the
// database, loses it, and its job is woken for another worker. What is committed under a claim must still find its epoch: one that wakes up
// late changes nothing. Why: docs/adr/0004-claims.md.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { JobRequest } from '@portal/domain';
import { z } from 'zod';
import { type ConnectionOptions, openPool } from './connection.ts';
import type { Client } from './readers/by-key.ts';

/** Another worker has, or will have, what this one worked on: nothing that it still does counts. */
export class ClaimLostError extends Error {
  override readonly name = 'ClaimLostError';
}

export interface Claims {
  /**
   * Does the work on a subject as the only one, under a signal that fires when the claim is lost. Where another has it, nothing is done:
   * the job is woken again once that one has ended. Throws {@link ClaimLostError} when it was lost meanwhile.
   */
  hold(subject: string, request: JobRequest, work: (held: AbortSignal) => Promise<void>): Promise<void>;
  /** Wakes what is claimed by workers that are gone; answers how many. Call it every second or so. */
  recover(): Promise<number>;
  /** Whether the work in whose course this is asked still has its claim, or needs none. Asked before each call that changes a cluster. */
  mayAct(): boolean;
  close(): Promise<void>;
}

export interface ClaimsOptions extends Pick<ConnectionOptions, 'url' | 'log'> {
  /** How long a claim lasts that is not renewed: what a killed worker had is taken up after this. */
  readonly lastsMs: number;
}

/** So often within the life of a claim, so that an answer may be late. */
const renewalsInALife = 5;

class HeldClaim {
  readonly subject: string;
  readonly epoch: string;
  readonly #lost = new AbortController();
  #until: number;

  constructor(subject: string, epoch: string, until: number) {
    this.subject = subject;
    this.epoch = epoch;
    this.#until = until;
  }

  get signal(): AbortSignal {
    return this.#lost.signal;
  }

  get isHeld(): boolean {
    return !this.signal.aborted && performance.now() < this.#until;
  }

  renewed(until: number): void {
    this.#until = until;
  }

  lose(): void {
    this.#lost.abort(new ClaimLostError(`Another worker may have ${this.subject}.`));
  }
}

const current = new AsyncLocalStorage<HeldClaim>();

/** For the end of a transaction: whoever takes the claim over waits until it has committed. */
export const fence = async (client: Client): Promise<void> => {
  const claim = current.getStore();
  if (claim === undefined) return;
  const found = await client.$queryRaw<unknown[]>`SELECT FROM claims WHERE epoch = ${claim.epoch}::bigint FOR SHARE`;
  if (found.length > 0) return;
  claim.lose();
  throw new ClaimLostError(`Another worker has ${claim.subject}.`);
};

/** Held by another: it is told to come again. Expired: taken over. */
const take = `
  INSERT INTO claims AS c (subject, expires_at, job) VALUES ($1, clock_timestamp() + $2::interval, $3)
  ON CONFLICT (subject) DO UPDATE SET
    again = c.expires_at > excluded.expires_at - $2::interval,
    epoch = CASE WHEN c.expires_at > excluded.expires_at - $2::interval THEN c.epoch ELSE excluded.epoch END,
    expires_at = CASE WHEN c.expires_at > excluded.expires_at - $2::interval THEN c.expires_at ELSE excluded.expires_at END
  RETURNING epoch::text AS epoch, NOT again AS taken`;

const renew = `
  UPDATE claims SET expires_at = clock_timestamp() + $2::interval WHERE epoch = ANY ($1::bigint[])
  RETURNING epoch::text AS epoch`;

const wake = `portal_enqueue(job ->> 'name', (job -> 'payload')::json, NULL, (job ->> 'maxAttempts')::int, job ->> 'key', false)`;

const release = `
  WITH gone AS (DELETE FROM claims WHERE epoch = $1::bigint RETURNING job, again) SELECT ${wake} FROM gone WHERE again`;

/** One whose worker is just committing, or froze in it, is not waited for. */
const recover = `
  WITH gone AS (
    DELETE FROM claims WHERE subject IN (
      SELECT subject FROM claims WHERE expires_at < clock_timestamp() FOR UPDATE SKIP LOCKED)
    RETURNING job
  )
  SELECT ${wake} FROM gone`;

const takenRow = z.object({ epoch: z.string(), taken: z.boolean() });
const renewedRow = z.object({ epoch: z.string() });

export const createClaims = ({ url, log, lastsMs }: ClaimsOptions): Claims => {
  const pool = openPool({ url, log, poolSize: 2 });
  const held = new Set<HeldClaim>();
  const lasts = `${lastsMs} milliseconds`;

  const lose = (claim: HeldClaim): void => {
    if (claim.signal.aborted) return;
    log.warn('this worker was cut off from what it worked on; another may have it', { subject: claim.subject });
    claim.lose();
  };

  const renewAll = async (): Promise<void> => {
    const living = [...held].filter(({ isHeld }) => isHeld);
    if (living.length === 0) return;
    const until = performance.now() + lastsMs;
    try {
      const { rows } = await pool.query<Record<string, unknown>>(renew, [living.map(({ epoch }) => epoch), lasts]);
      const renewed = new Set(rows.map((row) => renewedRow.parse(row).epoch));
      for (const claim of living) {
        if (renewed.has(claim.epoch)) claim.renewed(until);
        else if (held.has(claim)) lose(claim);
      }
    } catch (error) {
      log.warn('claims could not be renewed', { error: error instanceof Error ? error.message : String(error) });
    }
  };

  let renewing: Promise<void> | null = null;
  const beat = setInterval(() => {
    for (const claim of held) if (!claim.isHeld) lose(claim);
    renewing ??= renewAll().finally(() => {
      renewing = null;
    });
  }, lastsMs / renewalsInALife).unref();

  const takeClaim = async (subject: string, { name, payload, key, maxAttempts }: JobRequest) => {
    const until = performance.now() + lastsMs;
    const job = JSON.stringify({ name, payload, key, maxAttempts });
    const { rows } = await pool.query<Record<string, unknown>>(take, [subject, lasts, job]);
    const { epoch, taken } = takenRow.parse(rows[0]);
    return taken ? new HeldClaim(subject, epoch, until) : null;
  };

  /** One that cannot be released runs out. */
  const releaseClaim = async ({ subject, epoch }: HeldClaim): Promise<void> => {
    try {
      await pool.query(release, [epoch]);
    } catch (error) {
      log.warn('a claim could not be released', { subject, error });
    }
  };

  return {
    async hold(subject, request, work) {
      const claim = await takeClaim(subject, request);
      if (claim === null) return;
      held.add(claim);
      try {
        await current.run(claim, () => work(claim.signal));
      } catch (error) {
        if (claim.isHeld) throw error;
        lose(claim);
      } finally {
        held.delete(claim);
        if (!claim.signal.aborted) await releaseClaim(claim);
      }
      claim.signal.throwIfAborted();
    },
    async recover() {
      const { rowCount } = await pool.query(recover);
      const woken = rowCount ?? 0;
      if (woken > 0) log.warn('jobs of workers that are gone run again', { jobs: woken });
      return woken;
    },
    mayAct() {
      const claim = current.getStore();
      return claim === undefined || claim.isHeld;
    },
    async close() {
      clearInterval(beat);
      await renewing;
      await pool.end();
    },
  };
};
