/**
 * The `db:*` commands. They work on the server of DATABASE_URL, or without one on the embedded cluster of `npm start`, which they start
 * for as long as they need it.
 */
import { ownerUrlBeside, startEmbeddedPostgres } from '../embedded-postgres.ts';
import { configuredClusters, readEnv, type ToolingEnv } from '../env.ts';
import { databaseFolder, makeDataDir, setEarlierReleaseAside } from '../portal/data-dir.ts';
import { appAccess } from '../portal/database-part.ts';
import { readDemo } from '../portal/demo-file.ts';
import { isDemoMode } from '../portal/demo-mode.ts';
import { AlreadyRunningError, acquireRunLock } from '../portal/run-lock.ts';
import { loadSecrets, type Secrets } from '../portal/secrets.ts';
import { generatePrismaClient } from '../prisma-client.ts';
import { complain, say } from '../say.ts';

export interface Access {
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly appPassword: string;
  readonly env: ToolingEnv;
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

/** Idempotent: adds what is missing of the clusters and the templates; in demo mode also of the demo's people and tokens. */
export async function seedDatabase(): Promise<number> {
  return withDatabase((access) => {
    const { DATABASE_URL: databaseUrl } = access.env;
    return seedWith(access, isDemoMode({ databaseUrl, clusters: configuredClusters() }));
  });
}

/** Given to the process that prepares a demo's database: it is told where database and clusters are, not whose. */
export const demoFlag = '--demo';

/** What `npm start` runs in a process of its own, because the schema engine stays in memory once it is loaded. */
export async function prepareDatabase(args: readonly string[]): Promise<number> {
  return withDatabase(async (access) => {
    await migrateWith(access);
    return seedWith(access, args.includes(demoFlag));
  });
}

async function migrateWith({ ownerUrl, appPassword }: Access): Promise<number> {
  const { migrate } = await import('@portal/db/migrate');
  const { applied } = await migrate({ ownerUrl, ...(appPassword === '' ? {} : { appPassword }) });
  say(applied.length === 0 ? 'The database is up to date.' : `Applied ${applied.join(', ')}`);
  return 0;
}

async function seedWith({ appUrl, env, secrets }: Access, isDemo: boolean): Promise<number> {
  const { seed } = await import('@portal/seed');
  const clusters = configuredClusters();
  await seed({
    appUrl,
    ...(isDemo ? { demo: demoOf(secrets) } : {}),
    ...(clusters.length === 0 ? {} : { clusters: clusters.map(({ settings }) => settings) }),
    ...(env.TEMPLATES_FILE === undefined ? {} : { templatesFile: env.TEMPLATES_FILE }),
    log: { info: () => undefined, warn: complain, error: complain },
  });
  say(
    isDemo
      ? 'The demo data are there.'
      : 'Clusters and templates are there. No demo people are made here: npm run admin:create makes the first administrator.',
  );
  return 0;
}

function demoOf({ demoPassword, demoApiToken, demoAdminApiToken }: Secrets) {
  const apiTokens = { 'sam.support@example.com': demoApiToken, 'ada.admin@example.com': demoAdminApiToken };
  return { password: demoPassword, apiTokens };
}

export async function withDatabase(use: (access: Access) => Promise<number>): Promise<number> {
  const env = readEnv();
  await generatePrismaClient();
  const dataDir = env.PORTAL_DATA_DIR;
  await makeDataDir(dataDir);
  const secrets = await loadSecrets(dataDir);
  await using stack = new AsyncDisposableStack();
  const ownerUrl = env.DATABASE_URL ?? (await embeddedOwnerUrl(stack, dataDir, secrets));
  // Awaited here: what is on the stack must outlive the use of it.
  return await use({ ...appAccess(ownerUrl, { env, secrets }), ownerUrl, env, secrets });
}

/** Of the portal that is running, or of its cluster started for the life of the stack. */
async function embeddedOwnerUrl(stack: AsyncDisposableStack, dataDir: string, secrets: Secrets): Promise<string> {
  try {
    const lock = await acquireRunLock(dataDir, say);
    stack.defer(() => lock.release());
    await setEarlierReleaseAside(dataDir, say);
  } catch (error) {
    const demo = error instanceof AlreadyRunningError ? await readDemo(dataDir) : undefined;
    if (demo === undefined) throw error;
    return ownerUrlBeside(demo.databaseUrl, secrets.databaseOwnerPassword);
  }
  const server = await startEmbeddedPostgres({
    dataDir: databaseFolder(dataDir),
    port: 0,
    password: secrets.databaseOwnerPassword,
    persistent: true,
    log: () => undefined,
  });
  stack.defer(() => server.stop());
  return server.ownerUrl;
}
