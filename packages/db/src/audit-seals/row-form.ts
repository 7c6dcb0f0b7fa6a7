// A row of the audit trail in the one form that is hashed: each of its columns that has a value, by name in byte order, as
// `name:length of the value in bytes:value` and a line feed. Values are what PostgreSQL writes for the type; times are in UTC with
// milliseconds. A column of a later release is empty in older rows, so their form stays the same. docs/administration.md has it in SQL.
import { hash } from 'node:crypto';
import pg from 'pg';
import { z } from 'zod';
import type { Queryable } from '../connection.ts';
import { FIRST_ID } from '../feed-cursor.ts';

export interface SealableRow {
  readonly id: string;
  readonly xact: string;
  readonly at: Date;
  /** Its columns that have a value, as they are hashed. */
  readonly columns: Readonly<Record<string, string>>;
  /** All of them in the one form. */
  readonly text: string;
}

/** Where a row stands in the feed's order. */
export interface Place {
  readonly xact: string;
  readonly id: string;
}

/** Before every row. */
export const beginning: Place = { xact: '0', id: FIRST_ID };

/** The 16 bytes of an id. */
export const idInBytes = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex');

export const sha256 = (data: string | Uint8Array): Buffer => hash('sha256', data, 'buffer');

export const hashOf = ({ text }: SealableRow): Buffer => sha256(text);

/** PostgreSQL's own text of every value, which nothing converts on its way here; truth values are written as in JSON. */
const asText: pg.CustomTypesConfig = {
  getTypeParser: (type: number) => (text: string) => (type === pg.types.builtins.BOOL ? String(text === 't') : text),
};

/** Whatever columns there are, one of a newer release too; first of all the time in milliseconds. */
const select = 'SELECT (extract(epoch FROM a.at) * 1000)::bigint, a.* FROM audit_logs AS a';

const readRow = z.tuple([z.string()], z.string().nullable());

/** In one pass, since each row of the trail goes through it. */
const rowOf = (columnsInOrder: readonly (readonly [index: number, name: string])[], read: unknown): SealableRow => {
  const values = readRow.parse(read);
  const at = new Date(Number(values[0]));
  const columns: Record<string, string> = {};
  let text = '';
  for (const [index, name] of columnsInOrder) {
    const value = name === 'at' ? at.toISOString() : (values[index] ?? null);
    if (value === null) continue;
    columns[name] = value;
    text += `${name}:${Buffer.byteLength(value)}:${value}\n`;
  }
  const { id = '', xact = '' } = columns;
  return { id, xact, at, columns, text };
};

/** Of all but the first, which is the time in milliseconds. */
const inOrderOfNames = (fields: readonly pg.FieldDef[]) =>
  fields
    .map(({ name }, index) => [index, name] as const)
    .slice(1)
    .toSorted(([, one], [, other]) => (one < other ? -1 : 1));

const rowsBy = async (on: Queryable, text: string, values: readonly unknown[]): Promise<readonly SealableRow[]> => {
  const query = { text: `${select} ${text}`, values: [...values], rowMode: 'array' as const, types: asText };
  const { fields, rows } = await on.query(query);
  const columns = inOrderOfNames(fields);
  return rows.map((row) => rowOf(columns, row));
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
