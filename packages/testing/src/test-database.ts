// A database for one test: a copy of the migrated one, with nobody else in it. It is gone when the test ends, or as new for the
// next one of the same worker.
import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
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

/** A database, and the connection that stays in it from test to test. */
interface Copy {
  readonly name: string;
  readonly keeper: pg.Client | null;
}

/** What is deleted leaves its traces, which in the end cost more than a new copy. */
const usedAtMost = 40;
const uses = new WeakMap<Copy, number>();

/** Of this worker, with nobody in them, and as the migrations left them. */
const unused: Copy[] = [];

const makeCopy = async (content: 'migrated' | 'empty'): Promise<Copy> => {
  const { ownerUrl, templateDatabase, resettable } = testServer();
  const name = `${templateDatabase}_${randomBytes(8).toString('hex')}`;
  const template = content === 'migrated' ? ` TEMPLATE "${templateDatabase}"` : '';
  await onServer(ownerUrl, `CREATE DATABASE "${name}"${template}`);
  if (content === 'empty' || !resettable) return { name, keeper: null };
  const keeper = new pg.Client({ connectionString: urlOf(ownerUrl, name) });
  await keeper.connect();
  return { name, keeper };
};

/** Looks for what is on its way out: the end of a pool does not wait for its sockets. */
const leavingLooks = 100;
const leavingPauseMs = 20;

const others = 'FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()';

const isAlone = async (keeper: pg.Client): Promise<boolean> => {
  const { rows } = await keeper.query<{ connected: number }>(`SELECT count(*)::int AS connected ${others}`);
  return rows[0]?.connected === 0;
};

/** Ends what the test left connected. False when the copy is not to be used again. */
const putBack = async (copy: Copy): Promise<boolean> => {
  const { keeper } = copy;
  const used = (uses.get(copy) ?? 0) + 1;
  uses.set(copy, used);
  if (keeper === null || used >= usedAtMost) return false;
  for (let looks = 0; looks < leavingLooks && !(await isAlone(keeper)); looks += 1) await wait(leavingPauseMs);
  await keeper.query(`SELECT pg_terminate_backend(pid, 60000) ${others}`);
  const { rows } = await keeper.query<{ same: boolean }>('SELECT portal_test.is_as_migrated() AS same');
  if (rows[0]?.same !== true) return false;
  await keeper.query('SELECT portal_test.put_back()');
  return true;
};

const giveBack = async (copy: Copy): Promise<void> => {
  if (await putBack(copy)) {
    unused.push(copy);
    return;
  }
  await copy.keeper?.end();
  await onServer(testServer().ownerUrl, `DROP DATABASE "${copy.name}" WITH (FORCE)`);
};

/** `empty` leaves out the tables: for tests of the migrations themselves. */
export const createTestDatabase = async (content: 'migrated' | 'empty' = 'migrated'): Promise<TestDatabase> => {
  const { ownerUrl, appPassword } = testServer();
  const copy = (content === 'migrated' ? unused.pop() : undefined) ?? (await makeCopy(content));
  return {
    ownerUrl: urlOf(ownerUrl, copy.name),
    appUrl: urlOf(ownerUrl, copy.name, { name: 'portal_app', password: appPassword }),
    [Symbol.asyncDispose]: () => giveBack(copy),
  };
};
