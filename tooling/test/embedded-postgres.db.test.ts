/** The embedded cluster keeps what it should, forgets what it should, and never blocks its successor. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { startEmbeddedPostgres } from '../src/embedded-postgres.ts';
import { identify, isRunning } from '../src/process-identity.ts';
import { repositoryRoot } from '../src/repository.ts';
import { temporaryFolder } from './temporary-folder.ts';

const options = (dataDir: string) => ({
  dataDir,
  port: 0,
  password: 'p@ss:w/rd',
  persistent: false,
  log: () => undefined,
});

async function query(url: string, sql: string): Promise<readonly unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end();
  }
}

test('a persistent cluster keeps its data over a restart, and a wrong password is refused', async () => {
  using folder = temporaryFolder();
  const dataDir = join(folder.path, 'kept');
  const first = await startEmbeddedPostgres({ ...options(dataDir), persistent: true });
  await query(first.ownerUrl, 'create table kept as select 42 as answer');
  await first.stop();
  // Stopped as a throwaway, so that the test leaves nothing behind.
  const second = await startEmbeddedPostgres(options(dataDir));
  expect(await query(second.ownerUrl, 'select answer from kept')).toEqual([42]);
  const wrong = new URL(second.ownerUrl);
  wrong.password = 'guessed';
  await expect(query(wrong.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
  await second.stop();
});

test('a throwaway cluster leaves neither a process nor a file', async () => {
  using folder = temporaryFolder();
  const dataDir = join(folder.path, 'throwaway');
  const server = await startEmbeddedPostgres(options(dataDir));
  const identity = identify(server.pid);
  const [data] = await query(server.ownerUrl, 'show data_directory');
  await server.stop();
  expect(identity !== undefined && isRunning(identity)).toBe(false);
  expect([dataDir, String(data)].filter(existsSync)).toEqual([]);
});

test('a throwaway cluster does not outlive a process that was killed, and its data go with it', async () => {
  using folder = temporaryFolder();
  const dataDir = join(folder.path, 'orphan');
  const script = join(folder.path, 'start.ts');
  const module = join(repositoryRoot, 'tooling/src/embedded-postgres.ts');
  writeFileSync(
    script,
    `import { startEmbeddedPostgres } from ${JSON.stringify(module)};
     const server = await startEmbeddedPostgres({ ...${JSON.stringify(options(dataDir))}, log: () => undefined });
     console.log(server.pid);
     setInterval(() => {}, 1_000);`,
  );
  const parent = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface({ input: parent.stdout }), 'line');
  const orphan = identify(Number(line));
  if (orphan === undefined) throw new Error('The server does not run.');
  const record = z
    .object({ folder: z.string() })
    .parse(JSON.parse(readFileSync(join(dataDir, 'cluster.json'), 'utf8')));
  const data = join(record.folder, 'data', 'PG_VERSION');
  expect(existsSync(data)).toBe(true);
  parent.kill('SIGKILL');
  await vi.waitUntil(() => !isRunning(orphan) && !existsSync(data), { timeout: 20_000, interval: 20 });
  await (await startEmbeddedPostgres(options(dataDir))).stop();
});
