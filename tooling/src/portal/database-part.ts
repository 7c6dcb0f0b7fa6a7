/** The portal's database: the embedded PostgreSQL, or the server that DATABASE_URL names. */
import { appendFileSync } from 'node:fs';
import { startEmbeddedPostgres } from '../embedded-postgres.ts';
import { databaseFolder } from './data-dir.ts';
import { freshLog, type PartContext, runPart } from './part.ts';

export interface AppAccess {
  /** Of `portal_app`. */
  readonly appUrl: string;
  /** What to give to `portal_app` when migrating; empty when its sign-in is somebody else's business. */
  readonly appPassword: string;
}

export interface Database extends AppAccess {
  /** Of the role that owns the tables; handed to migrations and to the worker alone. */
  readonly ownerUrl: string;
  pid(): number | null;
}

const APP_ROLE = 'portal_app';

export async function startDatabase(context: PartContext): Promise<Database> {
  const { DATABASE_URL: given } = context.env;
  if (given !== undefined) return { ...appAccess(given, context), ownerUrl: given, pid: () => null };

  const logFile = freshLog(context, 'postgres');
  let ownerUrl = '';
  const service = await runPart(context, {
    name: 'PostgreSQL',
    start: async () => {
      const server = await startEmbeddedPostgres({
        dataDir: databaseFolder(context.dataDir),
        port: context.ports.postgres,
        password: context.secrets.databaseOwnerPassword,
        persistent: !context.throwaway,
        log: (line) => appendFileSync(logFile, `${line}\n`, { mode: 0o600 }),
      });
      ({ ownerUrl } = server);
      return { pid: server.pid, exited: server.exited.then(() => `see ${logFile}`), stop: () => server.stop() };
    },
  });
  return { ...appAccess(ownerUrl, context), ownerUrl, pid: () => service.pid() ?? null };
}

/** DATABASE_APP_URL as it is given, or the owner's URL with the application's role and a password of our own. */
export function appAccess(ownerUrl: string, { env, secrets }: Pick<PartContext, 'env' | 'secrets'>): AppAccess {
  if (env.DATABASE_APP_URL !== undefined) {
    const { username, password } = new URL(env.DATABASE_APP_URL);
    return { appUrl: env.DATABASE_APP_URL, appPassword: username === APP_ROLE ? decodeURIComponent(password) : '' };
  }
  const url = new URL(ownerUrl);
  url.username = APP_ROLE;
  url.password = encodeURIComponent(secrets.databaseAppPassword);
  return { appUrl: url.href, appPassword: secrets.databaseAppPassword };
}
