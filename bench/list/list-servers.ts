/** A database of a given size, with the portal's REST server and the bare one on it, each a process of its own. */
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { freePort } from '@portal/tooling/free-port';
import { startNodeService } from '@portal/tooling/node-service';
import pg from 'pg';
import { childEnv } from '../env.ts';
import type { SeededDatabase } from '../seeded-database.ts';
import type { Target } from './load.ts';
import { insertDeployments } from './rows.ts';

export interface ListServers extends AsyncDisposable {
  readonly count: number;
  readonly portal: Target;
  readonly bare: Target;
}

const path = '/api/deployments?limit=50';
const START_DEADLINE_MS = 60_000;
const script = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

const urlTo = (url: string, database: string): string => {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
};

const asOwner = async (url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
};

/** Copies the seeded database; nobody may be connected to it. */
export const startListServers = async (seeded: SeededDatabase, count: number): Promise<ListServers> => {
  const database = `list_${count}`;
  const { pathname } = new URL(seeded.ownerUrl);
  await asOwner(urlTo(seeded.ownerUrl, 'postgres'), (client) =>
    client.query(`CREATE DATABASE ${database} TEMPLATE "${pathname.slice(1)}"`),
  );
  await asOwner(urlTo(seeded.ownerUrl, database), (client) => insertDeployments(client, count));

  const resources = new AsyncDisposableStack();
  const start = async (name: string, file: string, headers: Target['headers']): Promise<Target> => {
    const port = await freePort();
    const origin = `http://127.0.0.1:${port}`;
    const service = await startNodeService({
      name,
      args: [file],
      cwd: script('..'),
      env: childEnv({
        HOST: '127.0.0.1',
        PORT: String(port),
        ROLES: 'rest',
        SECRETS_KEY: randomBytes(32).toString('base64url'),
        LOG_LEVEL: 'warn',
        DATABASE_APP_URL: urlTo(seeded.appUrl, database),
      }),
      logFile: seeded.logFile,
      readyUrl: `${origin}${path}`,
      isReady: () => true,
      signal: AbortSignal.timeout(START_DEADLINE_MS),
    });
    resources.defer(() => service.stop());
    return { origin, path, headers };
  };
  const authorization = `Bearer ${seeded.apiToken}`;
  const portal = await start('apps/api', script('../../apps/api/src/main.ts'), { authorization });
  const bare = await start('the bare server', script('./bare-server.ts'), {});
  return { count, portal, bare, [Symbol.asyncDispose]: () => resources.disposeAsync() };
};
