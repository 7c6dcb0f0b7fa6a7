/** Databases of a given content beside one another on one server, and the portal's REST server on each, a process of its own. */
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { freePort } from '@portal/tooling/free-port';
import { type RunningService, startNodeService } from '@portal/tooling/node-service';
import pg from 'pg';
import { childEnv } from './env.ts';
import type { SeededDatabase } from './seeded-database.ts';

const START_DEADLINE_MS = 60_000;
const script = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

export const urlTo = (url: string, database: string): string => {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
};

export const asOwner = async <Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};

/** A copy of the seeded database, to which nobody may be connected, with more in it. */
export const copyDatabase = async (
  seeded: SeededDatabase,
  name: string,
  fill: (owner: pg.Client) => Promise<void>,
): Promise<void> => {
  const { pathname } = new URL(seeded.ownerUrl);
  await asOwner(urlTo(seeded.ownerUrl, 'postgres'), (client) =>
    client.query(`CREATE DATABASE ${name} TEMPLATE "${pathname.slice(1)}"`),
  );
  await asOwner(urlTo(seeded.ownerUrl, name), fill);
};

interface ServerOptions {
  readonly seeded: SeededDatabase;
  readonly database: string;
  readonly name: string;
  /** Relative to this folder. */
  readonly file: string;
  /** Answers once the server is up. */
  readonly path: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface StartedServer {
  readonly origin: string;
  readonly service: RunningService;
}

export const startServer = async ({
  seeded,
  database,
  name,
  file,
  path,
  env = {},
}: ServerOptions): Promise<StartedServer> => {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const service = await startNodeService({
    name,
    args: [script(file)],
    cwd: script('.'),
    env: childEnv({
      HOST: '127.0.0.1',
      PORT: String(port),
      ROLES: 'rest',
      SECRETS_KEY: randomBytes(32).toString('base64url'),
      LOG_LEVEL: 'warn',
      DATABASE_APP_URL: urlTo(seeded.appUrl, database),
      ...env,
    }),
    logFile: seeded.logFile,
    readyUrl: `${origin}${path}`,
    isReady: () => true,
    signal: AbortSignal.timeout(START_DEADLINE_MS),
  });
  return { origin, service };
};

export const startApi = (seeded: SeededDatabase, database: string): Promise<StartedServer> =>
  startServer({ seeded, database, name: 'apps/api', file: '../apps/api/src/main.ts', path: '/healthz' });
