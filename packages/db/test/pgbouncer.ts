// One real pgbouncer in front of a test's database, as Debian packages it. It refuses to run as root, so it runs as
// nobody then.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort, type TestDatabase } from '@portal/testing';

const program = ['/usr/sbin/pgbouncer', '/usr/local/bin/pgbouncer', '/opt/homebrew/bin/pgbouncer'].find(existsSync);

export const hasPgbouncer = program !== undefined;
/** Said in the name of each test that is skipped. */
export const absence = hasPgbouncer ? '' : ' (skipped: no pgbouncer here; on Debian, apt-get install pgbouncer)';

export type PoolMode = 'session' | 'transaction' | 'statement';

export interface Pgbouncer extends AsyncDisposable {
  readonly ownerUrl: string;
  readonly appUrl: string;
}

const nobody = 65_534;

/** `database` is an entry of its own for each role: the pooler signs in with the password that stands there. */
const entry = (name: string, url: string): string => {
  const { hostname, port, pathname, username, password } = new URL(url);
  const parts = { host: hostname, port: port || '5432', dbname: pathname.slice(1), user: username };
  const pairs = Object.entries({ ...parts, password: decodeURIComponent(password) });
  return `${name} = ${pairs.map(([key, value]) => `${key}='${value.replaceAll("'", "''")}'`).join(' ')}`;
};

export const startPgbouncer = async (
  database: Pick<TestDatabase, 'ownerUrl' | 'appUrl'>,
  mode: PoolMode,
): Promise<Pgbouncer> => {
  if (program === undefined) throw new Error('There is no pgbouncer here.');
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'portal-pgbouncer-'));
  const file = join(folder, 'pgbouncer.ini');
  const settings = ['listen_addr = 127.0.0.1', `listen_port = ${port}`, 'unix_socket_dir =', 'auth_type = any'];
  const sections = ['[databases]', entry('app', database.appUrl), entry('owner', database.ownerUrl), '[pgbouncer]'];
  writeFileSync(file, [...sections, ...settings, `pool_mode = ${mode}`, ''].join('\n'), { mode: 0o600 });
  const asNobody = process.getuid?.() === 0;
  if (asNobody) for (const path of [folder, file]) chownSync(path, nobody, nobody);
  const account = asNobody ? { uid: nobody, gid: nobody } : {};
  const child = spawn(program, [file], { ...account, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(child, 'exit');
  const said: string[] = [];
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      said.push(line);
      if (line.includes('process up')) resolve();
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`pgbouncer ended:\n${said.join('\n')}`)));
  });
  const urlOf = (name: string): string => `postgresql://${name}@127.0.0.1:${port}/${name}`;
  return {
    ownerUrl: urlOf('owner'),
    appUrl: urlOf('app'),
    async [Symbol.asyncDispose]() {
      child.kill('SIGQUIT');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
