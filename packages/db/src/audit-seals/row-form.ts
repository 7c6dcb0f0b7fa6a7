// A row of the audit trail in the one form that is hashed: each of its columns that has a value, by name in byte order, as
// `name:length of the value in bytes:value` and a line feed. Values are what PostgreSQL writes for the type; times are in UTC with
// milliseconds. A column of a later release is empty in older rows, so their form stays the same. docs/administration.md has it in SQL.
import { hash } from 'node:crypto';
import type pg from 'pg';
import { z } from 'zod';

export interface SealableRow {
  readonly id: string;
  readonly xact: string;
  readonly at: Date;
  /** Its columns that have a value, as they are hashed. */
  readonly columns: Readonly<Record<string, string>>;
}

export type Queryable = Pick<pg.ClientBase, 'query'>;

/** Where a row stands in the feed's order. */
export interface Place {
  readonly xact: string;
  readonly id: string;
}

/** Before every row. */
export const beginning: Place = { xact: '0', id: '00000000-0000-0000-0000-000000000000' };

export const sha256 = (data: string | Uint8Array): Buffer => hash('sha256', data, 'buffer');

const canonicalText = (columns: SealableRow['columns']): string =>
  Object.keys(columns)
    .toSorted()
    .map((name) => `${name}:${Buffer.byteLength(columns[name] ?? '')}:${columns[name]}\n`)
    .join('');

export const hashOf = ({ columns }: SealableRow): Buffer => sha256(canonicalText(columns));

/** Whatever columns there are, one of a newer release too: `detail` as its own text, since JSON says the same in several ways. */
const select = `SELECT a.id, a.xact::text AS xact, a.at, to_jsonb(a) - 'detail' - 'at' AS columns, a.detail::text AS detail
  FROM audit_logs AS a`;

const readRow = z.object({
  id: z.string(),
  xact: z.string(),
  at: z.date(),
  columns: z.record(z.string(), z.json()),
  detail: z.string(),
});

const rowOf = (read: unknown): SealableRow => {
  const { id, xact, at, columns, detail } = readRow.parse(read);
  const texts: Record<string, string> = { at: at.toISOString(), detail };
  for (const [name, value] of Object.entries(columns)) {
    if (value !== null) texts[name] = typeof value === 'string' ? value : JSON.stringify(value);
  }
  return { id, xact, at, columns: texts };
};

const rowsBy = async (on: Queryable, text: string, values: readonly unknown[]): Promise<readonly SealableRow[]> =>
  (await on.query<Record<string, unknown>>(`${select} ${text}`, [...values])).rows.map(rowOf);

const inOrder = 'ORDER BY a.xact, a.id LIMIT $3';

/** Rows after a place that no row still to be committed can come before: of transactions older than every one that is running. */
export const settledRows = (on: Queryable, after: Place, most: number): Promise<readonly SealableRow[]> =>
  rowsBy(
    on,
    // Both ends as a place: so it is one stretch of the index, however many rows a transaction wrote.
    `WHERE (a.xact, a.id) > ($1::xid8, $2::uuid)
       AND (a.xact, a.id) < (pg_snapshot_xmin(pg_current_snapshot()), $4::uuid) ${inOrder}`,
    [after.xact, after.id, most, beginning.id],
  );

interface Stretch {
  readonly after: Place;
  /** The last one in it. */
  readonly to: Place;
}

export const rowsBetween = (on: Queryable, { after, to }: Stretch, most: number): Promise<readonly SealableRow[]> =>
  rowsBy(on, `WHERE (a.xact, a.id) > ($1::xid8, $2::uuid) AND (a.xact, a.id) <= ($4::xid8, $5::uuid) ${inOrder}`, [
    ...[after.xact, after.id, most, to.xact, to.id],
  ]);

export const rowById = async (on: Queryable, id: string): Promise<SealableRow | null> =>
  (await rowsBy(on, 'WHERE a.id = $1::uuid', [id]))[0] ?? null;
