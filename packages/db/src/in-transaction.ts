// Several statements of one connection, all or nothing: for what is nobody's act, and therefore no Change.
import type pg from 'pg';
import type { Queryable } from './connection.ts';

export const inTransaction = async <Result>(
  pool: pg.Pool,
  work: (on: Queryable) => Promise<Result>,
): Promise<Result> => {
  const client = await pool.connect();
  let fault: Error | undefined;
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((lost: Error) => {
      fault = lost;
    });
    throw error;
  } finally {
    client.release(fault);
  }
};
