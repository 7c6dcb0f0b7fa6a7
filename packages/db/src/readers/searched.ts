// A search that matches very many rows may have to sort them all: it is given up after a while, and whoever asked is told to say more.
import { DomainError } from '@portal/domain';
import pg from 'pg';
import { sqlStates } from '../database-errors.ts';
import type { Statement } from './sql.ts';

const mostMs = 3_000;
/** Whoever waits longer for a lock waits for the database: no other words would help. */
const mostLockedMs = 1_000;

const tooWide = (cause: unknown): DomainError =>
  new DomainError('invalid_input', { code: 'search_too_wide', params: {} }, { fields: [{ field: 'q' }] }, { cause });

export const searched = async (pool: pg.Pool, statement: Statement): Promise<readonly Record<string, unknown>[]> => {
  const client = await pool.connect();
  try {
    await client.query(
      `BEGIN READ ONLY; SET LOCAL statement_timeout = ${mostMs}; SET LOCAL lock_timeout = ${mostLockedMs}`,
    );
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } catch (error) {
    throw error instanceof pg.DatabaseError && error.code === sqlStates.canceled ? tooWide(error) : error;
  } finally {
    await client.query('ROLLBACK').then(
      () => client.release(),
      (error: Error) => client.release(error),
    );
  }
};
