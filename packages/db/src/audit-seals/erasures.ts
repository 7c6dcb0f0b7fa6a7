// What left the audit trail through the doors for that, as verifying believes it: a row that is gone, or is not what was sealed, must
// stand among the erasures, as it is now, and the run that it stands in must be the one that a row of the trail tells of. That row is
// sealed like any other; so whoever goes around the doors must put it on record all the same.
import { z } from 'zod';
import type { Queryable } from '../connection.ts';
import { idInBytes, sha256 } from './row-form.ts';

interface Erasure {
  readonly run: string;
  /** Of the row as it is now; null where it is gone. */
  readonly hash: Buffer | null;
}

const erasureRow = z.object({ run: z.string(), row: z.string(), hash: z.instanceof(Buffer).nullable() });

/** Of these rows the latest of each. */
const erasuresOf = async (on: Queryable, ids: readonly string[]): Promise<ReadonlyMap<string, Erasure>> => {
  const { rows } = await on.query<Record<string, unknown>>(
    'SELECT run, row_id AS row, hash FROM audit_erasures WHERE row_id = ANY ($1::uuid[]) ORDER BY audit_erasures.run',
    [ids],
  );
  return new Map(rows.map((row) => erasureRow.parse(row)).map(({ row, run, hash }) => [row, { run, hash }]));
};

const proof = z.object({ digest: z.string() });

/** What the row of the trail says that it was; null where there is none. */
const provenDigest = async (on: Queryable, run: string): Promise<string | null> => {
  const { rows } = await on.query<Record<string, unknown>>(
    `SELECT detail FROM audit_logs WHERE id = $1::uuid AND action IN ('audit.purged', 'user.pseudonymised')`,
    [run],
  );
  const { success, data } = z.object({ detail: proof }).safeParse(rows[0]);
  return success ? data.detail.digest : null;
};

const presentDigest = async (on: Queryable, run: string): Promise<string> => {
  const { rows } = await on.query<Record<string, unknown>>(
    'SELECT run, row_id AS row, hash FROM audit_erasures WHERE run = $1::uuid ORDER BY row_id',
    [run],
  );
  const bytes = rows
    .map((row) => erasureRow.parse(row))
    .flatMap(({ row, hash }) => [idInBytes(row), ...(hash === null ? [] : [hash])]);
  return sha256(Buffer.concat(bytes)).toString('hex');
};

export class Erasures {
  readonly #on: Queryable;
  readonly #proven = new Map<string, boolean>();

  constructor(on: Queryable) {
    this.#on = on;
  }

  /** Those among these rows that count: their run is proven. */
  async of(ids: readonly string[]): Promise<ReadonlyMap<string, Erasure>> {
    const found = await erasuresOf(this.#on, ids);
    for (const { run } of found.values()) await this.#prove(run);
    return new Map([...found].filter(([, { run }]) => this.#proven.get(run) === true));
  }

  async #prove(run: string): Promise<void> {
    if (this.#proven.has(run)) return;
    const told = await provenDigest(this.#on, run);
    this.#proven.set(run, told !== null && told === (await presentDigest(this.#on, run)));
  }
}
