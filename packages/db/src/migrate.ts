// Brings a database to the state that this code needs, the same way in every environment: the portal's migrations, the
// job queue's, and the application role's sign-in. Also tells how the schema file differs from the migrations.
import { join } from 'node:path';
import type { MigrationList } from '@prisma/schema-engine-wasm';
import { Logger, runMigrations } from 'graphile-worker';
import pg from 'pg';
import { letAppSignIn } from './migrate/app-role.ts';
import { refusalOf } from './migrate/history.ts';
import { assertCountsOn, assertMakesRoles, hasTable } from './migrate/readiness.ts';
import { noFilter, prismaFolder, readMigrations, readSchema, withSchemaEngine } from './migrate/schema-engine.ts';
import { checkOwnerConnection } from './session.ts';

export { MigrationRefusedError } from './migrate/history.ts';

export interface MigrateOptions {
  /** The role that owns the tables. The application never gets this URL. */
  readonly ownerUrl: string;
  /** Becomes the password of `portal_app`; without it, that role stays as it is. */
  readonly appPassword?: string;
  /** Where the migrations lie; only tests have others. */
  readonly migrationsFolder?: string;
}

export interface MigrateResult {
  /** Names of the migrations that were applied now, in order. */
  readonly applied: readonly string[];
}

/** Any fixed number: it keeps two migrations of one database apart. */
const MIGRATION_LOCK = 7_310_551;
const silentLogger = new Logger(() => () => undefined);

const firstOf = ({ migrationDirectories }: MigrationList): string => migrationDirectories[0]?.path ?? '';

const applyMigrations = async (ownerUrl: string, folder: string): Promise<readonly string[]> => {
  const migrationsList = await readMigrations(folder);
  return withSchemaEngine(ownerUrl, async (engine) => {
    const question = { migrationsList, optInToShadowDatabase: false, filters: noFilter };
    const refusal = refusalOf(await engine.diagnoseMigrationHistory(question), firstOf(migrationsList));
    if (refusal !== null) throw refusal;
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: noFilter });
    return appliedMigrationNames;
  });
};

/** Refuses by itself when the queue's schema is newer than its code. */
const migrateJobQueue = async (ownerUrl: string): Promise<void> => {
  const pool = new pg.Pool({ connectionString: ownerUrl, max: 2 });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  try {
    await runMigrations({ pgPool: pool, logger: silentLogger });
  } finally {
    await pool.end();
  }
};

/**
 * Safe to run twice, and from several processes at once. Throws {@link MigrationRefusedError} when it must not, and
 * `UnusableSessionError` where the connection cannot be used.
 */
export const migrate = async (options: MigrateOptions): Promise<MigrateResult> => {
  await checkOwnerConnection(options.ownerUrl);
  const client = new pg.Client({ connectionString: options.ownerUrl });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await assertMakesRoles(client);
    await assertCountsOn(client);
    const folder = options.migrationsFolder ?? join(prismaFolder, 'migrations');
    const applied = await applyMigrations(options.ownerUrl, folder);
    await migrateJobQueue(options.ownerUrl);
    if (options.appPassword !== undefined) await letAppSignIn(client, options.appPassword);
    return { applied };
  } finally {
    await client.end();
  }
};

/** Whether the tables are there; what they lack of this code is not looked at. */
export const isMigrated = async (ownerUrl: string): Promise<boolean> => {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    return await hasTable(client, 'users');
  } finally {
    await client.end();
  }
};

/** The SQL that would take the migrations to the schema file: empty when they agree. The next migration's draft. */
export const diff = async (ownerUrl: string): Promise<string> => {
  const [path, content] = await readSchema();
  const migrations = await readMigrations(join(prismaFolder, 'migrations'));
  return withSchemaEngine(ownerUrl, async (engine) => {
    const result = await engine.diff({
      from: { tag: 'migrations', ...migrations },
      to: { tag: 'schemaDatamodel', files: [{ path, content }] },
      script: true,
      exitCode: true,
      filters: noFilter,
    });
    return result.exitCode === 0 ? '' : (result.stdout ?? '');
  });
};
