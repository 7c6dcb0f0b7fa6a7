// A row of the audit trail in the one form that is hashed: each of its columns that has a value, by name in byte order, as
// `name:length of the value in bytes:value` and a line feed. Values are what PostgreSQL writes for the type; times are in UTC with
// milliseconds. A column of a later release is empty in older rows, so their form stays the same. docs/administration.md has it in SQL.
import { hash } from 'node:crypto';
import pg from 'pg';
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

/** The 16 bytes of an id. */
export const idInBytes = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex');

export const sha256 = (data: string | Uint8Array): Buffer => hash('sha256', data, 'buffer');

const canonicalText = (columns: SealableRow['columns']): string =>
  Object.keys(columns)
    .toSorted()
    .map((name) => `${name}:${Buffer.byteLength(columns[name] ?? '')}:${columns[name]}\n`)
    .join('');

export const hashOf = ({ columns }: SealableRow): Buffer => sha256(canonicalText(columns));

/** PostgreSQL's own text of every value, which nothing converts on its way here; truth values are written as in JSON. */
const asText: pg.CustomTypesConfig = {
  getTypeParser: (type: number) => (text: string) => (type === pg.types.builtins.BOOL ? String(text === 't') : text),
};

/** Whatever columns there are, one of a newer release too; first of all the time in milliseconds. */
const select = 'SELECT (extract(epoch FROM a.at) * 1000)::bigint, a.* FROM audit_logs AS a';

const readRow = z.tuple([z.string()], z.string().nullable());

const rowOf = (names: readonly string[], read: unknown): SealableRow => {
  const [milliseconds, ...values] = readRow.parse(read);
  const at = new Date(Number(milliseconds));
  const columns: Record<string, string> = {};
  for (const [index, value] of values.entries()) {
    const name = names[index];
    if (name !== undefined && value !== null) columns[name] = value;
  }
  const { id = '', xact = '' } = columns;
  return { id, xact, at, columns: { ...columns, at: at.toISOString() } };
};

const rowsBy = async (on: Queryable, text: string, values: readonly unknown[]): Promise<readonly SealableRow[]> => {
  const query = { text: `${select} ${text}`, values: [...values], rowMode: 'array' as const, types: asText };
  const { fields, rows } = await on.query(query);
  const names = fields.slice(1).map(({ name }) => name);
  return rows.map((row) => rowOf(names, row));
};

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
