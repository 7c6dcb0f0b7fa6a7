import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { statusOf } from '@portal/domain';
import { createTestDatabase, silentLog } from '@portal/testing';
import pg from 'pg';
import { expect, test } from 'vitest';
import { createDatabase } from '../src/index.ts';
import { migrate } from '../src/migrate.ts';

const pathTo = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const migrations = pathTo('../../../prisma/migrations');
/** The first of all that are kept for ever; later ones are appended. */
const first = '20261127220000_portal';

const onlyTheFirst = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'portal-migrations-'));
  for (const name of [first, 'migration_lock.toml']) {
    await cp(join(migrations, name), join(folder, name), { recursive: true });
  }
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
};

/** Its rows bear the transaction ids of the server that it was made on, which may be ahead of this one's. */
const asIfWrittenHere = `
  UPDATE audit_logs AS a SET xact = (3 + counted.place)::text::xid8
  FROM (SELECT id, dense_rank() OVER (ORDER BY xact) AS place FROM audit_logs) AS counted WHERE counted.id = a.id`;

test('a database of the day on which migrations began to be appended is upgraded, and everything in it is read', async () => {
  await using empty = await createTestDatabase('empty');
  const { ownerUrl, appUrl } = empty;
  await using old = await onlyTheFirst();
  await migrate({ ownerUrl, migrationsFolder: old.folder });
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query(`SET session_replication_role = 'replica'`);
  await owner.query(await readFile(pathTo('./database-of-2026-11-27.sql'), 'utf8'));
  await owner.query(asIfWrittenHere);
  const { rows: before } = await owner.query('SELECT id, action FROM audit_logs ORDER BY id');
  expect((await migrate({ ownerUrl })).applied).not.toContain(first);
  const { rows: after } = await owner.query('SELECT id, action FROM audit_logs ORDER BY id');
  await owner.end();
  expect(after).toEqual(before);

  await using resources = new AsyncDisposableStack();
  const { deployments } = resources.adopt(createDatabase({ url: appUrl, log: silentLog }), (database) =>
    database.close(),
  );
  const everything = { limit: 50, asker: null, findsVmids: true, status: 'running,stopped,provisioning,deleted' };
  const { items } = await deployments.list(everything, { kind: 'all' });
  expect(items.map(({ deployment }) => `${deployment.name} ${statusOf(deployment)}`)).toEqual([
    'up-six provisioning',
    'up-four stopped',
    'up-three deleted',
    'up-one running',
  ]);
  for (const { deployment } of items) {
    const { items: operations } = await deployments.operations(deployment.id, { limit: 50 });
    expect(operations.length).toBeGreaterThan(0);
    for (const { steps } of operations) expect(steps.length).toBeGreaterThan(0);
  }
  const [, stopped] = items;
  expect(stopped?.deployment.statusReason).toMatchObject({ code: 'operation_failed' });
});
