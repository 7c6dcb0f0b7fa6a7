// A database for one test: a copy of the migrated one, with nobody else in it. It is gone when the test ends, or as new for the
// next one of the same worker, which also gets the connections that were kept: to make one takes longer than many a test.
import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { testServer } from './test-server.ts';

export interface TestDatabase extends AsyncDisposable {
  /** As the role that owns the tables: migrations, the worker, and looking behind the walls. */
  readonly ownerUrl: string;
  /** As `portal_app`, the role of the application. */
  readonly appUrl: string;
  /** Connections as either of them, kept from test to test. */
  readonly owner: pg.Pool;
  readonly app: pg.Pool;
  /** The same one for test after test. */
  readonly copy: Copy;
}

interface Closable {
  close(): Promise<void>;
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

/** A database, the connection that stays in it to put it back, and what tests keep connected to it. */
interface Copy {
  readonly name: string;
  readonly keeper: pg.Client | null;
  readonly kept: Closable[];
}

/** What is deleted leaves its traces, which in the end cost more than a new copy. */
const usedAtMost = 40;
const uses = new WeakMap<Copy, number>();

/** Of this worker, with nobody at work in them, and as the migrations left them. */
const unused: Copy[] = [];

const makeCopy = async (content: 'migrated' | 'empty'): Promise<Copy> => {
  const { ownerUrl, templateDatabase, resettable } = testServer();
  const name = `${templateDatabase}_${randomBytes(8).toString('hex')}`;
  const template = content === 'migrated' ? ` TEMPLATE "${templateDatabase}"` : '';
  await onServer(ownerUrl, `CREATE DATABASE "${name}"${template}`);
  const copy = { name, kept: [] };
  if (content === 'empty' || !resettable) return { ...copy, keeper: null };
  const keeper = new pg.Client({ connectionString: urlOf(ownerUrl, name) });
  await keeper.connect();
  return { ...copy, keeper };
};

/** Looks for what is on its way out: the end of a pool does not wait for its sockets. */
const leavingLooks = 100;
const leavingPauseMs = 20;

/** What the kept connections call themselves. */
const KEPT = 'kept';

const atWork = `FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
  AND (application_name <> '${KEPT}' OR state IS DISTINCT FROM 'idle')`;

const isAlone = async (keeper: pg.Client): Promise<boolean> => {
  const { rows } = await keeper.query<{ connected: number }>(`SELECT count(*)::int AS connected ${atWork}`);
  return rows[0]?.connected === 0;
};

/** Ends what the test left connected or at work. False when the copy is not to be used again. */
const putBack = async (copy: Copy): Promise<boolean> => {
  const { keeper } = copy;
  const used = (uses.get(copy) ?? 0) + 1;
  uses.set(copy, used);
  if (keeper === null || used >= usedAtMost) return false;
  for (let looks = 0; looks < leavingLooks && !(await isAlone(keeper)); looks += 1) await wait(leavingPauseMs);
  await keeper.query(`SELECT pg_terminate_backend(pid, 60000) ${atWork}`);
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
  for (const kept of copy.kept) await kept.close();
  await copy.keeper?.end();
  await onServer(testServer().ownerUrl, `DROP DATABASE "${copy.name}" WITH (FORCE)`);
};

const urlsOf = ({ name }: Copy) => {
  const { ownerUrl, appPassword } = testServer();
  return { owner: urlOf(ownerUrl, name), app: urlOf(ownerUrl, name, { name: 'portal_app', password: appPassword }) };
};

/** Makes one for each copy at its first use, connected to it in a role; it is closed with the copy. */
export const keptWith = <Kept extends Closable>(role: 'owner' | 'app', make: (url: string) => Kept) => {
  const made = new WeakMap<Copy, Kept>();
  return (copy: Copy): Kept => {
    const found = made.get(copy);
    if (found !== undefined) return found;
    const url = new URL(urlsOf(copy)[role]);
    url.searchParams.set('application_name', KEPT);
    const kept = make(url.href);
    made.set(copy, kept);
    copy.kept.push(kept);
    return kept;
  };
};

const openPool = (url: string): pg.Pool & Closable => {
  const pool = new pg.Pool({ connectionString: url, max: 3, idleTimeoutMillis: 0 });
  // Its connections end with their database, or with the test that left one at work.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return Object.assign(pool, { close: () => pool.end() });
};

const ownerPool = keptWith('owner', openPool);
const appPool = keptWith('app', openPool);

/** `empty` leaves out the tables: for tests of the migrations themselves. */
export const createTestDatabase = async (content: 'migrated' | 'empty' = 'migrated'): Promise<TestDatabase> => {
  const copy = (content === 'migrated' ? unused.pop() : undefined) ?? (await makeCopy(content));
  const { owner: ownerUrl, app: appUrl } = urlsOf(copy);
  return {
    ...{ copy, ownerUrl, appUrl, owner: ownerPool(copy), app: appPool(copy) },
    [Symbol.asyncDispose]: () => giveBack(copy),
  };
};
