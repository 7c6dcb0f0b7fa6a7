/**
 * The `db:*` commands. They work on the server of DATABASE_URL, or without one on the embedded cluster of `npm start`, which they start
 * for as long as they need it.
 */
import { join } from 'node:path';
import { ownerUrlBeside, startEmbeddedPostgres } from '../embedded-postgres.ts';
import { readEnv } from '../env.ts';
import { makeDataDir } from '../portal/data-dir.ts';
import { appAccess } from '../portal/database-part.ts';
import { readDemo } from '../portal/demo-file.ts';
import { AlreadyRunningError, acquireRunLock } from '../portal/run-lock.ts';
import { loadSecrets, type Secrets } from '../portal/secrets.ts';
import { generatePrismaClient } from '../prisma-client.ts';
import { defaultDataDir } from '../repository.ts';
import { say } from '../say.ts';

interface Access {
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly appPassword: string;
  readonly secrets: Secrets;
}

export async function generate(): Promise<number> {
  await generatePrismaClient();
  return 0;
}

export async function migrateDatabase(): Promise<number> {
  return withDatabase(migrateWith);
}

/** Prints the SQL that the migrations lack to agree with `prisma/schema.prisma`; exit code 2 when there is any. */
export async function diffDatabase(): Promise<number> {
  return withDatabase(async ({ ownerUrl }) => {
    const { diff } = await import('@portal/db/migrate');
    const sql = await diff(ownerUrl);
    say(sql === '' ? 'The migrations agree with prisma/schema.prisma.' : sql);
    return sql === '' ? 0 : 2;
  });
}

async function migrateWith({ ownerUrl, appPassword }: Access): Promise<number> {
  const { migrate } = await import('@portal/db/migrate');
  const { applied } = await migrate({ ownerUrl, appPassword });
  say(applied.length === 0 ? 'The database is up to date.' : `Applied ${applied.join(', ')}`);
  return 0;
}

async function withDatabase(use: (access: Access) => Promise<number>): Promise<number> {
  const env = readEnv();
  await generatePrismaClient();
  await makeDataDir(defaultDataDir);
  const secrets = await loadSecrets(defaultDataDir);
  await using stack = new AsyncDisposableStack();
  const ownerUrl = env.DATABASE_URL ?? (await embeddedOwnerUrl(stack, secrets));
  return use({ ...appAccess(ownerUrl, { env, secrets }), ownerUrl, secrets });
}

/** Of the portal that is running, or of its cluster started for the life of the stack. */
async function embeddedOwnerUrl(stack: AsyncDisposableStack, secrets: Secrets): Promise<string> {
  try {
    const lock = await acquireRunLock(defaultDataDir, say);
    stack.defer(() => lock.release());
  } catch (error) {
    const demo = error instanceof AlreadyRunningError ? await readDemo(defaultDataDir) : undefined;
    if (demo === undefined) throw error;
    return ownerUrlBeside(demo.databaseUrl, secrets.databaseOwnerPassword);
  }
  const server = await startEmbeddedPostgres({
    dataDir: join(defaultDataDir, 'postgres'),
    port: 0,
    password: secrets.databaseOwnerPassword,
    persistent: true,
    log: () => undefined,
  });
  stack.defer(() => server.stop());
  return server.ownerUrl;
}

export async function prepareDatabase(): Promise<number> {
  return withDatabase(migrateWith);
}
