/** The portal's database: the embedded PostgreSQL, or the server that DATABASE_URL names. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../embedded-postgres.ts';
import { freshLog, type PartContext, runPart } from './part.ts';

export interface Database {
  /** Of the role that owns the tables; handed to migrations and to the worker alone. */
  readonly ownerUrl: string;
  /** Of `portal_app`. */
  readonly appUrl: string;
  /** To give to `portal_app` when migrating. */
  readonly appPassword: string;
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
        dataDir: join(context.dataDir, 'postgres'),
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
export function appAccess(
  ownerUrl: string,
  { env, secrets }: Pick<PartContext, 'env' | 'secrets'>,
): Pick<Database, 'appUrl' | 'appPassword'> {
  if (env.DATABASE_APP_URL !== undefined) {
    return { appUrl: env.DATABASE_APP_URL, appPassword: decodeURIComponent(new URL(env.DATABASE_APP_URL).password) };
  }
  const url = new URL(ownerUrl);
  url.username = APP_ROLE;
  url.password = encodeURIComponent(secrets.databaseAppPassword);
  return { appUrl: url.href, appPassword: secrets.databaseAppPassword };
}
