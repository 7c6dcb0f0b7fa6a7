// Builds one SQL statement with numbered parameters from parts. Values never become text of the statement.
import { createHash } from 'node:crypto';

export interface Statement {
  readonly text: string;
  readonly values: unknown[];
}

export class SqlParameters {
  readonly values: unknown[] = [];

  /** The placeholder that stands for the value. */
  add(value: unknown): string {
    return `$${this.values.push(value)}`;
  }
}

const names = new Map<string, string>();
const KEPT_NAMES = 1_000;

const statementName = (text: string): string => {
  const known = names.get(text);
  if (known !== undefined) return known;
  const name = `portal_${createHash('sha256').update(text).digest('hex').slice(0, 24)}`;
  if (names.size >= KEPT_NAMES) names.clear();
  names.set(text, name);
  return name;
};

/** The same shape of query is planned once a connection, not once a request. */
export const prepared = ({ text, values }: Statement) => ({ name: statementName(text), text, values });
