import { randomUUID } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createTestDatabase } from '@portal/testing';
import pg from 'pg';
import { expect, test } from 'vitest';
import { diff, MigrationRefusedError, migrate } from '../src/migrate.ts';

const realMigrations = fileURLToPath(new URL('../../../prisma/migrations', import.meta.url));

/** The real migrations with one more that a test brings. */
const migrationsWith = async (name: string, sql: string) => {
  const folder = await mkdtemp(join(tmpdir(), 'portal-migrations-'));
  await cp(realMigrations, folder, { recursive: true });
  await mkdir(join(folder, name));
  await writeFile(join(folder, name, 'migration.sql'), sql);
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
};

const tablesOf = async (ownerUrl: string): Promise<readonly string[]> => {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  const { rows } = await client.query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`,
  );
  await client.end();
  return rows.map(({ name }) => name);
};

const expected = async () => (await readdir(realMigrations)).filter((name) => /^\d+_/.test(name)).toSorted();

test('an empty database is migrated, and a second run finds nothing to do', async () => {
  await using empty = await createTestDatabase('empty');
  const { ownerUrl } = empty;
  expect((await migrate({ ownerUrl })).applied).toEqual(await expected());
  expect((await migrate({ ownerUrl })).applied).toEqual([]);
  expect(await tablesOf(ownerUrl)).toContain('deployments');
});

test('of three migrations at once one does the work, and all succeed', async () => {
  await using empty = await createTestDatabase('empty');
  const { ownerUrl } = empty;
  const results = await Promise.all([1, 2, 3].map(() => migrate({ ownerUrl })));
  expect(results.map(({ applied }) => applied.length).toSorted()).toEqual([0, 0, (await expected()).length]);
});

test('the migrations and schema.prisma agree', async () => {
  await using empty = await createTestDatabase('empty');
  expect(await diff(empty.ownerUrl)).toBe('');
});

test('a database that is newer than the code is refused, in words, and left as it is', async () => {
  await using database = await createTestDatabase();
  const { ownerUrl } = database;
  await using newer = await migrationsWith('29990101000000_tomorrow', 'CREATE TABLE tomorrow (id int);');
  await migrate({ ownerUrl, migrationsFolder: newer.folder });
  const refused = migrate({ ownerUrl });
  await expect(refused).rejects.toBeInstanceOf(MigrationRefusedError);
  await expect(refused).rejects.toThrow(/newer than this code.*29990101000000_tomorrow/);
  expect(await tablesOf(ownerUrl)).toContain('tomorrow');
});

test('a database from before the tables were made anew is refused with that reason, and left as it is', async () => {
  await using database = await createTestDatabase();
  const { ownerUrl } = database;
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  await client.query(`UPDATE _prisma_migrations SET migration_name = '20261122100100_tables'`);
  const refused = migrate({ ownerUrl });
  await expect(refused).rejects.toBeInstanceOf(MigrationRefusedError);
  await expect(refused).rejects.toThrow(/before the tables were made anew.*20261122100100_tables/);
  await client.query(`SELECT FROM deployments`);
  await client.end();
});

test('a migration that fails leaves nothing behind, and the next run says that it failed half-way', async () => {
  await using database = await createTestDatabase();
  const { ownerUrl } = database;
  await using broken = await migrationsWith('29990101000000_broken', 'CREATE TABLE half (id int); SELECT 1/0;');
  await expect(migrate({ ownerUrl, migrationsFolder: broken.folder })).rejects.toThrow('division by zero');
  expect(await tablesOf(ownerUrl)).not.toContain('half');
  const refused = migrate({ ownerUrl });
  await expect(refused).rejects.toBeInstanceOf(MigrationRefusedError);
  await expect(refused).rejects.toThrow(/failed half-way.*29990101000000_broken/);
});

test('an owner who may not make roles is refused by name, and the database stays empty', async () => {
  await using empty = await createTestDatabase('empty');
  const owner = new pg.Client({ connectionString: empty.ownerUrl });
  await owner.connect();
  const role = `owner_${randomUUID().slice(0, 8)}`;
  await owner.query(`CREATE ROLE ${role} LOGIN PASSWORD 'of-a-test'`);
  await owner.query(`GRANT CREATE ON SCHEMA public TO ${role}`);
  const theirs = new URL(empty.ownerUrl);
  Object.assign(theirs, { username: role, password: 'of-a-test' });
  const refused = migrate({ ownerUrl: theirs.href });
  await expect(refused).rejects.toBeInstanceOf(MigrationRefusedError);
  await expect(refused).rejects.toThrow(`ALTER ROLE ${role} CREATEROLE`);
  expect(await tablesOf(empty.ownerUrl)).toEqual([]);
  await owner.query(`DROP OWNED BY ${role}`);
  await owner.query(`DROP ROLE ${role}`);
  await owner.end();
});

test('a server that counts transactions from before the audit log is refused before anything is written there', async () => {
  await using database = await createTestDatabase();
  const { ownerUrl } = database;
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query('ALTER TABLE audit_logs DISABLE TRIGGER USER');
  await owner.query(`INSERT INTO audit_logs (xact, actor_kind, actor_id, actor_name, action, subject_type, subject_id, outcome)
    VALUES ('9000000000000', 'system', 'x', 'x', 'team.created', 'team', 'x', 'succeeded')`);
  await owner.end();
  await expect(migrate({ ownerUrl })).rejects.toThrow(/after a restore into a new server/);
});

test('a migration that was edited after it had been applied is refused', async () => {
  await using database = await createTestDatabase();
  const { ownerUrl } = database;
  await using first = await migrationsWith('29990101000000_extra', 'CREATE TABLE extra (id int);');
  await migrate({ ownerUrl, migrationsFolder: first.folder });
  await writeFile(join(first.folder, '29990101000000_extra', 'migration.sql'), 'CREATE TABLE other (id int);');
  const refused = migrate({ ownerUrl, migrationsFolder: first.folder });
  await expect(refused).rejects.toThrow(/were edited.*29990101000000_extra/);
});

test('the application signs in with the password that the migration was given', async () => {
  await using database = await createTestDatabase();
  const client = new pg.Client({ connectionString: database.appUrl });
  await client.connect();
  const { rows } = await client.query('SELECT current_user AS role');
  await client.end();
  expect(rows).toEqual([{ role: 'portal_app' }]);
});
