// A database for one test: a copy of the migrated one, with nobody else in it, gone when the test ends.
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { testServer } from './test-server.ts';

export interface TestDatabase extends AsyncDisposable {
  /** As the role that owns the tables: migrations, the worker, and looking behind the walls. */
  readonly ownerUrl: string;
  /** As `portal_app`, the role of the application. */
  readonly appUrl: string;
}

const urlOf = (base: string, database: string, role?: { readonly name: string; readonly password: string }) => {
  const url = new URL(base);
  url.pathname = `/${database}`;
  if (role !== undefined) {
    url.username = role.name;
    url.password = encodeURIComponent(role.password);
  }
  return url.href;
};

const onServer = async (ownerUrl: string, statement: string): Promise<void> => {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
};

/** `empty` leaves out the tables: for tests of the migrations themselves. */
export const createTestDatabase = async (content: 'migrated' | 'empty' = 'migrated'): Promise<TestDatabase> => {
  const { ownerUrl, templateDatabase, appPassword } = testServer();
  const name = `portal_test_${randomBytes(8).toString('hex')}`;
  const template = content === 'migrated' ? ` TEMPLATE "${templateDatabase}"` : '';
  await onServer(ownerUrl, `CREATE DATABASE "${name}"${template}`);
  return {
    ownerUrl: urlOf(ownerUrl, name),
    appUrl: urlOf(ownerUrl, name, { name: 'portal_app', password: appPassword }),
    [Symbol.asyncDispose]: () => onServer(ownerUrl, `DROP DATABASE "${name}" WITH (FORCE)`),
  };
};
