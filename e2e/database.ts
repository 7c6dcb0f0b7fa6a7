/** The hand behind the portal's database: keeps tables from it for a while, so that pages fail for real. */
import { Client } from 'pg';
import { inject } from 'vitest';

const said = async (statement: string): Promise<void> => {
  const client = new Client({ connectionString: inject('databaseOwnerUrl') });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
};

/** Until it is disposed of, whatever reads the tables fails. */
export async function withheld(...tables: readonly string[]): Promise<AsyncDisposable> {
  const names = tables.join(', ');
  await said(`REVOKE SELECT ON ${names} FROM portal_app`);
  return { [Symbol.asyncDispose]: () => said(`GRANT SELECT ON ${names} TO portal_app`) };
}
