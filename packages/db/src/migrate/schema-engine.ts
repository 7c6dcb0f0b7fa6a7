// Opens Prisma's schema engine (WebAssembly, nothing is downloaded) on one database, and reads from disk what it works
// with: the schema and the list of migrations.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bindMigrationAwareSqlAdapterFactory, type ErrorRegistry } from '@prisma/driver-adapter-utils';
import type { MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm';
import { migrationAdapter } from './migration-adapter.ts';

export const prismaFolder = fileURLToPath(new URL('../../../../prisma', import.meta.url));

export const noFilter = { externalTables: [], externalEnums: [] };

export const readSchema = async (): Promise<[path: string, content: string]> => {
  const path = join(prismaFolder, 'schema.prisma');
  return [path, await readFile(path, 'utf8')];
};

export const readMigrations = async (folder: string): Promise<MigrationList> => {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return {
    baseDir: folder,
    lockfile: { path: 'migration_lock.toml', content: await readFile(join(folder, 'migration_lock.toml'), 'utf8') },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(
      names.sort().map(async (name) => ({
        path: name,
        migrationFile: {
          path: 'migration.sql',
          content: { tag: 'ok' as const, value: await readFile(join(folder, name, 'migration.sql'), 'utf8') },
        },
      })),
    ),
  };
};

/** What the database itself said is kept beside the engine, which tells of it by a number alone. */
const saidByDatabase = (error: unknown, kept: ErrorRegistry): unknown => {
  const id = /^External error id#(\d+)$/m.exec(error instanceof Error ? error.message : String(error))?.[1];
  return (id === undefined ? undefined : kept.consumeError(Number(id))?.error) ?? error;
};

/** Opens the engine for one piece of work, and leaves no connection behind. */
export const withSchemaEngine = async <T>(ownerUrl: string, work: (engine: SchemaEngine) => Promise<T>): Promise<T> => {
  const { SchemaEngine } = await import('@prisma/schema-engine-wasm');
  const adapter = migrationAdapter(ownerUrl);
  const bound = bindMigrationAwareSqlAdapterFactory(adapter.factory);
  const engine = await SchemaEngine.new({ datamodels: [await readSchema()] }, () => undefined, bound);
  try {
    return await work(engine);
  } catch (error) {
    throw saidByDatabase(error, bound.errorRegistry);
  } finally {
    engine.free();
    await adapter.close();
  }
};
