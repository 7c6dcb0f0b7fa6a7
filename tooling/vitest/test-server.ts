/**
 * The PostgreSQL server of one test run: an embedded one that is deleted afterwards, or the server of TEST_DATABASE_URL, whose role must
 * be allowed to create databases and roles. One database is migrated; tests get copies of it (`@portal/testing`). Prints one line of
 * JSON when it is ready, and ends when its input does.
 */
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '@portal/db/migrate';
import { startEmbeddedPostgres } from '../src/embedded-postgres.ts';
import { readEnv } from '../src/env.ts';
import { onServer } from './on-server.ts';

interface Server {
  readonly ownerUrl: string;
  /** With everything that was made on it. */
  stop(): Promise<void>;
}

// A role belongs to the whole server: runs that share one must agree on its password, and not on the name of their database.
const templateDatabase = `portal_template_${randomBytes(8).toString('hex')}`;

const start = async (): Promise<Server> => {
  const { TEST_DATABASE_URL: given } = readEnv();
  if (given !== undefined) return { ownerUrl: given, stop: () => dropDatabases(given) };
  return startEmbeddedPostgres({
    dataDir: mkdtempSync(join(tmpdir(), 'portal-test-')),
    port: 0,
    password: randomBytes(18).toString('base64url'),
    persistent: false,
    log: () => undefined,
  });
};

/** Triggers can be set aside, and others' connections ended, by nobody else. */
const isSuperuser = async (url: string): Promise<boolean> => {
  const [row] = await onServer(url, 'SELECT rolsuper FROM pg_roles WHERE rolname = current_user');
  return row?.rolsuper === true;
};

/** The template, and the copies that workers kept. */
const dropDatabases = async (url: string): Promise<void> => {
  const ours = `SELECT datname FROM pg_database WHERE starts_with(datname, '${templateDatabase}')`;
  for (const { datname } of await onServer(url, ours)) await onServer(url, `DROP DATABASE "${datname}" WITH (FORCE)`);
};

const inputEnded = once(process.stdin.resume(), 'end');
// Ctrl-C reaches the whole process group; vitest ends first, and its pipe with it.
process.on('SIGINT', () => undefined);

const server = await start();
try {
  const { ownerUrl } = server;
  const appPassword = createHash('sha256').update(ownerUrl).digest('base64url');
  await onServer(ownerUrl, `CREATE DATABASE "${templateDatabase}"`);
  const template = new URL(ownerUrl);
  template.pathname = `/${templateDatabase}`;
  await migrate({ ownerUrl: template.href, appPassword });
  const resettable = await isSuperuser(ownerUrl);
  if (resettable) await onServer(template.href, await readFile(new URL('./resettable.sql', import.meta.url), 'utf8'));
  process.stdout.write(`${JSON.stringify({ ownerUrl, templateDatabase, appPassword, resettable })}\n`);
  await inputEnded;
} finally {
  await server.stop();
}
// The schema engine leaves a timer of ten seconds behind.
process.exit();
