import { job } from '@portal/domain';
import { createTestDatabase, eventually, silentLog, type TestDatabase } from '@portal/testing';
import pg from 'pg';
import { expect, test } from 'vitest';
import { openPool } from '../src/connection.ts';
import { checkOwnerConnection, createClaims, createDatabase, type Database } from '../src/index.ts';
import { migrate } from '../src/migrate.ts';
import { absence, hasPgbouncer, startPgbouncer } from './pgbouncer.ts';
import { actor, onDeployment, portalFixture } from './portal-fixture.ts';

const asOwner = async (database: Pick<TestDatabase, 'ownerUrl'>, statement: string): Promise<void> => {
  const client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
  try {
    await client.query(statement.replaceAll('DB', `"${new URL(database.ownerUrl).pathname.slice(1)}"`));
  } finally {
    await client.end();
  }
};

const opened = (url: string): Database & AsyncDisposable => {
  const database = createDatabase({ url, log: silentLog });
  return { ...database, [Symbol.asyncDispose]: () => database.close() };
};

const elsewhere = "ALTER DATABASE DB SET timezone = 'Asia/Tokyo'";

test('whatever the database has by default, a session is in UTC, durable, and of the isolation that commits count on', async () => {
  await using portal = await portalFixture();
  const defaults = [elsewhere, "ALTER DATABASE DB SET default_transaction_isolation = 'serializable'"];
  const more = ['ALTER DATABASE DB SET synchronous_commit = off', "ALTER DATABASE DB SET DateStyle = 'SQL, DMY'"];
  for (const statement of [...defaults, ...more]) await asOwner(portal, statement);
  await using database = opened(portal.appUrl);
  const person = await portal.person();
  const { id, expiresAt } = await portal.deploy(person);
  const read = await database.engine.deployment(id);
  expect(read?.expiresAt).toEqual(expiresAt);
});

test('a connection that the server ends between two statements is the loss of whoever holds it, and of nobody else', async () => {
  await using database = await createTestDatabase();
  const pool = openPool({ url: database.appUrl, log: silentLog, poolSize: 1 });
  const client = await pool.connect();
  await client.query('BEGIN');
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const ended = Promise.withResolvers<void>();
  client.once('end', ended.resolve);
  await asOwner(database, `SELECT pg_terminate_backend(${rows[0]?.pid})`);
  await ended.promise;
  await expect(client.query('COMMIT')).rejects.toThrow('not queryable');
  client.release();
  expect((await pool.query('SELECT')).rowCount).toBe(1);
  await pool.end();
});

test('a session in which the triggers of the audit trail do not fire is refused by name, with the remedy', async () => {
  await using database = await createTestDatabase();
  await asOwner(database, 'ALTER ROLE portal_app IN DATABASE DB SET session_replication_role = replica');
  await using refused = opened(database.appUrl);
  const refusal = { setting: 'session_replication_role', message: expect.stringMatching(/Remedy: ALTER ROLE/) };
  await expect(refused.ping()).rejects.toMatchObject(refusal);
});

test('the owner is refused where its defaults would make the job queue’s connections unfit', async () => {
  await using database = await createTestDatabase();
  await asOwner(database, "ALTER DATABASE DB SET default_transaction_isolation = 'serializable'");
  const refusal = { setting: 'default_transaction_isolation' };
  await expect(checkOwnerConnection(database.ownerUrl)).rejects.toMatchObject(refusal);
  await expect(migrate({ ownerUrl: database.ownerUrl })).rejects.toMatchObject(refusal);
});

test.skipIf(!hasPgbouncer)(
  `behind session pooling times, jobs, the feed and locks are as without it${absence}`,
  async () => {
    await using portal = await portalFixture();
    await asOwner(portal, elsewhere);
    await using pooler = await startPgbouncer(portal, 'session');
    await migrate({ ownerUrl: pooler.ownerUrl });
    await using database = opened(pooler.appUrl);
    const { id } = await portal.deploy(await portal.person());
    const events: string[] = [];
    const abort = new AbortController();
    const opening = Promise.withResolvers<void>();
    const listening = (async () => {
      for await (const { action } of database.feed.subscribe(
        { userId: 'nobody', visibility: { kind: 'all' }, hears: () => true },
        null,
        abort.signal,
      )) {
        events.push(action);
        opening.resolve();
      }
    })();
    await opening.promise;
    const found = await database.engine.deployment(id);
    if (found === null) throw new Error('the deployment is not there');
    const expiresAt = new Date('2027-07-01T12:00:00.000Z');
    const row = { ...found, expiresAt, deleteAt: new Date('2027-07-02T12:00:00.000Z'), version: found.version + 1 };
    const write = { kind: 'deployment.update', row, read: found } as const;
    await database.unitOfWork.run(actor, (tx) => tx.commit(onDeployment(id, [write])));
    const { rows } = await portal.owner.query<{ at: Date }>('SELECT expires_at AS at FROM deployments WHERE id = $1', [
      id,
    ]);
    expect([(await database.engine.deployment(id))?.expiresAt, rows[0]?.at]).toEqual([expiresAt, expiresAt]);
    await eventually('the word of it', () => events.includes('deployment.tested'));
    const claims = createClaims({ url: pooler.appUrl, log: silentLog, lastsMs: 10_000 });
    let held = false;
    await claims.hold('behind the pooler', job('maintenance.sweep', {}), async () => {
      held = claims.mayAct();
    });
    expect(held).toBe(true);
    await claims.close();
    abort.abort();
    await listening;
  },
);

test.skipIf(!hasPgbouncer).each(['transaction', 'statement'] as const)(
  `%s pooling is refused by name, with the remedy, before anything is written${absence}`,
  async (mode) => {
    await using database = await createTestDatabase();
    await using pooler = await startPgbouncer(database, mode);
    await using refused = opened(pooler.appUrl);
    const refusal = { setting: 'pool_mode', message: expect.stringContaining('pool_mode = session') };
    await expect(refused.ping()).rejects.toMatchObject(refusal);
    await expect(checkOwnerConnection(pooler.ownerUrl)).rejects.toMatchObject(refusal);
    await expect(migrate({ ownerUrl: pooler.ownerUrl })).rejects.toMatchObject(refusal);
  },
);
